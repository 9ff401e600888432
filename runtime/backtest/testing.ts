import { END_MS, INTERVAL_MS, type Judged, START_MS } from "../../core/alert/testing_runs.ts";
import type { Backtest } from "./backtest.ts";

/** For tests: all windows that end in ({@linkcode START_MS}, {@linkcode END_MS}], of groups whenever they were heard before. */
export const BACKTESTED: Judged = {
  first: Math.floor(START_MS / INTERVAL_MS) + 1,
  last: Math.floor(END_MS / INTERVAL_MS),
  heardFrom: -Infinity,
};

/** For tests: what was found, as `toExpected` gives it, sorted. */
export function toChangeTexts({ record }: Backtest): string[] {
  return record.changes.map(({ rule, labels, state, windowEndMs }) => {
    return `${rule} [${Object.values(labels)}] ${state} ${windowEndMs}`;
  }).sort();
}
