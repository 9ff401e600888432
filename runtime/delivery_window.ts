/** One delivery that was handed out. `Place` is whatever tells how far a reader is. */
export interface WindowEntry<Place> {
  /** Where the reader was before it. */
  readonly from: Place;
  /** Where it is after it. */
  readonly to: Place;
}

/**
 * What was handed out and is not acknowledged, in order. Pure bookkeeping:
 * - `ack` counts for the group once every earlier entry is acknowledged too;
 * - `nack` takes back the entry and all later ones, acknowledged or not: they are handed out again;
 * - an entry that was taken back, or is settled already, is stale: `ack` and `nack` do nothing to it.
 */
export class DeliveryWindow<Place> {
  /** Where to read on. */
  cursor: Place;
  /** Up to here everything is acknowledged. */
  done: Place;
  readonly #entries: { readonly entry: WindowEntry<Place>; acknowledged: boolean }[] = [];

  /** Nothing is handed out yet. */
  constructor(start: Place) {
    this.cursor = start;
    this.done = start;
  }

  /** How many entries are neither settled nor taken back. */
  get size(): number {
    return this.#entries.length;
  }

  /** Hands out everything from the cursor to `to`. */
  add(to: Place): WindowEntry<Place> {
    const entry = { from: this.cursor, to };
    this.#entries.push({ entry, acknowledged: false });
    this.cursor = to;
    return entry;
  }

  /** Acknowledges; moves `done` over every entry that is acknowledged without a gap. */
  ack(entry: WindowEntry<Place>): void {
    const found = this.#entries.find((candidate) => candidate.entry === entry);
    if (found !== undefined) found.acknowledged = true;
    while (this.#entries[0]?.acknowledged) this.done = this.#entries.shift()!.entry.to;
  }

  /** Whether the entry is neither settled nor taken back. */
  has(entry: WindowEntry<Place>): boolean {
    return this.#entries.some((candidate) => candidate.entry === entry);
  }

  /** Takes back the entry and all later ones; whether there was something to take back. */
  nack(entry: WindowEntry<Place>): boolean {
    const index = this.#entries.findIndex((candidate) => candidate.entry === entry);
    if (index < 0 || this.#entries[index]!.acknowledged) return false;
    this.#entries.length = index;
    this.cursor = entry.from;
    return true;
  }
}
