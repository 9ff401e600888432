import { parseCountedField, parseFieldName } from "../query/field.ts";
import { toHashes } from "./function_counter.ts";
import { Groups } from "./groups.ts";
import { compareGroups } from "./stats_counter.ts";
import type { StatsRows } from "./stats_rows.ts";
import type { ReadEach, TallyGroup, Tallying } from "./tallying.ts";

/** Tallies events that come in parts, in bounded memory. */
export class TallyCounter {
  readonly #groups: Groups;
  readonly #each: ReadEach | null;
  /** By the number of the group. */
  readonly #events: number[] = [];
  readonly #read: Map<number, number>[] = [];
  #room = READ_MAX;

  /** Nothing is counted yet. Throws RangeError on fields that values can't be counted of. */
  constructor({ intervalMs, by, each }: Tallying) {
    const fields = by.map((field) => ({ kind: "field", field }) as const);
    this.#groups = new Groups([{ kind: "bin", intervalMs }, ...fields]);
    if (each?.as === "hash") parseCountedField(each.field);
    this.#each = each;
  }

  /** As `StatsCounter.read`. */
  read(rows: StatsRows): () => void {
    const toGroups = this.#groups.read(rows);
    const toNumber = this.#each === null ? null : toReader(rows, this.#each);
    return () => {
      const groups = toGroups();
      for (let row = 0; row < groups.length; row++) {
        const group = groups[row]!;
        if (group < 0) continue;
        this.#events[group] = (this.#events[group] ?? 0) + 1;
        if (toNumber !== null) this.#take(group, toNumber(row));
      }
    };
  }

  /** All groups, the first first. */
  result(): TallyGroup[] {
    return this.#groups.keys.map((keys, group) => ({ keys, group })).sort(compareGroups)
      .map(({ keys: [atMs, ...texts], group }) => ({
        atMs: Number(atMs),
        texts: texts as (string | null)[],
        events: this.#events[group] ?? 0,
        read: [...this.#read[group] ?? []].flat(),
      }));
  }

  #take(group: number, number: number): void {
    if (Number.isNaN(number)) return;
    const read = this.#read[group] ??= new Map();
    const times = read.get(number);
    if (times === undefined && this.#room-- === 0) {
      throw new RangeError(
        "Cannot tally: groups have too many different values; narrow the query, or group by less",
      );
    }
    read.set(number, (times ?? 0) + 1);
  }
}

/** NaN = there is nothing to be read. */
function toReader(rows: StatsRows, { field, as }: ReadEach): (row: number) => number {
  const name = parseFieldName(field);
  if (as === "number") {
    const numbers = rows.numbers(name);
    return (row) => numbers[row]! + 0; // Not -0, which is the same number.
  }
  const hashes = toHashes(rows.texts(name));
  return (row) => {
    const hash = hashes(row);
    return hash < 0 ? NaN : hash;
  };
}

/** Different values of all groups of one request: some 20 MiB. */
export const READ_MAX = 250_000;
