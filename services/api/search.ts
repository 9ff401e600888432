import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { findHints } from "../../core/query/find_hints.ts";
import { findFields } from "../../core/query/pipe.ts";
import type { Explanation, Page } from "../../ports/log_store.ts";
import { needs } from "./access/scope.ts";
import { answer, answers } from "./answers.ts";
import { LOG_DOCUMENT, TRIMMED_DOCUMENT } from "./document_schema.ts";
import { FILTER_PARAMS, toPipedFilter } from "./filter.ts";
import { flag, text, wholeNumber } from "./params.ts";
import { type ApiParts, runSearch } from "./parts.ts";
import { orBadRequest } from "./problem.ts";
import { showEvent } from "./show_event.ts";

/** Adds `GET /api/v1/logs`: one page of the events that match. */
export function addSearch(app: OpenAPIHono, parts: ApiParts): void {
  const { store, now } = parts.ports;
  app.openapi(SEARCH, async (c) => {
    const { limit, cursor = null, order, explain, ...params } = c.req.valid("query");
    const startMs = now();
    const { filter, piped } = toPipedFilter(params, startMs, "events");
    const fields = findFields(piped);
    return await runSearch(parts, c.req.raw, async (signal) => {
      const asked = { filter, order, limit, cursor, explain, signal };
      const page = await orBadRequest(() => store.search(asked));
      return answer(c, {
        events: page.events.map((event) => showEvent(event, fields)),
        next_cursor: page.nextCursor,
        total: page.total,
        took_ms: Math.max(0, Math.round(now() - startMs)),
        ...toHints(page, params.q),
        ...page.explained && { explained: toExplained(page.explained) },
      });
    });
  });
}

/** What may have been meant where nothing is found. */
function toHints({ total }: Page, q = ""): { hints?: string[] } {
  const hints = total.value === 0 ? findHints(q) : [];
  return hints.length === 0 ? {} : { hints };
}

function toExplained({ byTime, byMemory, byFilter, byMeta, ...rest }: Explanation) {
  return {
    ...rest,
    ...{ by_time: byTime, by_memory: byMemory, by_filter: byFilter, by_meta: byMeta },
  };
}

/** At most this many events a page. */
export const PAGE_EVENTS_MAX = 1000;

const count = (description: string) => z.int().openapi({ description });

const EXPLAINED = z.object({
  blocks: count("Blocks that the store consists of"),
  by_time: count("Passed over by their times"),
  by_memory: count("Passed over because the same query found nothing in them before"),
  by_filter: count("Passed over by the filter of their words"),
  by_meta: count("Answered by their dictionaries and ranges of numbers"),
  read: count("Whose columns were looked into"),
  columns: count("Columns that were read"),
  bytes: count("Their bytes, as stored"),
  cached: count("Columns that were in memory"),
  ms: z.number().openapi({ description: "Milliseconds in all" }),
}).openapi("SearchExplanation", {
  description: "How the page was found; blocks that are in no count were not reached",
});

const PAGE = answers(
  "The page",
  z.object({
    events: z.array(z.union([LOG_DOCUMENT, TRIMMED_DOCUMENT]))
      .openapi({ description: "In the order asked for" }),
    next_cursor: z.string().nullable().openapi({ description: "null after the last page" }),
    total: z.object({
      value: z.int(),
      relation: z.enum(["eq", "gte"]).openapi({ description: "Exact, or at least so many" }),
    }).openapi({ description: "How many match in all" }),
    took_ms: z.int().openapi({ description: "Milliseconds" }),
    hints: z.array(z.string()).optional().openapi({
      description: "Where nothing is found: how it may be written instead",
    }),
    explained: EXPLAINED.optional(),
  }).openapi("SearchResult", { description: "One page of the events that match" }),
  [400],
);

/** What may be asked next, with what of the page. */
const LINKS = {
  nextPage: {
    operationId: "search",
    description: "The page after this one, unless the cursor is null",
    parameters: {
      q: "$request.query.q",
      from: "$request.query.from",
      to: "$request.query.to",
      order: "$request.query.order",
      cursor: "$response.body#/next_cursor",
    },
  },
  event: {
    operationId: "getEvent",
    description: "The first event of the page, as any other of it",
    parameters: { id: "$response.body#/events/0/id" },
  },
  context: {
    operationId: "getContext",
    description: "The first event of the page among its neighbours, as any other of it",
    parameters: { id: "$response.body#/events/0/id" },
  },
};

const SEARCH = createRoute({
  method: "get",
  path: "/api/v1/logs",
  operationId: "search",
  ...needs("read"),
  tags: ["search"],
  summary: "One page of the events that match",
  request: {
    query: z.strictObject({
      ...FILTER_PARAMS,
      limit: wholeNumber({ min: 1, max: PAGE_EVENTS_MAX, default: 100 }),
      cursor: text(1024, "`next_cursor` of the page before, with the same other parameters"),
      order: z.enum(["newest", "oldest"], "is neither newest nor oldest").default("newest")
        .openapi({ description: "Which events come first" }),
      explain: flag("Tell also how the page was found"),
    }),
  },
  responses: { ...PAGE, 200: { ...PAGE[200], links: LINKS } },
});
