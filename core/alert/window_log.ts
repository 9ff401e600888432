import { type Condition, holds } from "./rule.ts";

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
  readonly #condition: Condition;
  #notes: WindowNote[] = [];

  /** Compares with the condition. */
  constructor(condition: Condition) {
    this.#condition = condition;
  }

  /** The oldest first; at most {@linkcode WINDOWS_MAX}. */
  get notes(): readonly WindowNote[] {
    return this.#notes;
  }

  /** Notes a window, given what its groups came to. */
  note(
    window: number,
    judged: readonly { readonly values: readonly string[]; readonly value: number | null }[],
  ): void {
    const { sign } = this.#condition;
    const isAbove = sign === ">" || sign === ">=";
    let [value, values]: [number | null, readonly string[]] = [null, []];
    let held = 0;
    for (const one of judged) {
      if (holds(this.#condition, one.value)) held++;
      if (one.value === null) continue;
      const isNearer = value === null || (isAbove ? one.value > value : one.value < value);
      if (isNearer) ({ value, values } = one);
    }
    if (judged.length === 0) return;
    this.#notes.push({ window, value, values, groups: judged.length, held });
    if (this.#notes.length > WINDOWS_MAX) this.#notes.shift();
  }

  /** Goes on from these. */
  restore(notes: readonly WindowNote[]): void {
    this.#notes = [...notes];
  }
}

/** So many windows are remembered. */
export const WINDOWS_MAX = 30;
