import type { Place } from "./groups.ts";

/** One delivery that was handed out. */
export interface WindowEntry {
  /** The place before its first record. */
  readonly from: Place;
  /** The place of its last record. */
  readonly to: Place;
}

/**
 * What one subscriber was handed and has not acknowledged, in order. Pure bookkeeping:
 * - `ack` counts for the group once every earlier entry is acknowledged too;
 * - `nack` takes back the entry and all later ones, acknowledged or not: they are handed out again;
 * - an entry that was taken back, or is settled already, is stale: `ack` and `nack` do nothing to it.
 */
export class DeliveryWindow {
  /** Where to read on. */
  cursor: Place;
  /** Up to here everything is acknowledged. */
  done: Place;
  readonly #entries: { readonly entry: WindowEntry; acknowledged: boolean }[] = [];

  /** Begins after `start`. */
  constructor(start: Place) {
    this.cursor = start;
    this.done = start;
  }

  /** How many entries are neither settled nor taken back. */
  get size(): number {
    return this.#entries.length;
  }

  /** Hands out everything after the cursor up to `to`. */
  add(to: Place): WindowEntry {
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

  /** Takes back the entry and all later ones. */
  nack(entry: WindowEntry): void {
    const index = this.#entries.findIndex((candidate) => candidate.entry === entry);
    if (index < 0 || this.#entries[index]!.acknowledged) return;
    this.#entries.length = index;
    this.cursor = entry.from;
  }
}
