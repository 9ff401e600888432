import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { tellTime } from "../../core/tell_time.ts";
import { needs } from "./access/scope.ts";
import { answer, countedAnswers } from "./answers.ts";
import { FILTER_PARAMS, toFilter } from "./filter.ts";
import { INTERVAL, toIntervalMs } from "./interval.ts";
import { fieldName, fieldNames, FRESH, wholeNumber } from "./params.ts";
import { type ApiParts, countFor, runRequest } from "./parts.ts";
import { toldTime } from "./told_time.ts";

/** Adds `/api/v1/logs/count`, `/histogram` and `/facets`: exact counts over all events that match. */
export function addAggregate(app: OpenAPIHono, parts: ApiParts): void {
  const { store, now } = parts.ports;
  const none = { histogram: null, facets: null };
  app.openapi(COUNT, (c) => {
    const filter = toFilter(c.req.valid("query"), now());
    return runRequest(parts, c.req.raw, async (signal) => {
      const request = { ...none, filter };
      const { count } = await countFor(parts, c, { request, isSplit: false, signal });
      return answer(c, { count });
    });
  });
  app.openapi(HISTOGRAM, (c) => {
    const { interval, by = null, ...params } = c.req.valid("query");
    const filter = toFilter(params, now());
    return runRequest(parts, c.req.raw, async (signal) => {
      const range = { filter, store, nowMs: now() };
      const intervalMs = await toIntervalMs(interval ?? null, range);
      const request = { ...none, filter, histogram: { intervalMs, by } };
      const { histogram } = await countFor(parts, c, { request, isSplit: by !== null, signal });
      const buckets = histogram!.map((bucket) => ({
        start: tellTime(bucket.startMs),
        count: bucket.count,
        ...(bucket.by === null ? {} : { by: { ...bucket.by } }),
      }));
      return answer(c, { interval_ms: intervalMs, buckets });
    });
  });
  app.openapi(FACETS, (c) => {
    const { fields, limit, ...params } = c.req.valid("query");
    const filter = toFilter(params, now());
    return runRequest(parts, c.req.raw, async (signal) => {
      const request = { ...none, filter, facets: { fields, limit } };
      const { facets } = await countFor(parts, c, { request, isSplit: true, signal });
      const values = Object.entries(facets!).map(([name, facet]) => [name, [...facet]]);
      return answer(c, { facets: Object.fromEntries(values) });
    });
  });
}

/** At most this many fields a request for facets. */
export const FACET_FIELDS_MAX = 10;

/** At most this many values a facet. */
export const FACET_VALUES_MAX = 1000;

const COUNTED = z.object({
  count: z.int().openapi({ description: "Exact" }),
}).openapi("Count", { description: "How many events match" });

const COUNT = createRoute({
  method: "get",
  path: "/api/v1/logs/count",
  operationId: "count",
  ...needs("read"),
  tags: ["search"],
  summary: "How many events match, exactly",
  request: { headers: FRESH, query: z.strictObject(FILTER_PARAMS) },
  responses: countedAnswers("The count", COUNTED, [400]),
});

const HISTOGRAM = createRoute({
  method: "get",
  path: "/api/v1/logs/histogram",
  operationId: "histogram",
  ...needs("read"),
  tags: ["search"],
  summary: "How many events match in each interval of time, empty intervals included",
  request: {
    headers: FRESH,
    query: z.strictObject({
      ...FILTER_PARAMS,
      interval: INTERVAL,
      by: fieldName("Count each value of this field apart, e.g. `level`"),
    }),
  },
  responses: countedAnswers(
    "At most 10,000 buckets, in order of time",
    z.object({
      interval_ms: z.int().openapi({ description: "Length of each bucket, milliseconds" }),
      buckets: z.array(z.object({
        start: toldTime("Inclusive"),
        count: z.int().openapi({ description: "Matches within it" }),
        by: z.record(z.string(), z.int()).optional()
          .openapi({ description: "Their number for each value of `by` that occurs in it" }),
      })).openapi({ description: "In order of time, empty ones included" }),
    }).openapi("Histogram", { description: "How many events match in each interval of time" }),
    [400],
  ),
});

const FACETS = createRoute({
  method: "get",
  path: "/api/v1/logs/facets",
  operationId: "facets",
  ...needs("read"),
  tags: ["search"],
  summary: "The most frequent values of fields among the events that match",
  request: {
    headers: FRESH,
    query: z.strictObject({
      ...FILTER_PARAMS,
      fields: fieldNames(FACET_FIELDS_MAX),
      limit: wholeNumber({ min: 1, max: FACET_VALUES_MAX, default: 10 }),
    }),
  },
  responses: countedAnswers(
    "Of each field its values, most frequent first",
    z.object({
      facets: z.record(
        z.string(),
        z.array(z.object({
          value: z.string().openapi({ description: "As text" }),
          count: z.int().openapi({ description: "Matches that have it" }),
        })),
      ).openapi({ description: "By field; the most frequent first, ties by value" }),
    }).openapi("Facets", { description: "The most frequent values of fields" }),
    [400],
  ),
});
