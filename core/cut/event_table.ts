import type { Cut } from "./cut_options.ts";

/** Collects the events of one cut in arrays that grow by doubling, up to `eventsMax`. */
export class EventTable {
  /** Events so far. */
  count = 0;
  /** No more than this many. */
  readonly eventsMax: number;
  #slices: Uint32Array<ArrayBuffer>;
  #positions: Float64Array<ArrayBuffer>;
  #parts: Uint32Array<ArrayBuffer> | null = null;

  /** An empty table for at most `eventsMax` events; about `expected` will come. */
  constructor(eventsMax: number, expected: number = eventsMax) {
    const capacity = Math.max(1, Math.min(eventsMax, Math.ceil(expected)));
    this.eventsMax = eventsMax;
    this.#slices = new Uint32Array(2 * capacity);
    this.#positions = new Float64Array(capacity);
  }

  /** Whether it has all the events it may have. */
  get full(): boolean {
    return this.count >= this.eventsMax;
  }

  /** Adds the text [start, end), which stands in the source where it stands in the bytes. */
  add(start: number, end: number, part: number): void {
    if (this.count === this.#positions.length) this.#grow();
    const i = this.count++;
    this.#slices[2 * i] = start;
    this.#slices[2 * i + 1] = end;
    this.#positions[i] = start;
    if (part > 0) this.#markPart(part);
  }

  /** Notes that the event added last stands elsewhere in the source. */
  moveLast(position: number): void {
    this.#positions[this.count - 1] = position;
  }

  /** The finished cut; each event ends where the next begins, the last at `consumed`. */
  finish(rest: Pick<Cut, "bytes" | "blank" | "consumed" | "part">): Cut {
    const positions = this.#positions.slice(0, this.count);
    const ends = new Float64Array(this.count);
    if (this.count > 0) {
      ends.set(positions.subarray(1));
      ends[this.count - 1] = rest.consumed;
    }
    const slices = this.#slices.slice(0, 2 * this.count);
    return { ...rest, slices, positions, ends, parts: this.#parts?.slice(0, this.count) ?? null };
  }

  #markPart(part: number): void {
    this.#parts ??= new Uint32Array(this.#positions.length);
    this.#parts[this.count - 1] = part;
  }

  #grow(): void {
    const capacity = this.#positions.length * 2;
    const slices = new Uint32Array(2 * capacity);
    slices.set(this.#slices);
    const positions = new Float64Array(capacity);
    positions.set(this.#positions);
    if (this.#parts !== null) {
      const parts = new Uint32Array(capacity);
      parts.set(this.#parts);
      this.#parts = parts;
    }
    this.#slices = slices;
    this.#positions = positions;
  }
}
