/** Which rows have a value, one bit a row. */
export function encodePresence(values: readonly unknown[]): Uint8Array {
  const bits = new Uint8Array(presenceBytes(values.length));
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== undefined) bits[i >>> 3]! |= 1 << (i & 7);
  }
  return bits;
}

/** One byte a row, 1 = has a value, from the first bytes of `bytes`. */
export function decodePresence(bytes: Uint8Array, count: number): Uint8Array {
  const present = new Uint8Array(count);
  for (let i = 0; i < count; i++) present[i] = (bytes[i >>> 3]! >>> (i & 7)) & 1;
  return present;
}

/** How many bytes {@linkcode encodePresence} makes for so many rows. */
export function presenceBytes(count: number): number {
  return (count + 7) >>> 3;
}
