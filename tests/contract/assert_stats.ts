import assert from "node:assert/strict";
import type { LogEvent } from "../../core/event.ts";
import type { Stats, StatsFunction } from "../../core/query/pipe.ts";
import { printFunction } from "../../core/query/stats_function.ts";
import type { StatsGroup } from "../../core/stats/stats_counter.ts";
import { callFunction, groupEvents, sortedNumbers, toRank } from "./array_stats.ts";
import type { Nearness } from "./nearness.ts";

/** What a store's answer is held against. */
export interface ExpectedStats {
  /** What was asked. */
  readonly stats: Stats;
  /** Those that the filter takes. */
  readonly events: readonly LogEvent[];
  /** How well the store estimates. */
  readonly nearness: Nearness;
  /** Said first where it fails. */
  readonly told?: string;
}

/** Throws unless the groups are those of the events, and each value is exact, or as near as it must be. */
export function assertStats(
  actual: readonly StatsGroup[] | undefined,
  { stats: { functions, by }, events, nearness, told = "" }: ExpectedStats,
): void {
  const groups = groupEvents(events, by);
  assert.deepEqual(actual?.map(({ keys }) => keys), groups.map(({ keys }) => keys), told);
  for (const [i, { keys, events }] of groups.entries()) {
    const values: StatsGroup["values"] = actual![i]!.values;
    assert.equal(values.length, functions.length, told);
    for (const [j, called] of functions.entries()) {
      const value = values[j]!;
      const expected = callFunction(called, events);
      const what = `${told} ${JSON.stringify(keys)} ${printFunction(called)}`;
      assert(
        isNear(value, expected, { called, events, nearness }),
        `${what} is ${value}, expected is ${expected}`,
      );
    }
  }
}

interface Counted {
  readonly called: StatsFunction;
  readonly events: readonly LogEvent[];
  readonly nearness: Nearness;
}

function isNear(
  actual: number | null,
  expected: number | null,
  { called, events, nearness }: Counted,
): boolean {
  switch (called.kind) {
    case "count":
    case "min":
    case "max":
      return Object.is(actual, expected);
    case "count_distinct":
      return Math.abs(actual! - expected!) <= nearness.distinct(expected!);
    case "sum":
    case "avg": {
      const numbers = sortedNumbers(events, called.field);
      const parts = called.kind === "sum" ? 1 : numbers.length;
      return isNearSum(actual, expected, { numbers, parts });
    }
    case "percentile": {
      const numbers = sortedNumbers(events, called.field);
      return isNearRank(actual, called.percent, { numbers, nearness });
    }
  }
}

/**
 * Stores add in an order of their own: they round elsewhere, and where numbers of both signs are together beyond
 * the largest one, they may be on the way or not.
 */
function isNearSum(
  actual: number | null,
  expected: number | null,
  { numbers, parts }: { readonly numbers: readonly number[]; readonly parts: number },
): boolean {
  if (numbers.length === 0) return actual === null;
  const size = numbers.reduce((sum, number) => sum + Math.abs(number), 0);
  if (!Number.isFinite(size)) {
    return actual === null || (numbers[0]! < 0 && numbers.at(-1)! > 0);
  }
  return actual !== null && Math.abs(actual - expected!) <= ROUNDING * size / parts;
}

function isNearRank(
  actual: number | null,
  percent: number,
  { numbers, nearness }: { readonly numbers: readonly number[]; readonly nearness: Nearness },
): boolean {
  const { length } = numbers;
  if (length === 0) return actual === null;
  const rank = toRank(percent, length);
  const ranks = Math.floor(nearness.ranks(length, percent));
  const low = numbers[Math.max(1, rank - ranks) - 1]!;
  const high = numbers[Math.min(length, rank + ranks) - 1]!;
  if (actual === null) return ranks > 0 && !Number.isFinite(high - low); // Nothing is between them.
  const share = nearness.share(length);
  return shrink(low, low > 0 ? share : 0) <= actual && actual <= shrink(high, high < 0 ? share : 0);
}

/** Numbers that are hardly more than none have fewer digits. */
function shrink(number: number, share: number): number {
  return share === 0 ? number : number * (1 - share) - Math.sign(number) * 2 ** -1031;
}

/** Of what the numbers are together without their signs. */
const ROUNDING = 1e-12;
