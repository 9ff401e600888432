import { EVENT_BYTES_MAX, type Format } from "../raw_batch.ts";
import { type Continuation, MAY_CONTINUE, toContinuation } from "./continuation.ts";
import type { Cut, CutOptions } from "./cut_options.ts";
import { EventTable } from "./event_table.ts";
import { followsHead } from "./kind.ts";
import { isBlank, type Line, NEWLINE, toTextEnd } from "./line.ts";
import { cutLongLine, isLong, type LongLine } from "./long_line.ts";
import { EVENT_LINES_MAX, type Kind, type OpenEvent } from "./open_event.ts";

/** Cuts formats whose lines are the text itself. */
export function cutLines(bytes: Uint8Array<ArrayBuffer>, options: CutOptions): Cut {
  const cutter = new LineCutter(bytes, options);
  cutter.run(options.bom === true && hasBom(bytes) ? 3 : 0, options.part);
  return cutter.finish();
}

/**
 * What is before `#at` is done: in the table, then perhaps in an open event, then perhaps in a line
 * that belongs to it if a frame follows.
 */
class LineCutter implements OpenEvent {
  readonly format: Format;
  lines = 0;
  blanks = 0;
  kind: Kind = "unread";
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #flush: CutOptions["flush"];
  readonly #bytesMax: number;
  readonly #table: EventTable;
  readonly #longLine: LongLine;
  #at = 0;
  #part = 0;
  #blank = 0;
  /** First byte of the open event; -1 = none is open. */
  #start = -1;
  #end = 0;
  #firstEnd = 0;
  /** First byte of the line that may join; -1 = none. */
  #maybe = -1;
  #maybeEnd = 0;

  constructor(bytes: Uint8Array<ArrayBuffer>, options: CutOptions) {
    this.format = options.format;
    this.#bytes = bytes;
    this.#flush = options.flush;
    this.#bytesMax = options.eventBytesMax ?? EVENT_BYTES_MAX;
    this.#table = new EventTable(options.eventsMax);
    this.#longLine = { bytes, flush: this.#flush, bytesMax: this.#bytesMax, table: this.#table };
  }

  get first(): Line {
    return { bytes: this.#bytes, from: this.#start, to: this.#firstEnd };
  }

  run(from: number, part: number): void {
    this.#at = from;
    if (part > 0) this.#goOn(part);
    const bytes = this.#bytes;
    while (this.#part === 0 && !this.#table.full && this.#at < bytes.length) {
      const newline = bytes.indexOf(NEWLINE, this.#at);
      if (isLong(this.#longLine, this.#at, newline)) {
        if (this.#giveOut()) this.#goOn(0);
      } else if (newline >= 0) {
        this.#takeLine(toTextEnd(bytes, this.#at, newline), newline + 1);
      } else if (this.#flush === "all") {
        const taken = this.#takeLine(bytes.length, bytes.length);
        this.#close();
        if (taken && this.#at === bytes.length) this.#part = 1;
        return;
      } else {
        break;
      }
    }
    this.#close();
  }

  finish(): Cut {
    const [bytes, blank, consumed, part] = [this.#bytes, this.#blank, this.#at, this.#part];
    return this.#table.finish({ bytes, blank, consumed, part });
  }

  /** Gives out parts of the long line at `#at`. */
  #goOn(part: number): void {
    const place = cutLongLine(this.#longLine, { at: this.#at, part });
    this.#at = place.at;
    this.#part = place.part;
  }

  /** Takes the line [`#at`, end), unless the table is full before it or it is blank. */
  #takeLine(end: number, next: number): boolean {
    if (isBlank(this.#bytes, this.#at, end)) {
      if (!this.#settle()) return false;
      this.#blank++;
      this.blanks++;
      this.#at = next;
      return false;
    }
    if (this.#maybe >= 0 && !this.#joinMaybe(end) && !this.#settle()) return false;
    const continuation = this.#start < 0 ? "begins" : this.#judge(end);
    if (continuation === "joins") {
      this.#join(end);
    } else if (continuation === "maybe") {
      this.#maybe = this.#at;
      this.#maybeEnd = end;
    } else {
      if (!this.#giveOut()) return false;
      this.#begin(this.#at, end);
    }
    this.#at = next;
    return true;
  }

  #judge(end: number): Continuation {
    if (MAY_CONTINUE[this.#bytes[this.#at]!] === 0 || !this.#hasRoom(end, 1)) return "begins";
    return toContinuation(this, { bytes: this.#bytes, from: this.#at, to: end });
  }

  #hasRoom(end: number, lines: number): boolean {
    return end - this.#start <= this.#bytesMax &&
      this.lines + this.blanks + lines <= EVENT_LINES_MAX;
  }

  /** Joins the line that may, if the line [`#at`, end) is a frame and both have room. */
  #joinMaybe(end: number): boolean {
    const head = { bytes: this.#bytes, from: this.#maybe, to: this.#maybeEnd };
    if (!this.#hasRoom(end, 2) || !followsHead(head, { ...head, from: this.#at, to: end })) {
      return false;
    }
    this.#join(this.#maybeEnd);
    this.#maybe = -1;
    this.kind = "frames";
    return true;
  }

  #join(end: number): void {
    this.lines += 1 + this.blanks;
    this.#blank -= this.blanks;
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
    if (this.#table.full) this.#at = start;
    else this.#begin(start, this.#maybeEnd);
    return !this.#table.full;
  }

  /** Ends the open event, if there is one. False when the table is full then. */
  #giveOut(): boolean {
    if (!this.#settle()) return false;
    if (this.#start >= 0) this.#emit();
    return !this.#table.full;
  }

  #emit(): void {
    this.#table.add(this.#start, this.#end, 0);
    this.#start = -1;
  }

  /** At the end of the bytes: an event that can still go on is held back, unless flushed. */
  #close(): void {
    while (this.#start >= 0) {
      if (this.#flush === "none" && this.#bytes.length - this.#start <= this.#bytesMax + 1) {
        this.#at = this.#start;
        this.#blank -= this.blanks;
        this.#start = -1;
      } else if (this.#maybe >= 0) {
        this.#settle();
      } else {
        this.#emit();
      }
    }
  }
}

function hasBom(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}
