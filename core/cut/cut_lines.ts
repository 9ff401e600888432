import { EVENT_BYTES_MAX, type Format } from "../raw_batch.ts";
import { type Continuation, MAY_CONTINUE, toContinuation } from "./continuation.ts";
import type { Cut, CutOptions } from "./cut_options.ts";
import { EventTable } from "./event_table.ts";
import { followsHead } from "./kind.ts";
import { isBlank, type Line } from "./line.ts";
import { EVENT_LINES_MAX, type Kind, type OpenEvent } from "./open_event.ts";
import { type LineTaker, takeLines } from "./take_lines.ts";

/** Cuts formats whose lines are the text itself. */
export function cutLines(bytes: Uint8Array<ArrayBuffer>, options: CutOptions): Cut {
  const cutter = new LineCutter(bytes, options);
  takeLines(bytes, cutter, options);
  const { at: consumed, blank, part } = cutter;
  return cutter.sink.finish({ bytes, blank, consumed, part });
}

/**
 * What is before `at` is done: in the table, then perhaps in the open event, then perhaps in a line
 * that belongs to it if a frame follows.
 */
class LineCutter implements OpenEvent, LineTaker {
  readonly format: Format;
  readonly sink: EventTable;
  at = 0;
  part = 0;
  blank = 0;
  lines = 0;
  blanks = 0;
  kind: Kind = "unread";
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #flush: CutOptions["flush"];
  readonly #bytesMax: number;
  /** First byte of the open event; -1 = none is open. */
  #start = -1;
  #end = 0;
  #firstEnd = 0;
  /** First byte of the line that may join; -1 = none. */
  #maybe = -1;
  #maybeEnd = 0;

  constructor(bytes: Uint8Array<ArrayBuffer>, options: CutOptions) {
    this.format = options.format;
    this.sink = new EventTable(options.eventsMax, bytes.length / LINE_BYTES);
    this.#bytes = bytes;
    this.#flush = options.flush;
    this.#bytesMax = options.eventBytesMax ?? EVENT_BYTES_MAX;
  }

  get first(): Line {
    return { bytes: this.#bytes, from: this.#start, to: this.#firstEnd };
  }

  takeLine(end: number, next: number): boolean {
    if (isBlank(this.#bytes, this.at, end)) {
      if (!this.#settle()) return false;
      this.blank++;
      this.blanks++;
      this.at = next;
      return false;
    }
    if (this.#maybe >= 0 && !this.#joinMaybe(end) && !this.#settle()) return false;
    const continuation = this.#start < 0 ? "begins" : this.#judge(end);
    if (continuation === "joins") {
      this.#join(end);
    } else if (continuation === "maybe") {
      this.#maybe = this.at;
      this.#maybeEnd = end;
    } else {
      if (!this.endEvents()) return false;
      this.#begin(this.at, end);
    }
    this.at = next;
    return true;
  }

  endEvents(): boolean {
    if (!this.#settle()) return false;
    if (this.#start >= 0) this.#emit();
    return !this.sink.full;
  }

  close(): void {
    while (this.#start >= 0) {
      if (this.#flush === "none" && this.#bytes.length - this.#start <= this.#bytesMax + 1) {
        this.at = this.#start;
        this.blank -= this.blanks;
        this.#start = -1;
      } else if (this.#maybe >= 0) {
        this.#settle();
      } else {
        this.#emit();
      }
    }
  }

  #judge(end: number): Continuation {
    if (MAY_CONTINUE[this.#bytes[this.at]!] === 0 || !this.#hasRoom(end, 1)) return "begins";
    return toContinuation(this, { bytes: this.#bytes, from: this.at, to: end });
  }

  #hasRoom(end: number, lines: number): boolean {
    return end - this.#start <= this.#bytesMax &&
      this.lines + this.blanks + lines <= EVENT_LINES_MAX;
  }

  /** Joins the line that may, if the line [`at`, end) is a frame and both have room. */
  #joinMaybe(end: number): boolean {
    const head = { bytes: this.#bytes, from: this.#maybe, to: this.#maybeEnd };
    if (!this.#hasRoom(end, 2) || !followsHead(head, { ...head, from: this.at, to: end })) {
      return false;
    }
    this.#join(this.#maybeEnd);
    this.#maybe = -1;
    this.kind = "frames";
    return true;
  }

  #join(end: number): void {
    this.lines += 1 + this.blanks;
    this.blank -= this.blanks;
    this.blanks = 0;
    this.#end = end;
  }

  #begin(start: number, end: number): void {
    this.#start = start;
    this.#end = this.#firstEnd = end;
    this.lines = 1;
    this.blanks = 0;
    this.kind = "unread";
  }

  /** The line that may join does not: it begins an event. False when the table is full before it. */
  #settle(): boolean {
    if (this.#maybe < 0) return true;
    const start = this.#maybe;
    this.#maybe = -1;
    this.#emit();
    if (this.sink.full) this.at = start;
    else this.#begin(start, this.#maybeEnd);
    return !this.sink.full;
  }

  #emit(): void {
    this.sink.add(this.#start, this.#end, 0);
    this.#start = -1;
  }
}

/** Most logs have longer lines, so that their table need not grow. */
const LINE_BYTES = 64;
