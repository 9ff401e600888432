import { EVENT_BYTES_MAX } from "../raw_batch.ts";
import type { CutOptions } from "./cut_options.ts";
import { toTextEnd } from "./line.ts";
import { cutLongLine, type EventSink, isLong } from "./long_line.ts";
import { Newlines } from "./newlines.ts";

/** Makes events of lines. What is before `at` was taken. */
export interface LineTaker {
  /** Next byte to take. */
  at: number;
  /** Parts of the line at `at` that were given out before. */
  part: number;
  /** Where the parts of long lines go. */
  readonly sink: EventSink;
  /** Takes the line [`at`, end) and moves `at` to `next`. False when there is no room, or it is blank. */
  takeLine(end: number, next: number): boolean;
  /** Ends all events, as nothing joins a long line. False when there is no room for more. */
  endEvents(): boolean;
  /** No more lines come: gives out what cannot go on or is to be flushed; else moves `at` back before it. */
  close(): void;
}

/** Feeds the taker, line by line, until the bytes end, the sink is full, or a line is not all there. */
export function takeLines(bytes: Uint8Array<ArrayBuffer>, taker: LineTaker, options: CutOptions) {
  const { sink } = taker;
  const bytesMax = options.eventBytesMax ?? EVENT_BYTES_MAX;
  const newlines = new Newlines(bytes);
  const longLine = { bytes, flush: options.flush, bytesMax, sink };
  taker.at = options.bom === true && hasBom(bytes) ? 3 : 0;
  taker.part = options.part;
  while (!sink.full && taker.at < bytes.length) {
    const newline = newlines.next(taker.at);
    if (taker.part > 0 || isLong(longLine, taker.at, newline)) {
      if (!taker.endEvents()) break;
      ({ at: taker.at, part: taker.part } = cutLongLine(longLine, taker));
      if (taker.part > 0) break;
    } else if (newline >= 0) {
      taker.takeLine(toTextEnd(bytes, taker.at, newline), newline + 1);
    } else {
      if (options.flush === "all") takeRest(bytes, taker);
      break;
    }
  }
  taker.close();
}

/** Takes a last line without a newline; what may follow it is its second part. */
function takeRest(bytes: Uint8Array<ArrayBuffer>, taker: LineTaker): void {
  const taken = taker.takeLine(bytes.length, bytes.length);
  taker.close();
  if (taken && taker.at === bytes.length) taker.part = 1;
}

function hasBom(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}
