import { findTable, type PipedQuery, type TableStep } from "../core/query/pipe.ts";
import { applySteps, type Table, toStatsTable, toTopTable } from "../core/stats/table.ts";
import type { AggregateRequest, Aggregates } from "../ports/log_store.ts";

/** Which events, by time; their query is that of the pipes. */
export interface TableRange {
  /** Epoch milliseconds, inclusive; null = open. */
  readonly fromMs: number | null;
  /** Epoch milliseconds, exclusive; null = open. */
  readonly toMs: number | null;
}

/**
 * The table of a query that has one, from `aggregate` of a `LogReader`, whose errors it throws. Throws TypeError
 * where the query makes no table.
 */
export async function askTable(
  piped: PipedQuery,
  range: TableRange,
  aggregate: (request: AggregateRequest) => Promise<Aggregates>,
): Promise<Table> {
  const pipe = findTable(piped);
  if (pipe === null) {
    throw new TypeError("Cannot make a table: the query has neither stats nor top");
  }
  const filter = { ...range, query: piped.query };
  const steps = piped.pipes.slice(1) as TableStep[];
  if (pipe.kind === "top") {
    const asked = { fields: [pipe.field], limit: pipe.limit };
    const { facets } = await aggregate({ filter, histogram: null, facets: asked });
    return applySteps(toTopTable(pipe, facets![pipe.field]!), steps);
  }
  const { stats } = await aggregate({ filter, histogram: null, facets: null, stats: pipe.stats });
  return applySteps(toStatsTable(pipe, stats!), steps);
}
