import type { LogEvent } from "../../core/event.ts";
import { decodeIntegers, encodeIntegers } from "./integers.ts";

/** Where each row's event stands in its source. */
export interface Places {
  /** First bytes of the events. */
  readonly positions: Float64Array;
  /** First bytes they account for. */
  readonly begins: Float64Array;
  /** Ends (exclusive) of what they account for. */
  readonly ends: Float64Array;
  /** Size in memory, roughly. */
  readonly bytes: number;
}

/** A column and the lowest and highest position of each origin. */
export interface EncodedPlaces {
  /** The column. */
  readonly bytes: Uint8Array;
  /** Both ends included, by origin. */
  readonly ranges: ReadonlyMap<string, { readonly min: number; readonly max: number }>;
}

/**
 * Writes three lists of integers, each after its length in bytes (4, little-endian): position less the
 * end of the event before it of the same origin (0 in a source read without gaps), position less
 * begin, end less position.
 */
export function encodePlaces(events: readonly LogEvent[]): EncodedPlaces {
  const gaps = new Float64Array(events.length);
  const leads = new Float64Array(events.length);
  const lengths = new Float64Array(events.length);
  const ranges = new Map<string, { min: number; max: number; end: number }>();
  let origin = "";
  let range = { min: 0, max: 0, end: 0 };
  for (let i = 0; i < events.length; i++) {
    const event = events[i]!;
    const { position } = event;
    if (event.origin !== origin) {
      origin = event.origin;
      range = ranges.get(origin) ?? { min: position, max: position, end: 0 };
      ranges.set(origin, range);
    }
    gaps[i] = position - range.end;
    leads[i] = position - event.begin;
    lengths[i] = event.end - position;
    range.end = event.end;
    if (position < range.min) range.min = position;
    if (position > range.max) range.max = position;
  }
  return { bytes: joinParts([gaps, leads, lengths].map(encodeIntegers)), ranges };
}

/** Reads what {@linkcode encodePlaces} wrote; `originOf` tells the origin (or a code of it) of a row. */
export function decodePlaces(
  bytes: Uint8Array,
  count: number,
  originOf: (row: number) => unknown,
): Places {
  const [gaps, begins, ends] = splitParts(bytes).map((part) => decodeIntegers(part, count)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const positions = gaps;
  const endByOrigin = new Map<unknown, number>();
  let origin: unknown;
  let end = 0;
  for (let i = 0; i < count; i++) {
    const own = originOf(i);
    if (own !== origin) {
      endByOrigin.set(origin, end);
      origin = own;
      end = endByOrigin.get(origin) ?? 0;
    }
    const position = gaps[i]! + end;
    positions[i] = position;
    begins[i] = position - begins[i]!;
    end = position + ends[i]!;
    ends[i] = end;
  }
  return { positions, begins, ends, bytes: count * 24 };
}

function joinParts(parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + 4 + part.length, 0);
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length, true);
    bytes.set(part, at + 4);
    at += 4 + part.length;
  }
  return bytes;
}

function splitParts(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = view.getUint32(at, true);
    parts.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return parts;
}
