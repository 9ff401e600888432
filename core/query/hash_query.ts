import { shortHash } from "../short_hash.ts";
import type { Query } from "./ast.ts";
import { isTimestamp } from "./field.ts";
import { printQuery } from "./print_query.ts";

/**
 * A short name (14 hex digits) by which a query is known again, however it was written. Bounds of `timestamp`
 * are left out: `now-15m` is another time whenever the same text is read.
 */
export function hashQuery(query: Query): string {
  return shortHash(printQuery(withoutTimes(query)));
}

function withoutTimes(query: Query): Query {
  switch (query.kind) {
    case "and":
    case "or":
      return { ...query, parts: query.parts.map(withoutTimes) };
    case "not":
      return { ...query, part: withoutTimes(query.part) };
    case "range":
      return isTimestamp(query) ? { ...query, low: null, high: null } : query;
    default:
      return query;
  }
}
