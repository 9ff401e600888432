import { parseQuery } from "../core/query/parse_query.ts";
import { parseTime } from "../core/time_range.ts";
import { QuerySyntaxError } from "../core/errors.ts";
import type { Filter } from "../ports/log_store.ts";
import { UsageError } from "./failure.ts";

/** Reads a query and its times as given on the command line. Throws UsageError, for a query with a mark below the fault. */
export function readFilter(
  { from, to }: { readonly from?: string; readonly to?: string },
  words: readonly string[],
): Filter {
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
  return {
    query: usage(() => parseQuery(text, nowMs), (error) => toQueryFault(text, error)),
    fromMs,
    toMs,
  };
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
