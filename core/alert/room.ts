/** What rules share beyond their own. */
export class SharedRoom {
  #free: number;

  /** Room for so many cells. */
  constructor(cells: number = SHARED_CELLS) {
    this.#free = cells;
  }

  /** Whether there is any. */
  get hasSome(): boolean {
    return this.#free > 0;
  }

  /** Takes some, or gives some back where they are negative. */
  take(cells: number): void {
    this.#free -= cells;
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
    const isOwn = this.#used < OWN_CELLS;
    if (!isOwn && (this.#used >= CELLS_MAX || !this.#shared.hasSome)) return false;
    this.use(1);
    return true;
  }

  /** Takes what is needed in any case; gives back what is negative. */
  use(cells: number): void {
    const before = Math.max(0, this.#used - OWN_CELLS);
    this.#used += cells;
    this.#shared.take(Math.max(0, this.#used - OWN_CELLS) - before);
  }

  /** Gives some back. */
  give(cells: number): void {
    this.use(-cells);
  }

  /** How much is taken. */
  get used(): number {
    return this.#used;
  }
}

/** No other rule can take these. */
const OWN_CELLS = 1000;

/** One rule has at most so many. */
const CELLS_MAX = 100_000;

/** Some 100 MiB. */
const SHARED_CELLS = 1_000_000;
