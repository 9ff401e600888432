import type { Stats } from "../query/pipe.ts";
import { createCounters, type FunctionCounter } from "./function_counter.ts";
import { Groups, type KeyValues } from "./groups.ts";
import type { StatsRows } from "./stats_rows.ts";

/** What was counted of one group of events. */
export interface StatsGroup {
  /** What they have in common, in the order of `Stats.by`. */
  readonly keys: KeyValues;
  /** In the order of `Stats.functions`; null where a function has no value. */
  readonly values: readonly (number | null)[];
}

/** Counts events that come in parts, in bounded memory. */
export class StatsCounter {
  readonly #groups: Groups;
  readonly #counters: readonly FunctionCounter[];

  /** Nothing is counted yet. */
  constructor({ functions, by }: Stats) {
    this.#groups = new Groups(by);
    this.#counters = createCounters(functions);
  }

  /**
   * Reads what is needed of some rows; the function it returns counts them, and reads nothing more, so that rows
   * which cannot be read count for nothing. That throws RangeError on more than the bounds allow.
   */
  read(rows: StatsRows): () => void {
    const toGroups = this.#groups.read(rows);
    const adds = this.#counters.map((counter) => counter.read(rows));
    return () => {
      const groups = toGroups();
      for (const add of adds) add(groups);
    };
  }

  /** All groups by their keys, the first first: times and texts (by UTF-16 code units) ascending, null last. */
  result(): StatsGroup[] {
    return this.#groups.keys.map((keys, group) => ({
      keys,
      values: this.#counters.map((counter) => counter.of(group)),
    })).sort(compareGroups);
  }
}

/** The order in which groups are told. */
export function compareGroups(
  a: Pick<StatsGroup, "keys">,
  b: Pick<StatsGroup, "keys">,
): number {
  for (let i = 0; i < a.keys.length; i++) {
    const [one, other] = [a.keys[i]!, b.keys[i]!];
    if (one === other) continue;
    if (one === null || other === null) return one === null ? 1 : -1;
    return one < other ? -1 : 1;
  }
  return 0;
}
