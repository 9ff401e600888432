import { BATCH_BYTES_MAX, BATCH_EVENTS_MAX, type RawBatch } from "../../../core/raw_batch.ts";
import type { SourceMeta } from "./layout.ts";

/** Where an event stands in its source. */
export interface EventPlace {
  /** As `LogEvent.begin`. */
  readonly begin: number;
  /** As `LogEvent.position`. */
  readonly position: number;
  /** As `LogEvent.end`. */
  readonly end: number;
  /** As in `RawBatch.parts`. */
  readonly part: number;
}

/** Collects consecutive events of one source as a batch. */
export class BatchBuilder {
  /** What they have in common. */
  readonly meta: SourceMeta;
  /** Offset of the last message in it. */
  offset = -1;
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(4096);
  #length = 0;
  readonly #begin: number;
  #end: number;
  readonly #slices: number[] = [];
  readonly #positions: number[] = [];
  readonly #ends: number[] = [];
  readonly #parts: number[] = [];
  #hasParts = false;

  /** Begins with an event at this place. */
  constructor(meta: SourceMeta, begin: number) {
    this.meta = meta;
    this.#begin = this.#end = begin;
  }

  /** Events so far. */
  get count(): number {
    return this.#ends.length;
  }

  /** Whether an event of so many bytes can follow. */
  takes({ begin, position }: EventPlace, size: number): boolean {
    return begin === this.#end && position >= begin && this.count < BATCH_EVENTS_MAX &&
      this.#length + size < BATCH_BYTES_MAX;
  }

  /** Room for so many bytes at `at`: what is written there becomes text with `add`. */
  reserve(size: number): { readonly into: Uint8Array<ArrayBuffer>; readonly at: number } {
    if (this.#length + size + 1 > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + size + 1));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    return { into: this.#bytes, at: this.#length };
  }

  /** The text that was written from where `reserve` said up to `textEnd`. */
  add({ position, end, part }: EventPlace, textEnd: number): void {
    this.#slices.push(this.#length, textEnd);
    this.#bytes[textEnd] = 10; // Lines with their end are parsed where they stand.
    this.#length = textEnd + 1;
    this.#positions.push(position);
    this.#ends.push(end);
    this.#parts.push(part);
    this.#hasParts ||= part > 0;
    this.#end = end;
  }

  /** The batch. */
  finish(): RawBatch {
    return {
      ...this.meta,
      begin: this.#begin,
      bytes: this.#bytes.subarray(0, this.#length),
      slices: Uint32Array.from(this.#slices),
      positions: Float64Array.from(this.#positions),
      ends: Float64Array.from(this.#ends),
      parts: this.#hasParts ? Uint32Array.from(this.#parts) : null,
    };
  }
}
