import { OK, type Phase } from "./phase.ts";
import { emptyTally, type PackedTally, packTally, type Tally, unpackTally } from "./tally.ts";

/** The events of one group of a rule, by interval of event time, and how the rule stands there. */
export class Group {
  /** Texts of the rule's fields, in their order; "" where an event has none. */
  readonly values: readonly string[];
  /** By interval: k is [k × intervalMs, (k+1) × intervalMs). */
  readonly #tallies = new Map<number, Tally>();
  /** As of the last window judged. */
  phase: Phase = OK;
  /** The last interval with events that was judged; -Infinity = none. */
  heardAt = -Infinity;
  /** The window that made it an alert, perhaps before it is judged; null = it is none. */
  raisedAt: number | null = null;
  /** Where it would be if nothing came any more, as of a window that was not judged yet; null = nobody looked. */
  foreseen: Foreseen | null = null;
  /** The first interval with an event that came since somebody looked; Infinity = none. */
  touchedAt = Infinity;
  /** The first interval with a tally; Infinity = none. */
  #first = Infinity;

  /** Nothing is counted yet. */
  constructor(values: readonly string[]) {
    this.values = values;
  }

  /** The first interval with events that are kept; Infinity = none. */
  get first(): number {
    return this.#first;
  }

  /** The last one; -Infinity = none. */
  get last(): number {
    let last = -Infinity;
    for (const at of this.#tallies.keys()) if (at > last) last = at;
    return last;
  }

  /** By interval. */
  get tallies(): ReadonlyMap<number, Tally> {
    return this.#tallies;
  }

  /** The tallies of the intervals [from, to). */
  within(from: number, to: number): Tally[] {
    const found: Tally[] = [];
    if (to <= this.#first) return found;
    if (this.#tallies.size <= to - from) {
      for (const [at, tally] of this.#tallies) if (at >= from && at < to) found.push(tally);
      return found;
    }
    for (let at = from; at < to; at++) {
      const tally = this.#tallies.get(at);
      if (tally !== undefined) found.push(tally);
    }
    return found;
  }

  /** Events that are kept, of all intervals. */
  events(): number {
    let sum = 0;
    for (const { events } of this.#tallies.values()) sum += events;
    return sum;
  }

  /** The tally of an interval; where it is new `takeRoom` is asked first, null = there is none. */
  tallyAt(interval: number, takeRoom: () => boolean): Tally | null {
    const known = this.#tallies.get(interval);
    if (known !== undefined) return known;
    if (!takeRoom()) return null;
    const tally = emptyTally();
    this.put(interval, tally);
    return tally;
  }

  /** The tally of an interval is this one. */
  put(interval: number, tally: Tally): void {
    this.#tallies.set(interval, tally);
    this.#first = Math.min(this.#first, interval);
  }

  /** An event came to an interval. */
  touch(interval: number): void {
    if (interval < this.touchedAt) this.touchedAt = interval;
  }

  /** Notes that there were events in an interval. */
  hear(interval: number): void {
    if (interval > this.heardAt) this.heardAt = interval;
  }

  /** Notes the events of the intervals before this one. */
  hearBefore(interval: number): void {
    if (interval <= this.#first) return;
    for (const at of this.#tallies.keys()) if (at < interval) this.hear(at);
  }

  /** The last window judged is this one again: what is later was so by a wrong clock. */
  rewind(window: number): void {
    const { state, since, heldAt } = this.phase;
    this.phase = { state, since: Math.min(since, window), heldAt: Math.min(heldAt, window) };
    this.heardAt = Math.min(this.heardAt, window);
    if (this.raisedAt !== null) this.raisedAt = Math.min(this.raisedAt, window);
    this.foreseen = null;
  }

  /** Whether there is nothing in the window that ends so, nor anything to be told of it. */
  isAsleep(window: number): boolean {
    return window <= this.#first && this.phase.state === "ok" && this.raisedAt === null;
  }

  /** Whether there is nothing to be told of it any more. */
  isIdle(): boolean {
    return this.phase.state === "ok" && this.raisedAt === null && this.#tallies.size === 0;
  }

  /** How much room it takes. */
  cells(): number {
    const own = cellsOf(this.values);
    return this.#tallies.values().reduce((sum, tally) => sum + toCells(tally), own);
  }

  /** Forgets what is before an interval; how many cells that were. */
  forgetBefore(interval: number): number {
    let cells = 0;
    if (interval <= this.#first) return cells;
    let first = Infinity;
    for (const [at, tally] of this.#tallies) {
      if (at >= interval) {
        first = Math.min(first, at);
        continue;
      }
      cells += toCells(tally);
      this.#tallies.delete(at);
    }
    this.#first = first;
    return cells;
  }
}

/** A look ahead. */
export interface Foreseen {
  /** Later than the last one judged. */
  readonly window: number;
  /** As of that window, given the events that had come. */
  readonly phase: Phase;
}

/** How much room the texts of a group take. */
function cellsOf(values: readonly string[]): number {
  return 1 + Math.floor(values.reduce((sum, { length }) => sum + length, 0) / TEXT_OF_CELL);
}

/** So many UTF-16 code units. */
const TEXT_OF_CELL = 100;

/** How much room a tally takes. */
function toCells({ cells }: Tally): number {
  return 1 + (cells?.size ?? 0);
}

/** A group as JSON. */
export type PackedGroup = readonly [
  values: readonly string[],
  phase: readonly [state: Phase["state"], since: number, heldAt: number],
  heardAt: number | null,
  raisedAt: number | null,
  tallies: readonly (readonly [interval: number, tally: PackedTally])[],
];

/** For {@linkcode unpackGroup}. */
export function packGroup({ values, phase, heardAt, raisedAt, tallies }: Group): PackedGroup {
  return [
    values,
    [phase.state, phase.since, phase.heldAt],
    Number.isFinite(heardAt) ? heardAt : null,
    raisedAt,
    [...tallies].map(([at, tally]) => [at, packTally(tally)] as const),
  ];
}

/** What was packed. */
export function unpackGroup([values, phase, heardAt, raisedAt, tallies]: PackedGroup): Group {
  const group = new Group(values);
  const [state, since, heldAt] = phase;
  group.phase = { state, since, heldAt };
  group.heardAt = heardAt ?? -Infinity;
  group.raisedAt = raisedAt;
  for (const [at, tally] of tallies) group.put(at, unpackTally(tally));
  return group;
}
