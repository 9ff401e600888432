import { parsePipedQuery } from "../core/query/parse_piped_query.ts";
import { parseQuery } from "../core/query/parse_query.ts";
import type { PipedQuery } from "../core/query/pipe.ts";
import { parseTime } from "../core/time_range.ts";
import { QuerySyntaxError } from "../core/errors.ts";
import type { Filter } from "../ports/log_store.ts";
import { UsageError } from "./failure.ts";

/** What a command line asks for. */
export interface Asked {
  /** The query as it was written. */
  readonly text: string;
  /** What it means, with its times. */
  readonly filter: Filter;
  /** The same with its pipes. */
  readonly piped: PipedQuery;
}

/** A query and its times, as they were written. */
export interface AskedTexts {
  /** Parts of the query. */
  readonly words: readonly string[];
  /** Not before. */
  readonly from?: string | undefined;
  /** Before. */
  readonly to?: string | undefined;
}

/**
 * Reads a query and its times as given on the command line, with any pipes, with those that leave events, or
 * without. Throws UsageError, for a query with a mark below the fault.
 */
export function readAsked(
  { words, from, to }: AskedTexts,
  pipes: "any" | "events" | "none",
): Asked {
  const text = words.join(" ");
  const nowMs = Date.now();
  const time = (flag: string, value: string | undefined) => {
    if (value === undefined) return null;
    return usage(() => parseTime(value, nowMs), (error) => `${flag}: ${error.message}`);
  };
  const [fromMs, toMs] = [time("--from", from), time("--to", to)];
  if (fromMs !== null && toMs !== null && fromMs > toMs) {
    throw new UsageError(`--from: "${from}" is after --to "${to}"; exchange them`);
  }
  const piped = usage(
    () => {
      return pipes === "none"
        ? { query: parseQuery(text, nowMs), pipes: [] }
        : parsePipedQuery(text, nowMs, pipes);
    },
    (error) => toQueryFault(text, error),
  );
  return { text, piped, filter: { query: piped.query, fromMs, toMs } };
}

function usage<T>(read: () => T, toText: (error: Error) => string): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof QuerySyntaxError || error instanceof RangeError) {
      throw new UsageError(toText(error));
    }
    throw error;
  }
}

function toQueryFault(text: string, error: Error): string {
  if (!(error instanceof QuerySyntaxError)) return error.message;
  return `${error.message}\n  ${text}\n  ${" ".repeat(error.column - 1)}^`; // It has the hint.
}
