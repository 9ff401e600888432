import type { RawBatch } from "../raw_batch.ts";

/** The texts of a batch's events. */
export interface Texts {
  /** One an event; bytes that are not UTF-8 became U+FFFD. They may be slices of one text of the batch. */
  readonly texts: readonly string[];
  /** Indices of the events whose bytes are not UTF-8; null = none. */
  readonly broken: ReadonlySet<number> | null;
}

/** Decodes all bytes at once where they are UTF-8, else each event alone. Never throws. */
export function decodeTexts({ bytes, slices }: RawBatch): Texts {
  const whole = decode(bytes);
  if (whole === null) return decodeEach(bytes, slices);
  return whole.length === bytes.length
    ? { texts: sliceAscii(whole, slices), broken: null }
    : sliceUtf8(whole, bytes, slices);
}

function sliceAscii(whole: string, slices: Uint32Array): string[] {
  const texts = new Array<string>(slices.length / 2);
  for (let i = 0; i < texts.length; i++) {
    texts[i] = whole.slice(slices[2 * i]!, slices[2 * i + 1]!);
  }
  return texts;
}

/** Goes along bytes and text together; an event that begins or ends inside a character is decoded alone. */
function sliceUtf8(whole: string, bytes: Bytes, slices: Uint32Array): Texts {
  const texts: string[] = [];
  let at = 0;
  let unit = 0;
  for (let i = 0; i < slices.length; i += 2) {
    const start = slices[i]!;
    const end = slices[i + 1]!;
    const whole8 = start >= at && !isInside(bytes, start) && !isInside(bytes, end);
    if (!whole8) return decodeEach(bytes, slices);
    const first = unit + unitsOf(bytes, at, start);
    unit = first + unitsOf(bytes, start, end);
    at = end;
    texts.push(whole.slice(first, unit));
  }
  return { texts, broken: null };
}

function decodeEach(bytes: Bytes, slices: Uint32Array): Texts {
  const texts: string[] = [];
  const broken = new Set<number>();
  for (let i = 0; i < slices.length / 2; i++) {
    const part = bytes.subarray(slices[2 * i]!, slices[2 * i + 1]!);
    const text = decode(part);
    if (text === null) broken.add(i);
    texts.push(text ?? lenient.decode(part));
  }
  return { texts, broken };
}

/** Null where the bytes are not UTF-8. The lenient decoder is several times as fast, so the strict one only judges. */
function decode(bytes: Bytes): string | null {
  const text = lenient.decode(bytes);
  if (!text.includes(REPLACEMENT)) return text;
  try {
    return strict.decode(bytes);
  } catch {
    return null;
  }
}

/** UTF-16 code units of UTF-8 bytes: one for each first byte, two where it begins a character of four bytes. */
function unitsOf(bytes: Bytes, start: number, end: number): number {
  let units = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}

function isInside(bytes: Bytes, at: number): boolean {
  return at < bytes.length && (bytes[at]! & 0xc0) === 0x80;
}

type Bytes = Uint8Array<ArrayBuffer>;

const REPLACEMENT = "\ufffd";
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });
