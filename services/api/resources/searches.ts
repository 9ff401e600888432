import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { parsePipedQuery } from "../../../core/query/parse_piped_query.ts";
import { QUERY_LENGTH_MAX } from "../../../core/query/parse_query.ts";
import { TIME, toFilter } from "../filter.ts";
import type { ApiParts } from "../parts.ts";
import { addCollection } from "./add_collection.ts";
import { bodyText, lineOfText } from "./body_schemas.ts";

/** Saved searches there may be at once. */
export const SEARCHES_KEPT_MAX = 1000;

/** Columns that one may name. */
export const COLUMNS_MAX = 50;

/** Adds `/api/v1/searches`: searches that users keep under a name. */
export function addSearches(app: OpenAPIHono, parts: ApiParts): void {
  addCollection(app, parts, {
    path: "searches",
    prefix: "search/",
    names: ["saved search", "saved searches"],
    types: ["SavedSearch", "SavedSearches"],
    countMax: SEARCHES_KEPT_MAX,
    whenFull: "remove one first",
    input: INPUT,
    nameOf: null,
    settle(given, { nowMs }) {
      const { q, from, to } = given;
      parsePipedQuery(q, nowMs);
      toFilter({ from: from ?? undefined, to: to ?? undefined }, nowMs);
      return given;
    },
  });
}

function timeText(description: string) {
  return bodyText(64).nullable().openapi({ description, ...TIME }).default(null);
}

const INPUT = z.strictObject({
  name: lineOfText(100).openapi({
    description: "What it is called",
    example: "Failed payments",
  }),
  q: bodyText(QUERY_LENGTH_MAX).openapi({
    description: "The query, as in `q`; also with pipes",
    format: "logflow-query",
    example: "level:ERROR",
  }),
  from: timeText("As in `from`; null = open"),
  to: timeText("As in `to`; null = open"),
  columns: z.array(lineOfText(256), "is no list").max(COLUMNS_MAX, `has over ${COLUMNS_MAX} names`)
    .openapi({ description: "Fields to show, in their order; none = as usual" }).default([]),
});
