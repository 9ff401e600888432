import type { Query, RangeQuery } from "./ast.ts";
import { combine } from "./combine.ts";
import { isTimestamp } from "./field.ts";

/** A query within [fromMs, toMs) of `timestampMs`, epoch milliseconds; null = open. */
export interface TimedQuery {
  /** What events must match. */
  readonly query: Query;
  /** Inclusive. */
  readonly fromMs: number | null;
  /** Exclusive; below `fromMs` where nothing can match. */
  readonly toMs: number | null;
}

/**
 * The same events, with the times that the whole query must be within taken out of it into `fromMs` and
 * `toMs`: so blocks of other times are not even looked at, and what is left may be told by a block's meta.
 */
export function narrowTimes(filter: TimedQuery): TimedQuery {
  const { query } = filter;
  const parts = query.kind === "and" ? query.parts : [query];
  const times = parts.filter(isTimes);
  if (times.length === 0) return filter;
  const rest = parts.filter((part) => !isTimes(part));
  const froms = times.map(({ low }) => low && (low.included ? low.value : low.value + 1));
  const tos = times.map(({ high }) => high && (high.included ? high.value + 1 : high.value));
  return {
    query: rest.length === 0 ? { kind: "all" } : combine("and", rest),
    fromMs: choose(Math.max, [filter.fromMs, ...froms]),
    toMs: choose(Math.min, [filter.toMs, ...tos]),
  };
}

function isTimes(query: Query): query is RangeQuery {
  return query.kind === "range" && isTimestamp(query);
}

function choose(
  best: (...times: number[]) => number,
  times: readonly (number | null)[],
): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : best(...known);
}
