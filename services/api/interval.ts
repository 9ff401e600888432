import { z } from "@hono/zod-openapi";
import { narrowTimes } from "../../core/query/narrow_times.ts";
import { chooseIntervalMs, parseDurationMs } from "../../core/time_range.ts";
import type { Filter, LogReader } from "../../ports/log_store.ts";

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
  if (text !== null) return parseDurationMs(text);
  const { fromMs, toMs } = narrowTimes(filter);
  if (fromMs !== null && toMs !== null) return chooseIntervalMs(fromMs, Math.max(fromMs, toMs));
  const { oldestMs, newestMs } = await store.status();
  const from = fromMs ?? oldestMs ?? nowMs;
  const to = toMs ?? (newestMs ?? nowMs) + 1;
  return chooseIntervalMs(Math.min(from, to), Math.max(from, to));
}

/** Above zero, and none so long that it could not be told. */
const LENGTHS = "[1-9][0-9]{0,11}ms|[1-9][0-9]{0,8}s|[1-9][0-9]{0,6}[mh]|[1-9][0-9]{0,4}[dw]";

/** A length of time, as descriptions tell it: `500ms`, `30s`, `90d`. */
export const DURATION = { format: "logflow-duration", pattern: `^(?:${LENGTHS})$` } as const;

/** How the interval is declared in a route. */
export const INTERVAL: z.ZodOptional<z.ZodString> = z.string()
  .regex(new RegExp(DURATION.pattern), "is no length of time; write 500ms, 30s, 5m, 1h, 1d or 2w")
  .openapi({
    description: "The length of each interval; chosen when missing",
    format: DURATION.format,
    examples: ["30s", "5m", "1h", "1d"],
  }).optional();
