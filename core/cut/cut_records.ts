import { EVENT_BYTES_MAX } from "../raw_batch.ts";
import type { ContainerRecord, ReadRecord } from "./container_record.ts";
import { type Continuation, MAY_CONTINUE, toContinuation } from "./continuation.ts";
import type { Cut, CutOptions } from "./cut_options.ts";
import { unescapeLine } from "./docker_record.ts";
import { followsHead } from "./kind.ts";
import { isBlank, type Line, SPACE } from "./line.ts";
import type { EventSink } from "./long_line.ts";
import { EVENT_LINES_MAX } from "./open_event.ts";
import { RecordLog } from "./record_log.ts";
import { StreamEvent } from "./stream_event.ts";
import { type LineTaker, takeLines } from "./take_lines.ts";

/**
 * Cuts the records of containers. The texts of their two streams are joined each on its own, so the
 * records of two events may stand between one another. Events are given out in groups: up to a
 * place that no event spans and before which none is open.
 */
export function cutRecords(
  bytes: Uint8Array<ArrayBuffer>,
  options: CutOptions,
  readRecord: ReadRecord,
): Cut {
  const cutter = new RecordCutter(bytes, options, readRecord);
  takeLines(bytes, cutter, options);
  return cutter.log.finish(bytes, cutter.ready, { consumed: cutter.at, part: cutter.part });
}

/** An event has ended when so many lines of others follow its last one. */
const OTHER_LINES_MAX = 8;

class RecordCutter implements LineTaker, EventSink {
  readonly log = new RecordLog();
  readonly sink = this;
  at = 0;
  part = 0;
  full = false;
  /** So many events can be given out. */
  ready = 0;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #options: CutOptions;
  readonly #bytesMax: number;
  readonly #readRecord: ReadRecord;
  readonly #streams: readonly [StreamEvent, StreamEvent];
  /** Of each event: the first event of its group, as far as is known. */
  readonly #groups: number[] = [];

  constructor(bytes: Uint8Array<ArrayBuffer>, options: CutOptions, readRecord: ReadRecord) {
    this.#bytes = bytes;
    this.#options = options;
    this.#bytesMax = options.eventBytesMax ?? EVENT_BYTES_MAX;
    this.#readRecord = readRecord;
    this.#streams = [new StreamEvent(options.format), new StreamEvent(options.format)];
  }

  add(start: number, end: number, part: number): void {
    this.#beginEvent(this.log.addLine(start, end), part);
    this.#release();
  }

  takeLine(end: number, next: number): boolean {
    const record = this.#readRecord({ bytes: this.#bytes, from: this.at, to: end });
    const taken = record === null ? this.#takeOther(end) : this.#takeRecord(record, end);
    this.at = next;
    this.#release();
    return taken;
  }

  endEvents(): boolean {
    for (const stream of this.#streams) stream.close();
    this.#release();
    return !this.full;
  }

  close(): void {
    if (this.#options.flush !== "none" || this.#isOver(this.#bytes.length - 1)) this.endEvents();
    if (this.ready < this.log.eventCount) this.at = this.log.startOf(this.ready);
  }

  /** A line that is no record is an event of its own, and ends those before it. */
  #takeOther(end: number): boolean {
    const blank = isBlank(this.#bytes, this.at, end);
    if (!blank) this.endEvents();
    const line = this.log.addLine(this.at, end);
    if (!blank) this.#beginEvent(line, 0);
    return !blank;
  }

  #takeRecord(record: ContainerRecord, end: number): boolean {
    if (this.#isOver(end)) this.endEvents();
    const line = this.log.addLine(this.at, end);
    const stream = this.#streams[record.stream];
    const other = this.#streams[1 - record.stream]!;
    if (!other.isPartial && line - other.lastLine > OTHER_LINES_MAX) other.close();
    stream.lastLine = line;
    if (!stream.isPartial && !record.isPartial && isBlankRecord(record)) {
      this.#settle(stream);
      if (stream.event >= 0) stream.blankLines.push(line);
      return false;
    }
    const continuation = this.#judge(stream, record);
    if (continuation === "joins") this.#join(stream, line);
    else if (continuation === "maybe") this.#mayJoin(stream, record, line);
    else this.#begin(stream, record, line);
    stream.isPartial = record.isPartial;
    return true;
  }

  #judge(stream: StreamEvent, record: ContainerRecord): Continuation {
    this.#joinMaybe(stream, record);
    const { from, bytes } = record.text;
    if (stream.event < 0 || stream.lines + stream.blanks >= EVENT_LINES_MAX) return "begins";
    if (stream.isPartial) return "joins";
    const byte = bytes[from]!;
    if (MAY_CONTINUE[byte] === 0 && byte !== BACKSLASH) return "begins";
    const continuation = toContinuation(stream, toPlain(record));
    return continuation === "maybe" && record.isPartial ? "begins" : continuation;
  }

  /** Joins the line that may, if this record is a frame; else that line begins an event. */
  #joinMaybe(stream: StreamEvent, record: ContainerRecord): void {
    const hasRoom = stream.lines + 2 <= EVENT_LINES_MAX;
    if (stream.maybe >= 0 && hasRoom && followsHead(stream.maybeLine, toPlain(record))) {
      this.log.mergeEvent(stream.event, stream.maybe);
      this.#spread(stream.event);
      stream.maybe = -1;
      stream.lines++;
      stream.kind = "frames";
    }
    this.#settle(stream);
  }

