/** What rules share beyond their own. */
export class SharedRoom {
  #free: number;

  /** Room for so many cells. */
  constructor(cells: number = SHARED_CELLS) {
    this.#free = cells;
  }

  /** Takes some; false = they are not there, and none is taken. */
  take(cells: number): boolean {
    if (cells > this.#free) return false;
    this.#free -= cells;
    return true;
  }

  /** Gives some back. */
  give(cells: number): void {
    this.#free += cells;
  }
}

/**
 * How much one rule keeps in memory, counted in cells (numbers, or short texts): some are its own, whatever other
 * rules do, more come from what all share.
 */
export class Room {
  readonly #shared: SharedRoom;
  #used = 0;

  /** Nothing is taken yet. */
  constructor(shared: SharedRoom) {
    this.#shared = shared;
  }

  /** Takes one; false = there is none. */
  take(): boolean {
    if (this.#used >= OWN_CELLS && (this.#used >= CELLS_MAX || !this.#shared.take(1))) return false;
    this.#used++;
    return true;
  }

  /** Gives some back. */
  give(cells: number): void {
    const before = this.#used;
    this.#used -= cells;
    this.#shared.give(Math.max(0, before - OWN_CELLS) - Math.max(0, this.#used - OWN_CELLS));
  }
}

/** No other rule can take these. */
const OWN_CELLS = 1000;

/** One rule has at most so many. */
const CELLS_MAX = 100_000;

/** Some 100 MiB. */
const SHARED_CELLS = 1_000_000;
