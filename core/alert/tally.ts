/**
 * What is kept of the events of one group in one interval. The same, but for how sums round, in whatever order the
 * events come.
 */
export interface Tally {
  /** Events. */
  events: number;
  /** Numbers by number, as a {@linkcode Meter} has them; null = none. */
  cells: Map<number, number> | null;
}

/** A tally of nothing. */
export function emptyTally(): Tally {
  return { events: 0, cells: null };
}

/** As JSON. */
export type PackedTally = number | readonly [events: number, ...cells: number[]];

/** For {@linkcode unpackTally}. */
export function packTally({ events, cells }: Tally): PackedTally {
  return cells === null ? events : [events, ...[...cells].flat()];
}

/** What was packed. */
export function unpackTally(packed: PackedTally): Tally {
  if (typeof packed === "number") return { events: packed, cells: null };
  const [events, ...rest] = packed;
  const cells = new Map<number, number>();
  for (let i = 0; i + 1 < rest.length; i += 2) cells.set(rest[i]!, rest[i + 1]!);
  return { events, cells };
}
