/**
 * Integers that are close to 0 in few bytes: 1 byte form, then zigzag LEB128 varints; where one is
 * 2^52 or more from 0, all as 64-bit floats. Values are safe integers.
 */
export function encodeIntegers(values: Float64Array): Uint8Array {
  const bytes = new Uint8Array(1 + values.length * VARINT_BYTES_MAX);
  let at = 1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value >= VARINT_MAX || value <= -VARINT_MAX) return encodeFloats(values);
    let rest = value < 0 ? -value * 2 - 1 : value * 2;
    while (rest >= 0x80000000) {
      bytes[at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 128) {
      bytes[at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    bytes[at++] = rest;
  }
  return bytes.subarray(0, at);
}

/** The `count` integers that were encoded, and where in `bytes` they end. */
export function decodeIntegers(bytes: Uint8Array, count: number): Float64Array<ArrayBuffer> {
  const values = new Float64Array(count);
  if (bytes[0] === FLOATS) {
    new Uint8Array(values.buffer).set(bytes.subarray(1, 1 + values.byteLength));
    return values;
  }
  let at = 1;
  for (let i = 0; i < count; i++) {
    let byte = bytes[at++]!;
    let value = byte & 127;
    for (let scale = 128; byte >= 128; scale *= 128) {
      byte = bytes[at++]!;
      value += (byte & 127) * scale;
    }
    values[i] = value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
  return values;
}

/** Each value less the one before it (the first less 0), in place. Values within ±2^52. */
export function toDeltas(values: Float64Array): void {
  for (let i = values.length - 1; i > 0; i--) values[i]! -= values[i - 1]!;
}

/** Undoes {@linkcode toDeltas}, in place. */
export function fromDeltas(values: Float64Array): void {
  for (let i = 1; i < values.length; i++) values[i]! += values[i - 1]!;
}

function encodeFloats(values: Float64Array): Uint8Array {
  const bytes = new Uint8Array(1 + values.byteLength);
  bytes[0] = FLOATS;
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 1);
  return bytes;
}

const VARINT_BYTES_MAX = 8;
const VARINT_MAX = 2 ** 52;
const FLOATS = 1;
