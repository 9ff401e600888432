import { parsePipedQuery } from "../../../core/query/parse_piped_query.ts";
import type { Query } from "../../../core/query/ast.ts";
import { findTable, type Stats } from "../../../core/query/pipe.ts";

/** Reads a filter with `| stats` behind it. */
export function parseStats(text: string): { readonly query: Query; readonly stats: Stats } {
  const piped = parsePipedQuery(text, 0);
  const table = findTable(piped);
  if (table?.kind !== "stats") throw new TypeError(`Cannot ask "${text}": it has no stats`);
  return { query: piped.query, stats: table.stats };
}
