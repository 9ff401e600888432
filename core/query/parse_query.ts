import type { Query } from "./ast.ts";
import { parseFilter } from "./parse_filter.ts";
import { syntaxError } from "./syntax_error.ts";

export { QUERY_DEPTH_MAX, QUERY_LENGTH_MAX, QUERY_TERMS_MAX } from "./parse_filter.ts";

/**
 * Reads the query language (docs/query.md). Empty or `*` is all. NOT binds tighter than AND (or mere
 * juxtaposition), AND tighter than OR. `nowMs` is what `timestamp:>now-15m` counts from; without it such
 * times are refused. Refuses pipes, which `parsePipedQuery` reads. Throws QuerySyntaxError
 * with column and hint.
 */
export function parseQuery(text: string, nowMs: number | null = null): Query {
  const { query, pipesAt } = parseFilter(text, nowMs);
  if (pipesAt === null) return query;
  const hint = 'leave out what follows, or put "|" in quotes to search for it';
  throw syntaxError("pipes mean nothing here", pipesAt + 1, hint);
}
