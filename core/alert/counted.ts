/** Events of one group of a rule that happened in one interval, as a store counts them. */
export interface Counted {
  /** Beginning of the interval, epoch milliseconds. */
  readonly atMs: number;
  /** Texts of the group's fields. */
  readonly values: readonly string[];
  /** How many they are; 0 where others of the interval had these among them. */
  readonly events: number;
  /** What the rule's meter reads of them, and of how many, in turn. */
  readonly read: readonly number[];
}

/** A group of a rule that had events. */
export interface Heard {
  /** Texts of its fields. */
  readonly values: readonly string[];
  /** When the last of them happened, epoch milliseconds. */
  readonly lastMs: number;
}
