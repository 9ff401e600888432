import { type FieldName, parseCountedField, parseFieldName } from "../query/field.ts";
import type { StatsFunction } from "../query/pipe.ts";
import { DistinctCounter, DistinctRoom, hashText } from "./distinct_counter.ts";
import { PercentileSketch, SketchRoom } from "./percentile_sketch.ts";
import type { StatsRows, Texts } from "./stats_rows.ts";
import { grown, Sums } from "./sums.ts";

/** One function over all groups. */
export interface FunctionCounter {
  /** Reads its field; the function it returns counts it for the group of each row (-1 = none), and reads nothing more. */
  read(rows: StatsRows): (groups: Int32Array) => void;
  /** The value for a group; null = it has none. */
  of(group: number): number | null;
}

/** Makes the counters of the functions. Throws RangeError on a field that values can't be counted of. */
export function createCounters(functions: readonly StatsFunction[]): FunctionCounter[] {
  const shared = { room: new SketchRoom(), distinct: new DistinctRoom(), sketches: new Map() };
  return functions.map((called) => createCounter(called, shared));
}

/** What the functions of one request share. */
interface Shared {
  readonly distinct: DistinctRoom;
  readonly room: SketchRoom;
  /** By field, of each group. */
  readonly sketches: Map<string, PercentileSketch[]>;
}

function createCounter(called: StatsFunction, shared: Shared): FunctionCounter {
  switch (called.kind) {
    case "count":
      return called.field === null ? countEvents() : countTexts(parseCountedField(called.field));
    case "count_distinct":
      return countDistinct(parseCountedField(called.field), shared.distinct);
    case "sum":
    case "avg":
      return addUp(parseFieldName(called.field), called.kind);
    case "min":
    case "max":
      return findExtreme(parseFieldName(called.field), called.kind);
    case "percentile":
      return sketch(called.field, called.percent, shared);
  }
}

function countEvents(): FunctionCounter {
  const counts = new Counts();
  return {
    read: () => (groups) => {
      for (let row = 0; row < groups.length; row++) {
        const group = groups[row]!;
        if (group >= 0) counts.add(group);
      }
    },
    of: (group) => counts.of(group),
  };
}

function countTexts(field: FieldName): FunctionCounter {
  const counts = new Counts();
  return {
    read: (rows) => {
      const has = toHas(rows.texts(field));
      return (groups) => {
        for (let row = 0; row < groups.length; row++) {
          const group = groups[row]!;
          if (group >= 0 && has(row)) counts.add(group);
        }
      };
    },
    of: (group) => counts.of(group),
  };
}

function toHas(texts: Texts): (row: number) => boolean {
  if (texts.kind === "plain") return (row) => texts.textOf(row) !== null;
  const { values, codes } = texts;
  return (row) => values[codes === null ? 0 : codes[row]!] !== null;
}

function countDistinct(field: FieldName, room: DistinctRoom): FunctionCounter {
  const counters: DistinctCounter[] = [];
  const add = (group: number, hash: number) =>
    (counters[group] ??= new DistinctCounter(room)).add(hash);
  return {
    read: (rows) => {
      const hashOf = toHashes(rows.texts(field));
      return (groups) => {
        for (let row = 0; row < groups.length; row++) {
          const group = groups[row]!;
          const hash = group < 0 ? -1 : hashOf(row);
          if (hash >= 0) add(group, hash);
        }
      };
    },
    of: (group) => counters[group]?.count() ?? 0,
  };
}

/** The hash of the text in each row; -1 = no text. */
export function toHashes(texts: Texts): (row: number) => number {
  const toHash = (text: string | null) => text === null ? -1 : hashText(text);
  if (texts.kind === "plain") return (row) => toHash(texts.textOf(row));
  const hashes = texts.values.map(toHash);
  const { codes } = texts;
  return (row) => hashes[codes === null ? 0 : codes[row]!]!;
}

function addUp(field: FieldName, kind: "sum" | "avg"): FunctionCounter {
  const sums = new Sums();
  const counts = new Counts();
  return {
    read: readNumbers(field, (group, number) => {
      sums.add(group, number);
      counts.add(group);
    }),
    of: (group) => {
      const count = counts.of(group);
      if (count === 0) return null;
      const sum = sums.of(group);
      // What is beyond the largest number is none.
      return Number.isFinite(sum) ? (kind === "sum" ? sum : sum / count) + 0 : null;
    },
  };
}

function findExtreme(field: FieldName, kind: "min" | "max"): FunctionCounter {
  let best = new Float64Array(16).fill(NaN);
  const isBetter = kind === "min"
    ? (a: number, b: number) => a < b
    : (a: number, b: number) => a > b;
  return {
    read: readNumbers(field, (group, number) => {
      if (group >= best.length) best = grown(best, group).fill(NaN, best.length);
      const known = best[group]!;
      if (Number.isNaN(known) || isBetter(number, known)) best[group] = number + 0;
    }),
    of: (group) => Number.isNaN(best[group] ?? NaN) ? null : best[group]!,
  };
}

/** The first of a field's percentiles counts for them all. */
function sketch(field: string, percent: number, { room, sketches }: Shared): FunctionCounter {
  const known = sketches.get(field);
  const own = known ?? [];
  sketches.set(field, own);
  const add = (group: number, number: number) =>
    (own[group] ??= new PercentileSketch(room)).add(number);
  return {
    read: known === undefined ? readNumbers(parseFieldName(field), add) : () => () => {},
    of: (group) => own[group]?.at(percent) ?? null,
  };
}

/** Calls `add` for each row that takes part and has a number. */
function readNumbers(
  field: FieldName,
  add: (group: number, number: number) => void,
): FunctionCounter["read"] {
  return (rows) => {
    const numbers = rows.numbers(field);
    return (groups) => {
      for (let row = 0; row < groups.length; row++) {
        const number = numbers[row]!;
        if (groups[row]! >= 0 && !Number.isNaN(number)) add(groups[row]!, number);
      }
    };
  };
}

class Counts {
  #counts = new Float64Array(16);

  add(group: number): void {
    if (group >= this.#counts.length) this.#counts = grown(this.#counts, group);
    this.#counts[group]!++;
  }

  of(group: number): number {
    return this.#counts[group] ?? 0;
  }
}
