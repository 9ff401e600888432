/** Some consecutive offsets of a partition that were handed out. */
export interface WindowEntry {
  /** The first of them. */
  readonly from: number;
  /** The first after them. */
  readonly to: number;
}

/**
 * What was handed out of one partition and is not acknowledged, in order. Pure bookkeeping:
 * - `ack` counts for the group once every earlier entry is acknowledged too;
 * - `nack` takes back the entry and all later ones, acknowledged or not: they are handed out again;
 * - an entry that was taken back, or is settled already, is stale: `ack` and `nack` do nothing to it.
 */
export class DeliveryWindow {
  /** Offset to read on at. */
  cursor: number;
  /** Everything before it is acknowledged. */
  done: number;
  readonly #entries: { readonly entry: WindowEntry; acknowledged: boolean }[] = [];

  /** Begins at an offset. */
  constructor(start: number) {
    this.cursor = start;
    this.done = start;
  }

  /** How many entries are neither settled nor taken back. */
  get size(): number {
    return this.#entries.length;
  }

  /** Hands out everything from the cursor up to `to`. */
  add(to: number): WindowEntry {
    const entry = { from: this.cursor, to };
    this.#entries.push({ entry, acknowledged: false });
    this.cursor = to;
    return entry;
  }

  /** Acknowledges; moves `done` over every entry that is acknowledged without a gap. */
  ack(entry: WindowEntry): void {
    const found = this.#entries.find((candidate) => candidate.entry === entry);
    if (found !== undefined) found.acknowledged = true;
    while (this.#entries[0]?.acknowledged) this.done = this.#entries.shift()!.entry.to;
  }

  /** Whether the entry is neither settled nor taken back. */
  has(entry: WindowEntry): boolean {
    return this.#entries.some((candidate) => candidate.entry === entry);
  }

  /** Takes back the entry and all later ones; whether there was something to take back. */
  nack(entry: WindowEntry): boolean {
    const index = this.#entries.findIndex((candidate) => candidate.entry === entry);
    if (index < 0 || this.#entries[index]!.acknowledged) return false;
    this.#entries.length = index;
    this.cursor = entry.from;
    return true;
  }
}
