/** Events that are sent together, again and again under the same key until they are durable. */
export interface Batch {
  /** The Idempotency-Key: whatever repeats it stores nothing twice. */
  readonly key: string;
  /** NDJSON. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** Lines of it. */
  readonly events: number;
}

/** How large batches are at most. */
export interface BatchBounds {
  /** Lines. */
  readonly eventsMax: number;
  /** Bytes; a longer line goes alone. */
  readonly bytesMax: number;
}

/** Lines in the order they came, as batches: only those of the last, which is not full yet, are held one by one. */
export class Outbox {
  readonly #bounds: BatchBounds;
  readonly #batches: Batch[] = [];
  #lines: Uint8Array<ArrayBuffer>[] = [];
  #linesBytes = 0;
  /** Lines that wait. */
  events = 0;
  /** Of all that waits. */
  bytes = 0;

  constructor(bounds: BatchBounds) {
    this.#bounds = bounds;
  }

  /** Whether nothing is gained by waiting for more. */
  get isFull(): boolean {
    return this.#batches.length > 0;
  }

  /** Adds a line. */
  add(line: Uint8Array<ArrayBuffer>): void {
    const { eventsMax, bytesMax } = this.#bounds;
    if (this.#linesBytes + line.length > bytesMax) this.#seal();
    this.#lines.push(line);
    this.#linesBytes += line.length;
    this.bytes += line.length;
    this.events++;
    if (this.#lines.length >= eventsMax || this.#linesBytes >= bytesMax) this.#seal();
  }

  /** What is to be sent next, the same until it is removed or split. Something has to wait. */
  first(): Batch {
    if (!this.isFull) this.#seal();
    return this.#batches[0]!;
  }

  /** The first batch is done with. */
  remove(): void {
    const batch = this.#batches.shift()!;
    this.events -= batch.events;
    this.bytes -= batch.body.length;
  }

  /** Makes two of the first batch, in its place; false where it is one line. */
  split(): boolean {
    const { body, events } = this.#batches[0]!;
    if (events < 2) return false;
    const half = Math.floor(events / 2);
    let end = 0;
    for (let i = 0; i < half; i++) end = body.indexOf(NEWLINE, end) + 1;
    const pieces = [toBatch(body.slice(0, end), half), toBatch(body.slice(end), events - half)];
    this.#batches.splice(0, 1, ...pieces);
    return true;
  }

  /** Nothing waits any more. */
  clear(): void {
    this.#batches.length = this.#lines.length = 0;
    this.#linesBytes = this.bytes = this.events = 0;
  }

  #seal(): void {
    if (this.#lines.length === 0) return;
    const body = new Uint8Array(this.#linesBytes);
    let at = 0;
    for (const line of this.#lines) {
      body.set(line, at);
      at += line.length;
    }
    this.#batches.push(toBatch(body, this.#lines.length));
    this.#lines = [];
    this.#linesBytes = 0;
  }
}

function toBatch(body: Uint8Array<ArrayBuffer>, events: number): Batch {
  return { key: crypto.randomUUID(), body, events };
}

const NEWLINE = 10;
