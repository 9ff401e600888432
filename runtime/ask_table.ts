import { findTable, type PipedQuery, ROWS_MAX, type TableStep } from "../core/query/pipe.ts";
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
 * The table of a query that has one, from `aggregate` of a `LogReader`, whose errors it throws; RangeError where it
 * has over 10,000 rows. Throws TypeError where the query makes no table.
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
  return bound(applySteps(toStatsTable(pipe, stats!), steps));
}

/** All that were counted take part in `sort`, so that `limit` gives the first of them all. */
function bound(table: Table): Table {
  const { length } = table.rows;
  if (length <= ROWS_MAX) return table;
  throw new RangeError(
    `Cannot tell the table: it has ${length} rows, over ${ROWS_MAX}; add | sort … | limit 100, ` +
      "narrow the query, or group by less",
  );
}
