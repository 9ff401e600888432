import type { FieldValue } from "../../core/event.ts";
import { DAMAGE } from "./packed.ts";
import { decodePresence, encodePresence, presenceBytes } from "./presence.ts";

/** Only finite numbers: packed, whole ones as distance from `min` where that is shorter. */
export interface NumbersMeta {
  /** Tells the forms apart. */
  readonly kind: "numbers";
  /** The lowest. */
  readonly min: number;
  /** The highest. */
  readonly max: number;
  /** Bytes a row: 1, 2, 4 = whole number from `min`; 8 = 64-bit float. */
  readonly width: 1 | 2 | 4 | 8;
  /** How many rows have one; where some have none, presence bits come first. */
  readonly present: number;
}

/** In memory: `present` is null when every row has a number. */
export interface NumbersColumn {
  /** Tells the forms apart. */
  readonly kind: "numbers";
  /** One a row; any where there is none. */
  readonly values: Float64Array;
  /** 1 where a row has a number. */
  readonly present: Uint8Array | null;
  /** Size in memory, roughly. */
  readonly bytes: number;
  /** The value in a row; undefined = none. */
  cell(row: number): FieldValue | undefined;
}

/** Null when some value is not a finite number, or there is none. */
export function encodeNumbers(
  values: readonly (FieldValue | undefined)[],
): { meta: NumbersMeta; bytes: Uint8Array } | null {
  const range = toRange(values);
  if (range === null) return null;
  const { min, max, width, present } = range;
  const packed = packNumbers(values, min, width);
  const bits = present < values.length ? encodePresence(values) : new Uint8Array(0);
  const bytes = new Uint8Array(bits.length + packed.length);
  bytes.set(bits);
  bytes.set(packed, bits.length);
  return { meta: { kind: "numbers", min, max, width, present }, bytes };
}

/** Reads what {@linkcode encodeNumbers} wrote. */
export function decodeNumbers(meta: NumbersMeta, bytes: Uint8Array, count: number): NumbersColumn {
  const whole = meta.present === count;
  const present = whole ? null : decodePresence(bytes, count);
  const values = unpackNumbers(bytes.subarray(whole ? 0 : presenceBytes(count)), meta, count);
  return {
    kind: "numbers",
    values,
    present,
    bytes: count * 9,
    cell: (row) => present === null || present[row] === 1 ? values[row] : undefined,
  };
}

function toRange(values: readonly (FieldValue | undefined)[]): Omit<NumbersMeta, "kind"> | null {
  let min = Infinity;
  let max = -Infinity;
  let whole = true;
  let present = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === undefined) continue;
    if (typeof value !== "number" || !Number.isFinite(value)) return null;
    if (value < min) min = value;
    if (value > max) max = value;
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) whole = false;
    present++;
  }
  if (present === 0) return null;
  return { min, max, width: whole ? toWidth(max - min) : 8, present };
}

function toWidth(range: number): 1 | 2 | 4 | 8 {
  return range < 2 ** 8 ? 1 : range < 2 ** 16 ? 2 : range < 2 ** 32 ? 4 : 8;
}

function packNumbers(
  values: readonly (FieldValue | undefined)[],
  min: number,
  width: 1 | 2 | 4 | 8,
): Uint8Array {
  const packed = toArray(width, new ArrayBuffer(values.length * width));
  const base = width === 8 ? 0 : min;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value !== undefined) packed[i] = base === 0 ? value as number : value as number - base;
  }
  return new Uint8Array(packed.buffer);
}

/** `bytes` may begin anywhere, where arrays of wide numbers may only at a multiple of their width. */
function unpackNumbers(
  bytes: Uint8Array,
  { width, min }: NumbersMeta,
  count: number,
): Float64Array {
  if (bytes.length < count * width) {
    throw new Error(`Cannot read ${count} numbers from ${bytes.length} bytes`, { cause: DAMAGE });
  }
  const values = new Float64Array(count);
  switch (width) {
    case 1:
      for (let i = 0; i < count; i++) values[i] = bytes[i]! + min;
      return values;
    case 2:
      for (let i = 0; i < count; i++) values[i] = bytes[2 * i]! + bytes[2 * i + 1]! * 256 + min;
      return values;
    case 4: {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let i = 0; i < count; i++) values[i] = view.getUint32(4 * i, true) + min;
      return values;
    }
    case 8:
      new Uint8Array(values.buffer).set(bytes.subarray(0, 8 * count));
      return values;
  }
}

function toArray(
  width: 1 | 2 | 4 | 8,
  buffer: ArrayBuffer,
): Uint8Array | Uint16Array | Uint32Array | Float64Array {
  switch (width) {
    case 1:
      return new Uint8Array(buffer);
    case 2:
      return new Uint16Array(buffer);
    case 4:
      return new Uint32Array(buffer);
    case 8:
      return new Float64Array(buffer);
  }
}
