import { type Condition, isAbove } from "./rule.ts";

/** What came out of one window of a rule: why it did, or did not, fire. */
export interface WindowNote {
  /** Its end, in intervals. */
  readonly window: number;
  /** The value that is nearest to the condition, or farthest beyond; null = no group had one. */
  readonly value: number | null;
  /** Texts of the group that has it. */
  readonly values: readonly string[];
  /** Groups that were judged. */
  readonly groups: number;
  /** Of these: in how many the condition held. */
  readonly held: number;
}

/** Remembers the last windows of a rule that had something in them. */
export class WindowLog {
  readonly #isAbove: boolean;
  #notes: WindowNote[] = [];
  #groups = 0;
  #held = 0;
  #value: number | null = null;
  #values: readonly string[] = [];

  /** Of values it takes the one that is nearest to the condition. */
  constructor(condition: Condition) {
    this.#isAbove = isAbove(condition);
  }

  /** The oldest first; at most {@linkcode WINDOWS_MAX}. */
  get notes(): readonly WindowNote[] {
    return this.#notes;
  }

  /** Notes what a group came to in the window that is being judged. */
  add(values: readonly string[], value: number | null, isHeld: boolean): void {
    this.#groups++;
    if (isHeld) this.#held++;
    if (value === null) return;
    const isNearer = this.#value === null ||
      (this.#isAbove ? value > this.#value : value < this.#value);
    if (isNearer) [this.#value, this.#values] = [value, values];
  }

  /** That window is judged. */
  end(window: number): void {
    if (this.#groups === 0) return;
    const [value, values, groups, held] = [this.#value, this.#values, this.#groups, this.#held];
    this.#notes.push({ window, value, values, groups, held });
    if (this.#notes.length > WINDOWS_MAX) this.#notes.shift();
    [this.#groups, this.#held, this.#value, this.#values] = [0, 0, null, []];
  }

  /** Goes on from these. */
  restore(notes: readonly WindowNote[]): void {
    this.#notes = [...notes];
  }
}

/** So many windows are remembered. */
export const WINDOWS_MAX = 30;
