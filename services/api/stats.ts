import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { isAtMost } from "../../core/is_at_most.ts";
import { tellTime } from "../../core/tell_time.ts";
import type { Cell, Column, Table } from "../../core/stats/table.ts";
import { QUERY_LENGTH_MAX } from "../../core/query/parse_query.ts";
import type { AggregateRequest } from "../../ports/log_store.ts";
import { askTable } from "../../runtime/ask_table.ts";
import { needs } from "./access/scope.ts";
import { answer, countedAnswers } from "./answers.ts";
import { FRESH } from "./params.ts";
import { FILTER_PARAMS, toPipedFilter } from "./filter.ts";
import { type ApiParts, countFor, runRequest } from "./parts.ts";
import { orBadRequest } from "./problem.ts";

/** Adds `GET /api/v1/logs/stats`: the table that a query with `| stats` or `| top` makes. */
export function addStats(app: OpenAPIHono, parts: ApiParts): void {
  const { now } = parts.ports;
  app.openapi(STATS, (c) => {
    const startMs = now();
    const { filter, piped } = toPipedFilter(c.req.valid("query"), startMs, "table");
    return runRequest(parts, c.req.raw, async (signal) => {
      const aggregate = (request: AggregateRequest) =>
        countFor(parts, c, { request, isSplit: true, signal });
      const table = await orBadRequest(() => askTable(piped, filter, aggregate));
      const took_ms = Math.max(0, Math.round(now() - startMs));
      return answer(c, { columns: [...table.columns], rows: toRows(table), took_ms });
    });
  });
}

/** Cells by the names of their columns; times as ISO 8601. */
function toRows({ columns, rows }: Table): Record<string, Cell>[] {
  return rows.map((cells) =>
    Object.fromEntries(columns.map((column, i) => [column.name, toCell(column, cells[i]!)]))
  );
}

function toCell({ kind }: Column, cell: Cell): Cell {
  return kind === "time" && cell !== null ? tellTime(Number(cell)) : cell;
}

const COLUMN = z.object({
  name: z.string().openapi({ description: "As it is written in the query, or named by `as`" }),
  kind: z.enum(["text", "number", "time"])
    .openapi({ description: "Times are ISO 8601; a cell of any kind may be null" }),
});

const STATS = createRoute({
  method: "get",
  path: "/api/v1/logs/stats",
  operationId: "stats",
  tags: ["search"],
  ...needs("read"),
  summary: "The table that a query with `| stats` or `| top` makes of the events that match",
  request: {
    headers: FRESH,
    query: z.strictObject({
      ...FILTER_PARAMS,
      q: z.string("is missing: write e.g. * | stats count() by service")
        .refine(
          (given) => isAtMost(given, QUERY_LENGTH_MAX),
          `is over ${QUERY_LENGTH_MAX} characters long`,
        )
        .openapi({
          maxLength: QUERY_LENGTH_MAX,
          description: "Which events, and what is counted of them",
          format: "logflow-table-query",
          example: "level:ERROR | stats count(), p95(latency_ms) by service, bin(5m)",
        }),
    }),
  },
  responses: countedAnswers(
    "The table; at most 10,000 rows",
    z.object({
      columns: z.array(COLUMN).openapi({ description: "In the order of the query" }),
      rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()])))
        .openapi({ description: "Cells by the names of their columns" }),
      took_ms: z.int().openapi({ description: "Milliseconds" }),
    }).openapi("StatsTable", { description: "The table that a query with pipes makes" }),
    [400],
  ),
});
