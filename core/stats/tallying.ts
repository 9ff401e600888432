/** How events are tallied for rules: by time and fields, with what is read of each. */
export interface Tallying {
  /** Groups are of one interval [k × intervalMs, (k+1) × intervalMs) of epoch time each. */
  readonly intervalMs: number;
  /** Names of fields whose texts the events of a group have in common. */
  readonly by: readonly string[];
  /** What is told of each event; null = nothing. */
  readonly each: ReadEach | null;
}

/** The number of a field, as `fieldNumber` tells it, or the hash of its text (see `hashText`). Not of times. */
export interface ReadEach {
  /** Its name. */
  readonly field: string;
  /** What is read. */
  readonly as: "number" | "hash";
}

/** The events of one interval and group. */
export interface TallyGroup {
  /** Beginning of the interval, epoch milliseconds. */
  readonly atMs: number;
  /** In the order of `by`; null = they have no such field. */
  readonly texts: readonly (string | null)[];
  /** How many they are. */
  readonly events: number;
  /** What was read, and of how many events, in turn; each value once, in no particular order. */
  readonly read: readonly number[];
}
