import { cut } from "../core/cut/cut.ts";
import { toRawBatch } from "../core/cut/to_raw_batch.ts";
import {
  BATCH_BYTES_MAX,
  BATCH_EVENTS_MAX,
  EVENT_BYTES_MAX,
  type Format,
  type RawBatch,
} from "../core/raw_batch.ts";

/** At most so many bytes of a source are looked at together: enough for a full batch. */
export const WINDOW_BYTES: number = BATCH_BYTES_MAX;

/** Some bytes of a source, and where the source stands. */
export interface Window {
  /** At most {@linkcode WINDOW_BYTES}; at least 2 × EVENT_BYTES_MAX where the source has more. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where `bytes` stands in the source. */
  readonly offset: number;
  /** End of the last event given out before; less than `offset` where only blank lines followed it. */
  readonly accounted: number;
  /** As in `CutOptions.part`. */
  readonly part: number;
  /** What was found out before; null = nothing yet. */
  readonly format: Format | null;
  /** As in `CutOptions.flush`. */
  readonly flush: "none" | "lines" | "all";
}

/** What is the same for all batches of a source. */
export interface WindowSource {
  /** 15 hex digits. */
  readonly origin: string;
  /** The machine. */
  readonly hostname: string;
  /** The path, or a name for what has none. */
  readonly file: string;
  /** Used where a line names none. */
  readonly service: string;
  /** IANA name. */
  readonly timeZone: string;
  /** Forced; null = found out from the lines. */
  readonly format: Format | null;
  /** Finds out how some lines are written. */
  readonly detect: (lines: string[]) => Format;
  /** Becomes `RawBatch.shippedMs`. */
  readonly nowMs: number;
}

/** What became of a window; the next one begins at `offset`. */
export interface WindowCut {
  /** Null where there was no event. Its `begin` is the `accounted` of the window. */
  readonly batch: RawBatch | null;
  /** Where the next window begins. */
  readonly offset: number;
  /** As in `Window`, for the next one. */
  readonly accounted: number;
  /** As in `Window`, for the next one. */
  readonly part: number;
  /** As in `Window`, for the next one. */
  readonly format: Format | null;
  /** Blank lines dropped. */
  readonly blank: number;
}

/**
 * Cuts the next batch of a source. A format that was found out stays, except `plain`: lines that
 * tell more may follow.
 */
export function cutWindow(window: Window, source: WindowSource): WindowCut {
  const { bytes, offset } = window;
  const format = source.format ?? toFormat(window, source.detect);
  if (format === null) return { ...window, batch: null, blank: 0 };
  const done = cut(bytes, {
    format,
    flush: window.flush,
    part: window.part,
    eventsMax: BATCH_EVENTS_MAX,
    bom: offset === 0,
  });
  const { origin, hostname, file, service, timeZone, nowMs: shippedMs } = source;
  const meta = { origin, hostname, file, service, timeZone, format, shippedMs };
  const made = toRawBatch(done, { ...meta, begin: offset });
  const batch = made === null ? null : { ...made, begin: window.accounted };
  return {
    batch,
    offset: offset + done.consumed,
    accounted: batch?.ends.at(-1) ?? window.accounted,
    part: done.part,
    format,
    blank: done.blank,
  };
}

/** Null while there is not one whole line to look at. */
function toFormat(window: Window, detect: (lines: string[]) => Format): Format | null {
  const { bytes, format, part } = window;
  if (part > 0 || (format !== null && format !== "plain")) return format ?? "plain";
  const first = bytes.indexOf(10);
  if (first < 0 && window.flush !== "all" && bytes.length <= EVENT_BYTES_MAX) return format;
  const lines = firstLines(bytes).filter((line) => line.trim() !== "");
  return lines.length === 0 ? "plain" : detect(lines);
}

/** Whole lines, without their ends; only the first may be cut off. */
function firstLines(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  for (let from = 0; from < bytes.length && lines.length < DETECT_LINES;) {
    let end = bytes.indexOf(10, from);
    if (end < 0) end = bytes.length;
    const tooLong = end > EVENT_BYTES_MAX;
    if (tooLong && lines.length > 0) break;
    const text = DECODER.decode(bytes.subarray(from, tooLong ? EVENT_BYTES_MAX : end));
    lines.push(text.endsWith("\r") ? text.slice(0, -1) : text);
    from = end + 1;
  }
  return lines;
}

const DECODER = new TextDecoder();
const DETECT_LINES = 100;
