import { narrowTimes } from "../../core/query/narrow_times.ts";
import { chooseIntervalMs, parseDurationMs } from "../../core/time_range.ts";
import type { Filter, LogReader } from "../../ports/log_store.ts";
import { refusal } from "./problem.ts";

/** What an interval is chosen from. */
export interface IntervalOptions {
  /** Its times, where given (also by the query), decide. */
  readonly filter: Filter;
  /** Asked for the times it holds where the filter is open. */
  readonly store: LogReader;
  /** The time, epoch milliseconds, used where nothing is stored. */
  readonly nowMs: number;
}

/** The interval of a histogram, milliseconds: as written, else one that suits the times asked for. */
export async function toIntervalMs(
  text: string | null,
  { filter, store, nowMs }: IntervalOptions,
): Promise<number> {
  if (text !== null) return parseInterval(text);
  const { fromMs, toMs } = narrowTimes(filter);
  if (fromMs !== null && toMs !== null) return chooseIntervalMs(fromMs, Math.max(fromMs, toMs));
  const { oldestMs, newestMs } = await store.status();
  const from = fromMs ?? oldestMs ?? nowMs;
  const to = toMs ?? (newestMs ?? nowMs) + 1;
  return chooseIntervalMs(Math.min(from, to), Math.max(from, to));
}

function parseInterval(text: string): number {
  try {
    const intervalMs = parseDurationMs(text);
    if (intervalMs >= 1) return intervalMs;
    throw new RangeError("it is no time at all; write 1s or more");
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw refusal({ status: 400, detail: `Cannot read "interval": ${error.message}` });
  }
}
