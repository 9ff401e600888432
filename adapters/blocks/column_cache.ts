import type { Decoded } from "./block.ts";

/** Decoded columns, least recently used first to go, bounded by their size in memory. */
export class ColumnCache {
  readonly #bytesMax: number;
  readonly #entries = new Map<number, Decoded>();
  #bytes = 0;

  /** One entry is kept even if it alone is larger. */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** The entry of a key; null where there is none. */
  find<T extends Decoded>(key: number): T | null {
    return this.#entries.has(key) ? this.get<T>(key, () => this.#entries.get(key) as T) : null;
  }

  /** As {@linkcode get}; that there is none, which `make` tells by null, is not remembered: it may come. */
  getIfAny<T extends Decoded>(key: number, make: () => T | null): T | null {
    const known = this.find<T>(key);
    if (known !== null) return known;
    const made = make();
    return made && this.get(key, () => made);
  }

  /** The entry of a key, made where it is missing. A key always has entries of one type. */
  get<T extends Decoded>(key: number, make: () => T): T {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known as T;
    }
    const made = make();
    this.#entries.set(key, made);
    this.#bytes += made.bytes;
    for (const [oldKey, old] of this.#entries) {
      if (this.#bytes <= this.#bytesMax || oldKey === key) break;
      this.#entries.delete(oldKey);
      this.#bytes -= old.bytes;
    }
    return made;
  }
}
