import type { z } from "@hono/zod-openapi";
import { parsePipedQuery } from "../../core/query/parse_piped_query.ts";
import type { PipedQuery } from "../../core/query/pipe.ts";
import { parseQuery, QUERY_LENGTH_MAX } from "../../core/query/parse_query.ts";
import { parseTime, TIME_PATTERN } from "../../core/time_range.ts";
import type { Filter } from "../../ports/log_store.ts";
import { text } from "./params.ts";
import { refusal } from "./problem.ts";

/** The parameters that say which events are meant. */
export interface FilterParams {
  /** A query; missing = all events. */
  readonly q?: string | undefined;
  /** First time included; missing = open. */
  readonly from?: string | undefined;
  /** First time excluded; missing = open. */
  readonly to?: string | undefined;
}

/** What the OpenAPI document tells of a time. */
export const TIME = { format: "logflow-time", pattern: TIME_PATTERN } as const;

/** How those parameters are declared in a route. */
export const FILTER_PARAMS: Readonly<Record<keyof FilterParams, z.ZodOptional<z.ZodString>>> = {
  q: text(QUERY_LENGTH_MAX, "Which events; missing = all", {
    format: "logflow-query",
    examples: ['level:ERROR "timed out"'],
  }),
  from: text(64, "From this time on: ISO 8601, epoch ms, `now-1h`, or `15m` (ago); missing = all", {
    ...TIME,
    examples: ["2025-10-23T14:32:15Z", "now-1h", "15m"],
  }),
  to: text(64, "Up to, but without, this time; written as `from`", TIME),
};

/** Reads the parameters. Throws QuerySyntaxError; refuses (400) times that cannot be meant. */
export function toFilter(params: FilterParams, nowMs: number): Filter {
  return { query: parseQuery(params.q ?? "", nowMs), ...toRange(params, nowMs) };
}

/** The same where pipes may follow: such that leave events, or such that make a table. */
export function toPipedFilter(
  params: FilterParams,
  nowMs: number,
  wanted: "events" | "table",
): { readonly filter: Filter; readonly piped: PipedQuery } {
  const piped = parsePipedQuery(params.q ?? "", nowMs, wanted);
  return { filter: { query: piped.query, ...toRange(params, nowMs) }, piped };
}

function toRange({ from, to }: FilterParams, nowMs: number): Omit<Filter, "query"> {
  const fromMs = toMs("from", from, nowMs);
  const endMs = toMs("to", to, nowMs);
  if (fromMs !== null && endMs !== null && fromMs > endMs) {
    const detail = `Cannot search: "from" (${from}) is after "to" (${to}); exchange them`;
    throw refusal({ status: 400, detail });
  }
  return { fromMs, toMs: endMs };
}

function toMs(name: string, value: string | undefined, nowMs: number): number | null {
  return value === undefined ? null : toTimeMs(name, value, nowMs);
}

/** Reads a parameter that is a time, epoch milliseconds; refuses (400) what cannot be meant. */
export function toTimeMs(name: string, value: string, nowMs: number): number {
  try {
    return parseTime(withPlus(value), nowMs);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw refusal({ status: 400, detail: `Cannot read "${name}": ${error.message}` });
  }
}

/** A plus that was not percent-encoded arrives as a space: `…T10:00:00 02:00`, `now 1h`. */
function withPlus(time: string): string {
  return time.replace(/^now (?=\d)/, "now+").replace(/(T[\d:.,]+) (?=\d\d:?\d\d$)/i, "$1+");
}
