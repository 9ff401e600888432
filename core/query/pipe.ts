import type { Query } from "./ast.ts";

/** A filter and what is done with the events that it takes. */
export interface PipedQuery {
  /** Which events. */
  readonly query: Query;
  /** In order: none; or one {@linkcode FieldsPipe}; or a {@linkcode TablePipe} and any number of {@linkcode TableStep}s. */
  readonly pipes: readonly Pipe[];
}

/** One step after the filter. */
export type Pipe = FieldsPipe | TablePipe | TableStep;

/** What makes a table of events. */
export type TablePipe = StatsPipe | TopPipe;

/** What changes a table. */
export type TableStep = SortPipe | LimitPipe;

/** `| fields a, b`: of each event only these. */
export interface FieldsPipe {
  /** Which step it is. */
  readonly kind: "fields";
  /** Names as in a query (see `parseFieldName`), also `timestamp` and `ingested_at`; each once. */
  readonly fields: readonly string[];
}

/** `| stats count(), p95(ms) by service, bin(5m)`: a row for each group of events, whose keys stand first. */
export interface StatsPipe {
  /** Which step it is. */
  readonly kind: "stats";
  /** What is counted, and by what. */
  readonly stats: Stats;
  /** Names of the columns: of the keys, then of the functions; each once. */
  readonly names: readonly string[];
}

/** `| top 10 path`: the most frequent values of a field, each with its count; ties by value. */
export interface TopPipe {
  /** Which step it is. */
  readonly kind: "top";
  /** At most so many. */
  readonly limit: number;
  /** Name as in a query. */
  readonly field: string;
}

/** `| sort by name desc`: of equal rows the order stays; what has no value comes last. */
export interface SortPipe {
  /** Which step it is. */
  readonly kind: "sort";
  /** The first decides, then the next. */
  readonly by: readonly { readonly name: string; readonly descending: boolean }[];
}

/** `| limit 10`: the first rows. */
export interface LimitPipe {
  /** Which step it is. */
  readonly kind: "limit";
  /** At most so many. */
  readonly limit: number;
}

/** What is counted of events, for each group of them. */
export interface Stats {
  /** At least one. */
  readonly functions: readonly StatsFunction[];
  /** The events of a group have the same of each; none: all events are one group. */
  readonly by: readonly GroupKey[];
}

/**
 * `count`: events, or those that have the field. `count_distinct`: different texts of the field. The others: of
 * the field's numbers (see `toNumber`; of `timestamp` only `min` and `max`, epoch milliseconds), null where there
 * are none. A percentile is the smallest of the numbers that at least `percent` percent of them do not exceed.
 */
export type StatsFunction =
  | { readonly kind: "count"; readonly field: string | null }
  | { readonly kind: "count_distinct" | "sum" | "avg" | "min" | "max"; readonly field: string }
  | { readonly kind: "percentile"; readonly percent: number; readonly field: string };

/** A field's text, null in events that have none; or the beginning of [k × intervalMs, (k+1) × intervalMs) of epoch time. */
export type GroupKey =
  | { readonly kind: "field"; readonly field: string }
  | { readonly kind: "bin"; readonly intervalMs: number };

/** A table has at most this many rows, after all its steps. */
export const ROWS_MAX = 10_000;

/** The step that makes a table; null where there is none. */
export function findTable({ pipes: [first] }: PipedQuery): TablePipe | null {
  return first?.kind === "stats" || first?.kind === "top" ? first : null;
}

/** The fields that are to be shown; null = all. */
export function findFields({ pipes: [first] }: PipedQuery): readonly string[] | null {
  return first?.kind === "fields" ? first.fields : null;
}
