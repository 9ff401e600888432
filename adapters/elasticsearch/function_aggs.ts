import { isFixedField, parseCountedField, parseFieldName } from "../../core/query/field.ts";
import type { StatsFunction } from "../../core/query/pipe.ts";
import type { Dsl } from "./dsl.ts";
import type { Held } from "./page_size.ts";
import { toNumberPath, toTextPath } from "./to_dsl.ts";

/** What the server tells of a group, by the names of its aggregations. */
export type Told = Readonly<Record<string, unknown>>;

/** The functions of `stats` as aggregations; functions that one of these answers share it. */
export class FunctionAggs {
  readonly #aggs: Agg[] = [];
  readonly #readers: readonly Reader[];

  /** Throws RangeError on a field that values can't be counted of. */
  constructor(functions: readonly StatsFunction[]) {
    this.#readers = functions.map((called) => this.#toReader(called));
  }

  /** By name. */
  get aggs(): Dsl {
    return Object.fromEntries(this.#aggs.map((agg) => [agg.name, toAgg(agg)]));
  }

  /** Which of them take memory for each group. */
  get held(): Held {
    const countKind = (kind: Kind) => this.#aggs.filter((agg) => agg.kind === kind).length;
    return { texts: countKind("cardinality"), numbers: countKind("percentiles") };
  }

  /** The values of a group of `count` events, in the order of the functions; null where one has none. */
  read(told: Told, count: number): (number | null)[] {
    return this.#readers.map((read) => read(told, count));
  }

  #toReader(called: StatsFunction): Reader {
    switch (called.kind) {
      case "count":
        return this.#countTexts(called.field);
      case "count_distinct":
        return this.#countDistinct(called.field);
      case "sum":
      case "avg":
        return this.#addUp(called.kind, called.field);
      case "min":
      case "max": {
        const { name } = this.#ask(called.kind, toNumberPath(parseFieldName(called.field)));
        return (told) => readValue(told[name]);
      }
      case "percentile":
        return this.#estimate(called.percent, called.field);
    }
  }

  #countTexts(field: string | null): Reader {
    const counted = field === null ? null : parseCountedField(field);
    const isInAll = counted === null || (isFixedField(counted.field) && !counted.extra);
    if (isInAll) return (_, count) => count;
    const { name } = this.#ask("value_count", toTextPath(counted.field, counted.extra));
    return (told) => readValue(told[name]) ?? 0;
  }

  #countDistinct(field: string): Reader {
    const counted = parseCountedField(field);
    const { name } = this.#ask("cardinality", toTextPath(counted.field, counted.extra));
    return (told) => readValue(told[name]) ?? 0;
  }

  #addUp(kind: "sum" | "avg", field: string): Reader {
    const { name } = this.#ask("stats", toNumberPath(parseFieldName(field)));
    return (told) => {
      const { count = 0, [kind]: value } = (told[name] ?? {}) as Partial<Summed>;
      return count === 0 ? null : toFinite(value);
    };
  }

  #estimate(percent: number, field: string): Reader {
    const { name, percents } = this.#ask("percentiles", toNumberPath(parseFieldName(field)));
    percents.add(percent);
    return (told) => {
      const { values } = (told[name] ?? { values: [] }) as Percentiles;
      return toFinite(values.find(({ key }) => key === percent)?.value);
    };
  }

  /** Where no document can have the field nothing is asked, nor told. */
  #ask(kind: Kind, field: string | null): Agg {
    if (field === null) return { kind, field: "", name: "none", percents: new Set() };
    const known = this.#aggs.find((agg) => agg.kind === kind && agg.field === field);
    if (known !== undefined) return known;
    const agg = { kind, field, name: `${this.#aggs.length}`, percents: new Set<number>() };
    this.#aggs.push(agg);
    return agg;
  }
}

/** What a function is in a group of `count` events. */
type Reader = (told: Told, count: number) => number | null;

type Kind = "value_count" | "cardinality" | "min" | "max" | "stats" | "percentiles";

interface Agg {
  readonly kind: Kind;
  readonly field: string;
  readonly name: string;
  /** Which of them are asked for; of `percentiles` only. */
  readonly percents: Set<number>;
}

interface Summed {
  readonly count: number;
  readonly sum: unknown;
  readonly avg: unknown;
}

interface Percentiles {
  readonly values: readonly { readonly key: number; readonly value: unknown }[];
}

function toAgg({ kind, field, percents }: Agg): Dsl {
  switch (kind) {
    case "percentiles":
      return {
        percentiles: {
          field,
          percents: [...percents],
          keyed: false,
          tdigest: { compression: COMPRESSION },
        },
      };
    case "cardinality":
      return { cardinality: { field, precision_threshold: HASHES_MAX } };
    default:
      return { [kind]: { field } };
  }
}

function readValue(told: unknown): number | null {
  return toFinite((told as { readonly value?: unknown } | undefined)?.value);
}

/** What is beyond the largest number the server tells as a text; what is not there, as null. */
function toFinite(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

/** Up to so many different values of a group are told apart by hashes of 25 bits; more are estimated. */
const HASHES_MAX = 3000;

/**
 * Of a t-digest, which keeps up to 40,000 numbers of a group as they are, and tells what lies between two of them;
 * of more it keeps some thousand means. Percentile p then was at most 4p(1 − p) × 1 % of the numbers away from its
 * rank: of 1,000,000 in 5 shards, with many ties, or of 600 orders of magnitude. With the server's usual 100 it was
 * 40 % away, as the mean of such numbers is near none of them.
 */
const COMPRESSION = 2000;
