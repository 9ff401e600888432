import type { CutOptions } from "./cut_options.ts";
import { NEWLINE, RETURN, toTextEnd } from "./line.ts";

/** What {@linkcode cutLongLine} works on. */
export interface LongLine {
  /** What was read. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** `all`: a line without a newline is whole. */
  readonly flush: CutOptions["flush"];
  /** Limit of an event's text, bytes. */
  readonly bytesMax: number;
  /** Takes the parts. */
  readonly sink: EventSink;
}

/** Takes events. */
export interface EventSink {
  /** Whether it has all the events it may have. */
  readonly full: boolean;
  /** Adds the text [start, end); `part` as in `Cut.parts`. */
  add(start: number, end: number, part: number): void;
}

/** Where to go on. */
export interface Place {
  /** From this byte. */
  readonly at: number;
  /** 0 = at the beginning of a line, k = inside a line of which k parts are out. */
  readonly part: number;
}

/**
 * Gives out the parts of the line that goes on at `at`, as far as they are there and the sink has
 * room. The last part ends with the newline; if nothing is left before it, the newline is passed over.
 */
export function cutLongLine(line: LongLine, place: Place): Place {
  const { bytes, flush, bytesMax, sink } = line;
  let { at, part } = place;
  const newline = bytes.indexOf(NEWLINE, at);
  while (isLong(line, at, newline)) {
    if (sink.full) return { at, part };
    const end = toPartEnd(bytes, at, bytesMax);
    sink.add(at, end, ++part);
    at = end;
  }
  const end = newline < 0 ? bytes.length : toTextEnd(bytes, at, newline);
  if (newline < 0 && flush !== "all") return { at, part };
  if (end > at) {
    if (sink.full) return { at, part };
    sink.add(at, end, ++part);
  }
  return newline < 0 ? { at: end, part } : { at: newline + 1, part: 0 };
}

/**
 * Whether the line at `at` surely has more than `bytesMax` bytes of text; `newline` is -1 where it is
 * not there yet (then a `\r` at the end may still belong to it).
 */
export function isLong({ bytes, flush, bytesMax }: LongLine, at: number, newline: number): boolean {
  if (newline >= 0) return toTextEnd(bytes, at, newline) - at > bytesMax;
  const length = bytes.length - at;
  if (flush === "all" || bytes[bytes.length - 1] !== RETURN) return length > bytesMax;
  return length > bytesMax + 1;
}

/** `at` + `bytesMax`, or up to 3 bytes less, where that is inside a UTF-8 sequence. */
function toPartEnd(bytes: Uint8Array, at: number, bytesMax: number): number {
  const end = at + bytesMax;
  for (let back = 0; back <= 3; back++) {
    const byte = bytes[end - back]!;
    if ((byte & 0xc0) !== 0x80) return toSequenceLength(byte) > back ? end - back : end;
  }
  return end;
}

function toSequenceLength(lead: number): number {
  if (lead < 0xc0) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}
