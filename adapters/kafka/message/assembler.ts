import type { RawBatch } from "../../../core/raw_batch.ts";
import { BatchBuilder } from "./batch_builder.ts";
import { writeUnescaped } from "./escape.ts";
import type { ForeignSource } from "./foreign_message.ts";
import { END_KEY, type Layout, TEXT_KEY, toLayout } from "./layout.ts";
import { type MessageEvent, parseMessage } from "./parse_message.ts";
import type { RawRecord } from "./read_record_batches.ts";

/** A batch, and the offset of its last message. */
export interface AssembledBatch {
  /** Events of consecutive messages of one source. */
  readonly batch: RawBatch;
  /** Of the last of them. */
  readonly offset: number;
}

/** Makes batches of messages, in order. */
export class Assembler {
  /** Finished batches. */
  readonly done: AssembledBatch[] = [];
  /** Events so far, the unfinished batch's too. */
  events = 0;
  /** Bytes so far, likewise. */
  bytes = 0;
  /** Messages with nothing in them. */
  skipped = 0;
  readonly #source: ForeignSource;
  #builder: BatchBuilder | null = null;
  #key = "";
  #layout: Layout | null = null;

  /** Of messages of one partition. */
  constructor(source: ForeignSource) {
    this.#source = source;
  }

  /** Adds a message. */
  push(record: RawRecord): void {
    if (record.value !== null && this.#pushAlike(record.value, record.offset)) return;
    const events = parseMessage(record, this.#source);
    if (events.length === 0) this.skipped++;
    for (const event of events) this.#pushEvent(event, record.offset);
  }

  /** Takes the last message back, where it alone is in the unfinished batch. */
  dropLast(offset: number): boolean {
    const last = this.done.at(-1);
    const builder = this.#builder;
    if (last === undefined || last.offset === offset || builder === null || builder.count !== 1) {
      return false;
    }
    if (builder.offset !== offset) return false;
    this.#builder = null;
    return true;
  }

  /** Ends the unfinished batch. */
  finish(): void {
    const builder = this.#builder;
    if (builder === null) return;
    this.done.push({ batch: builder.finish(), offset: builder.offset });
    this.#builder = null;
  }

  #pushEvent({ meta, place, text }: MessageEvent, offset: number): void {
    const key = JSON.stringify(meta);
    if (this.#builder === null || key !== this.#key || !this.#builder.takes(place, text.length)) {
      this.finish();
      this.#builder = new BatchBuilder(meta, place.begin);
      if (key !== this.#key || this.#layout === null) this.#layout = toLayout(meta);
      this.#key = key;
    }
    const { into, at } = this.#builder.reserve(text.length);
    into.set(text, at);
    this.#builder.add(place, at + text.length);
    this.#count(text.length, offset);
  }

  /**
   * Adds a message that differs from the last one only in text and place, as those of a file do, without
   * making anything of the rest of its JSON. False where it is another.
   */
  #pushAlike(value: Uint8Array<ArrayBuffer>, offset: number): boolean {
    if (this.#builder === null || this.#layout === null) return false;
    const { head, tail } = this.#layout;
    if (!isAt(value, TEXT_KEY, 0) || !isAt(value, tail, value.length - tail.length)) return false;
    const end = readNumber(value, value.length - tail.length);
    if (end === null || !isAt(value, END_KEY, end.start - END_KEY.length)) return false;
    const position = readNumber(value, end.start - END_KEY.length);
    if (position === null || position.value > end.value) return false;
    const textEnd = position.start - head.length;
    if (textEnd < TEXT_KEY.length || !isAt(value, head, textEnd)) return false;
    const place = { begin: position.value, position: position.value, end: end.value, part: 0 };
    const size = textEnd - TEXT_KEY.length;
    if (!this.#builder.takes(place, size)) {
      const { meta } = this.#builder;
      this.finish();
      this.#builder = new BatchBuilder(meta, place.begin);
    }
    const { into, at } = this.#builder.reserve(size);
    const text = { bytes: value, start: TEXT_KEY.length, end: textEnd };
    const written = writeUnescaped(text, into, at);
    if (written < 0) {
      if (this.#builder.count === 0) this.#builder = null;
      return false;
    }
    this.#builder.add(place, written);
    this.#count(written - at, offset);
    return true;
  }

  #count(size: number, offset: number): void {
    this.#builder!.offset = offset;
    this.events++;
    this.bytes += size;
  }
}

function isAt(bytes: Uint8Array, part: Uint8Array, at: number): boolean {
  if (at < 0 || at + part.length > bytes.length) return false;
  for (let i = 0; i < part.length; i++) if (bytes[at + i] !== part[i]) return false;
  return true;
}

/** The decimal number that ends at `at`; null where there is none, or one that is not exact. */
function readNumber(
  bytes: Uint8Array,
  at: number,
): { readonly value: number; readonly start: number } | null {
  let value = 0;
  let start = at;
  for (let factor = 1; start > 0; factor *= 10) {
    const digit = bytes[start - 1]! - 48;
    if (digit < 0 || digit > 9) break;
    value += digit * factor;
    start--;
  }
  const digits = at - start;
  const isPlain = digits > 0 && digits <= 15 && (digits === 1 || bytes[start] !== 48);
  return isPlain ? { value, start } : null;
}
