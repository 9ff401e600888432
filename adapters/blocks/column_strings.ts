import { Buffer } from "node:buffer";
import type { FieldValue } from "../../core/event.ts";
import { toLower } from "../../core/query/tokens.ts";
import { type CharSet, scanChars } from "./char_set.ts";
import { decodeIntegers, encodeIntegers } from "./integers.ts";
import { decodePresence, encodePresence, presenceBytes } from "./presence.ts";

/** Only texts: one after the other with U+0000 between them. */
export interface StringsMeta {
  /** Tells the forms apart. */
  readonly kind: "strings";
  /** Whether all text is ASCII, which decodes faster. */
  readonly ascii: boolean;
  /** How many bytes of lengths (UTF-16 code units) come before the text; 0 = no text has a U+0000. */
  readonly lengthsBytes: number;
  /** How many rows have one; where some have none, presence bits come first. */
  readonly present: number;
  /** Null or missing where it is not known, as of text that is not ASCII. */
  readonly chars?: CharSet | null;
}

/** In memory: row `i` is `text.slice(starts[i], starts[i + 1] - 1)`, "" also where there is none. */
export interface StringsColumn {
  /** Tells the forms apart. */
  readonly kind: "strings";
  /** All rows, separated by U+0000. */
  readonly text: string;
  /** One more than there are rows. */
  readonly starts: Uint32Array;
  /** Null when every row has a text. */
  readonly present: Uint8Array | null;
  /** Size in memory, roughly. */
  readonly bytes: number;
  /** `text` in lower case, with the same lengths; made once. */
  lower(): string;
  /** The value in a row; undefined = none. */
  cell(row: number): FieldValue | undefined;
}

/** Null when some value is not a text. */
export function encodeStrings(
  values: readonly (FieldValue | undefined)[],
): { meta: StringsMeta; bytes: Uint8Array; utf8?: Uint8Array } | null {
  let present = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === undefined) continue;
    if (typeof value !== "string") return null;
    present++;
  }
  const text = values.join(SEPARATOR);
  const utf8 = toUtf8(text);
  const { chars, zeros } = scanChars(utf8);
  const separated = zeros === values.length - 1;
  const lengths = separated ? NO_BYTES : encodeIntegers(toLengths(values));
  const bits = present < values.length ? encodePresence(values) : NO_BYTES;
  const ascii = utf8.length === text.length;
  const meta = {
    ...{ kind: "strings", ascii, lengthsBytes: lengths.length, present } as const,
    chars: ascii ? chars : null,
  };
  if (bits.length === 0 && lengths.length === 0) return { meta, bytes: utf8, utf8 };
  const bytes = new Uint8Array(bits.length + lengths.length + utf8.length);
  bytes.set(bits);
  bytes.set(lengths, bits.length);
  bytes.set(utf8, bits.length + lengths.length);
  return separated ? { meta, bytes, utf8 } : { meta, bytes };
}

/** Reads what {@linkcode encodeStrings} wrote. */
export function decodeStrings(meta: StringsMeta, bytes: Uint8Array, count: number): StringsColumn {
  const whole = meta.present === count;
  const present = whole ? null : decodePresence(bytes, count);
  const lengthsAt = whole ? 0 : presenceBytes(count);
  const textAt = lengthsAt + meta.lengthsBytes;
  const text = toText(bytes.subarray(textAt), meta.ascii);
  const starts = meta.lengthsBytes === 0
    ? findStarts(text, count)
    : sumLengths(decodeIntegers(bytes.subarray(lengthsAt, textAt), count));
  let lower: string | null = null;
  return {
    kind: "strings",
    text,
    starts,
    present,
    bytes: text.length * (meta.ascii ? 2 : 4) + count * 5,
    lower: () => lower ??= meta.ascii ? text.toLowerCase() : toLower(text),
    cell: (row) =>
      present === null || present[row] === 1
        ? text.slice(starts[row], starts[row + 1]! - 1)
        : undefined,
  };
}

/** The UTF-8 of a text and a zero byte; a view of a buffer that the next call uses again. */
export function toTerminated(text: string): Uint8Array {
  const need = text.length * 3 + 1;
  if (need <= SCRATCH_BYTES_MAX && scratch.length < need) scratch = new Uint8Array(need);
  // What is not used of a long buffer takes no memory.
  const bytes = need <= SCRATCH_BYTES_MAX ? scratch : new Uint8Array(need);
  const { written } = ENCODER.encodeInto(text, bytes);
  bytes[written] = 0;
  return bytes.subarray(0, written + 1);
}

/** The same without the zero byte. */
export function toUtf8(text: string): Uint8Array {
  return toTerminated(text).subarray(0, -1);
}

function toLengths(values: readonly (FieldValue | undefined)[]): Float64Array {
  return Float64Array.from(values, (value) => value === undefined ? 0 : (value as string).length);
}

function toText(bytes: Uint8Array, ascii: boolean): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString(ascii ? "latin1" : "utf8");
}

function findStarts(text: string, count: number): Uint32Array {
  const starts = new Uint32Array(count + 1);
  let at = 0;
  for (let i = 1; i < count; i++) {
    at = text.indexOf(SEPARATOR, at) + 1;
    starts[i] = at;
  }
  starts[count] = text.length + 1;
  return starts;
}

function sumLengths(lengths: Float64Array): Uint32Array {
  const starts = new Uint32Array(lengths.length + 1);
  for (let i = 0; i < lengths.length; i++) starts[i + 1] = starts[i]! + lengths[i]! + 1;
  return starts;
}

const SEPARATOR = "\0";
const NO_BYTES = new Uint8Array(0);
const ENCODER = new TextEncoder();
/** Kept between calls; a longer column gets a buffer of its own. */
const SCRATCH_BYTES_MAX = 8 * 1024 * 1024;
let scratch: Uint8Array<ArrayBuffer> = new Uint8Array(64 * 1024);