  #settle(stream: StreamEvent): void {
    if (stream.maybe >= 0) stream.begin(stream.maybe, stream.maybeLine);
  }

  #join(stream: StreamEvent, line: number): void {
    const lines = [...stream.blankLines, line];
    for (const each of lines) this.log.joinLine(stream.event, each);
    stream.lines += lines.length;
    stream.blankLines = [];
    this.#spread(stream.event);
  }

  #mayJoin(stream: StreamEvent, record: ContainerRecord, line: number): void {
    if (this.#isGroupFull()) return this.#begin(stream, record, line);
    stream.maybe = this.#beginEvent(line, 0);
    stream.maybeLine = toPlain(record);
  }

  #begin(stream: StreamEvent, record: ContainerRecord, line: number): void {
    stream.close();
    if (this.#isGroupFull()) this.endEvents();
    stream.begin(this.#beginEvent(line, 0), record.text);
  }

  #beginEvent(line: number, part: number): number {
    const event = this.log.beginEvent(line, part);
    this.#groups.push(event);
    return event;
  }

  /** The event got a line: open events that began since its first one stand between its lines. */
  #spread(event: number): void {
    const group = this.#groups[event]!;
    for (const stream of this.#streams) {
      for (const open of [stream.event, stream.maybe]) {
        if (open > event && this.#groups[open]! > group) this.#groups[open] = group;
      }
    }
  }

  /** The first event that cannot be given out yet. */
  #firstHeld(): number {
    const [out, error] = this.#streams;
    return Math.min(this.#heldBy(out), this.#heldBy(error));
  }

  #heldBy({ event, maybe }: StreamEvent): number {
    const held = event < 0 ? this.log.eventCount : this.#groups[event]!;
    return maybe < 0 ? held : Math.min(held, this.#groups[maybe]!);
  }

  /** Whether a line up to `end` would make the group of the open events too long. */
  #isOver(end: number): boolean {
    const held = this.#firstHeld();
    return held < this.log.eventCount && end - this.log.startOf(held) > this.#bytesMax;
  }

  #isGroupFull(): boolean {
    return this.log.eventCount - this.#firstHeld() >= this.#options.eventsMax;
  }

  /** Notes what can be given out now, as long as it is not too much. */
  #release(): void {
    if (this.full) return;
    const held = this.#firstHeld();
    if (held <= this.#options.eventsMax) this.ready = held;
    this.full = held >= this.#options.eventsMax;
  }
}

function isBlankRecord(record: ContainerRecord): boolean {
  const byte = record.text.bytes[record.text.from]!;
  if (byte > SPACE && byte !== BACKSLASH) return false;
  const { bytes, from, to } = toPlain(record);
  return isBlank(bytes, from, to);
}

function toPlain({ text, isEscaped }: ContainerRecord): Line {
  return isEscaped ? unescapeLine(text) : text;
}

const BACKSLASH = 92;
