import type { RawBatch } from "../raw_batch.ts";
import { countUnits } from "../utf8.ts";

/** The texts of a batch's events. */
export interface Texts {
  /** Holds all texts. Bytes that are not UTF-8 became U+FFFD. */
  readonly whole: string;
  /** Event `i` is `whole.slice(bounds[2i], bounds[2i+1])`. */
  readonly bounds: Uint32Array;
  /** Indices of the events whose bytes are not UTF-8; null = none. */
  readonly broken: ReadonlySet<number> | null;
}

/** Decodes all bytes at once where they are UTF-8, else each event alone. Never throws. */
export function decodeTexts({ bytes, slices }: RawBatch): Texts {
  const whole = decode(bytes);
  if (whole === null) return decodeEach(bytes, slices);
  const bounds = whole.length === bytes.length ? slices : toUnits(bytes, slices);
  return bounds === null ? decodeEach(bytes, slices) : { whole, bounds, broken: null };
}

/** Bounds in UTF-16 code units; null where an event begins or ends inside a character. */
function toUnits(bytes: Bytes, slices: Uint32Array): Uint32Array | null {
  const bounds = new Uint32Array(slices.length);
  let at = 0;
  let unit = 0;
  for (let i = 0; i < slices.length; i++) {
    const next = slices[i]!;
    if (next < at || isInside(bytes, next)) return null;
    unit += countUnits(bytes, at, next);
    bounds[i] = unit;
    at = next;
  }
  return bounds;
}

function decodeEach(bytes: Bytes, slices: Uint32Array): Texts {
  const texts: string[] = [];
  const bounds = new Uint32Array(slices.length);
  const broken = new Set<number>();
  let at = 0;
  for (let i = 0; i < slices.length; i += 2) {
    const part = bytes.subarray(slices[i]!, slices[i + 1]!);
    const text = decode(part);
    if (text === null) broken.add(i / 2);
    const kept = text ?? lenient.decode(part);
    texts.push(kept);
    bounds[i] = at;
    bounds[i + 1] = at + kept.length;
    at += kept.length + 1;
  }
  return { whole: texts.join("\n"), bounds, broken: broken.size === 0 ? null : broken };
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

function isInside(bytes: Bytes, at: number): boolean {
  return at < bytes.length && (bytes[at]! & 0xc0) === 0x80;
}

type Bytes = Uint8Array<ArrayBuffer>;

const REPLACEMENT = "\ufffd";
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });
