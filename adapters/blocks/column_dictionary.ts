import type { FieldValue } from "../../core/event.ts";
import { type CharSet, scanChars } from "./char_set.ts";
import { toUtf8 } from "./column_strings.ts";
import { fromTagged, toTagged } from "./tagged.ts";

/** Few distinct values: each written once, and a code a row. */
export interface DictionaryMeta {
  /** Tells the forms apart. */
  readonly kind: "dictionary";
  /** Bytes a code; 0 = all rows have the only entry. */
  readonly width: 0 | 1 | 2;
  /** Null = too long for the meta: they stand before the codes. */
  readonly entries: DictionaryEntries | null;
  /** Of values whose entries are not in the meta; null or missing where it is not known. */
  readonly chars?: CharSet | null;
}

/** `values` tagged ("" = no value), in order of first appearance; `counts` says in how many rows. */
export interface DictionaryEntries {
  /** Each once. */
  readonly values: readonly string[];
  /** As many as there are values. */
  readonly counts: readonly number[];
}

/** In memory: the value of a row is `values[codes[row]]`. */
export interface DictionaryColumn {
  /** Tells the forms apart. */
  readonly kind: "dictionary";
  /** Each once; undefined stands for no value. */
  readonly values: readonly (FieldValue | undefined)[];
  /** As many as there are values. */
  readonly counts: readonly number[];
  /** Null = 0 in every row. */
  readonly codes: Uint8Array | Uint16Array | null;
  /** Size in memory, roughly. */
  readonly bytes: number;
  /** The value in a row; undefined = none. */
  cell(row: number): FieldValue | undefined;
}

/** Null when the values are too many for a dictionary. */
export function encodeDictionary(
  values: readonly (FieldValue | undefined)[],
): {
  meta: DictionaryMeta;
  bytes: Uint8Array | null;
  distinct: readonly (FieldValue | undefined)[];
} | null {
  const coded = toCodes(values);
  if (coded === null) return null;
  const { codes, distinct, counts } = coded;
  const entries = { values: distinct.map(toTagged), counts };
  const width = distinct.length <= 1 ? 0 : distinct.length <= 256 ? 1 : 2;
  const inMeta = textLength(entries.values) <= META_TEXT_MAX;
  const meta: DictionaryMeta = inMeta
    ? { kind: "dictionary", width, entries }
    : { kind: "dictionary", width, entries: null, chars: toChars(distinct) };
  return { meta, bytes: toBytes(codes, width, inMeta ? null : entries), distinct };
}

/** Reads what {@linkcode encodeDictionary} wrote. */
export function decodeDictionary(
  meta: DictionaryMeta,
  bytes: Uint8Array | null,
  count: number,
): DictionaryColumn {
  const [entries, rest] = meta.entries === null ? readEntries(bytes!) : [meta.entries, bytes];
  const codes = readCodes(rest, meta.width, count);
  const values = entries.values.map(fromTagged);
  return {
    kind: "dictionary",
    values,
    counts: entries.counts,
    codes,
    bytes: count * meta.width + textLength(entries.values) * 2 + values.length * VALUE_BYTES,
    cell: (row) => values[codes === null ? 0 : codes[row]!],
  };
}

interface Coded {
  readonly codes: Uint16Array;
  readonly distinct: (FieldValue | undefined)[];
  readonly counts: number[];
}

function toCodes(values: readonly (FieldValue | undefined)[]): Coded | null {
  const codes = new Uint16Array(values.length);
  const known = new Map<FieldValue | symbol | undefined, number>();
  const distinct: (FieldValue | undefined)[] = [];
  const counts: number[] = [];
  const max = Math.min(ENTRIES_MAX, Math.max(ENTRIES_FEW, values.length >>> 2));
  let last: FieldValue | symbol | undefined = NOTHING_YET;
  let code = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const key = value === 0 && Object.is(value, -0) ? MINUS_ZERO : value;
    if (key !== last) {
      const found = known.get(key);
      if (found === undefined) {
        if (distinct.length >= max || (i < SAMPLE_ROWS && distinct.length >= SAMPLE_MAX)) {
          return null;
        }
        code = distinct.length;
        known.set(key, code);
        distinct.push(value);
        counts.push(0);
      } else code = found;
      last = key;
    }
    codes[i] = code;
    counts[code]!++;
  }
  return { codes, distinct, counts };
}

/** Null where some value is not ASCII. */
function toChars(values: readonly (FieldValue | undefined)[]): CharSet | null {
  const text = values.map((value) => value === undefined ? "" : String(value)).join("\0");
  const utf8 = toUtf8(text);
  return utf8.length === text.length ? scanChars(utf8).chars : null;
}

function toBytes(
  codes: Uint16Array,
  width: 0 | 1 | 2,
  entries: DictionaryEntries | null,
): Uint8Array | null {
  const head = entries === null ? null : writeEntries(entries);
  if (head === null && width === 0) return null;
  const at = head?.length ?? 0;
  const bytes = new Uint8Array(at + codes.length * width);
  if (head !== null) bytes.set(head);
  if (width === 1) bytes.set(codes, at);
  if (width === 2) bytes.set(new Uint8Array(codes.buffer), at);
  return bytes;
}

/** 4 bytes length (little-endian) and JSON. */
function writeEntries(entries: DictionaryEntries): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(entries));
  const bytes = new Uint8Array(4 + json.length);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, 4);
  return bytes;
}

function readEntries(bytes: Uint8Array): [DictionaryEntries, Uint8Array] {
  const end = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const entries = JSON.parse(new TextDecoder().decode(bytes.subarray(4, end)));
  return [entries, bytes.subarray(end)];
}

function readCodes(
  bytes: Uint8Array | null,
  width: 0 | 1 | 2,
  count: number,
): Uint8Array | Uint16Array | null {
  if (width === 0 || bytes === null) return null;
  const own = bytes.slice(0, count * width);
  return width === 1 ? own : new Uint16Array(own.buffer, own.byteOffset, count);
}

function textLength(values: readonly string[]): number {
  let length = 0;
  for (const value of values) length += value.length;
  return length;
}

/** More distinct values than this (or than a quarter of the rows) are written row by row. */
const ENTRIES_MAX = 4096;
/** So few are always a dictionary, also in a tiny block. */
const ENTRIES_FEW = 4;
/** A column that has so many distinct values in its first rows will not become a dictionary. */
const SAMPLE_ROWS = 512;
const SAMPLE_MAX = 256;
/** Longer dictionaries stand in the column, so that meta stays small enough to keep in memory. */
const META_TEXT_MAX = 4096;
/** What a value takes beside its text: two strings, as it is and tagged, and its count. */
const VALUE_BYTES = 64;
const MINUS_ZERO = Symbol("-0");
const NOTHING_YET = Symbol("nothing yet");
