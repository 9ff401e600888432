import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { toDocument } from "../../core/document.ts";
import { parseId } from "../../core/id.ts";
import type { Context } from "../../ports/log_store.ts";
import { needs } from "./access/scope.ts";
import { answer, answers } from "./answers.ts";
import { LOG_DOCUMENT } from "./document_schema.ts";
import { wholeNumber } from "./params.ts";
import { type ApiParts, runSearch } from "./parts.ts";
import { refusal } from "./problem.ts";

/** Adds `GET /api/v1/logs/{id}` and `…/{id}/context`: one event, and its neighbours in its source. */
export function addEvent(app: OpenAPIHono, parts: ApiParts): void {
  app.openapi(EVENT, async (c) => {
    const { id } = c.req.valid("param");
    return await runSearch(parts, c.req.raw, async (signal) => {
      const { event } = await read(parts, { id, before: 0, after: 0, signal });
      return answer(c, toDocument(event));
    });
  });
  app.openapi(CONTEXT, async (c) => {
    const asked = { ...c.req.valid("param"), ...c.req.valid("query") };
    return await runSearch(parts, c.req.raw, async (signal) => {
      const { before, event, after } = await read(parts, { ...asked, signal });
      return answer(c, {
        before: before.map(toDocument),
        event: toDocument(event),
        after: after.map(toDocument),
      });
    });
  });
}

interface Asked {
  readonly id: string;
  readonly before: number;
  readonly after: number;
  readonly signal: AbortSignal;
}

type Found = Context & { readonly event: NonNullable<Context["event"]> };

async function read({ ports }: ApiParts, asked: Asked): Promise<Found> {
  const { id, before, after, signal } = asked;
  const key = parseId(id);
  const shown = JSON.stringify(id.slice(0, 100));
  if (key === null) {
    const detail = `Cannot find event ${shown}: an id looks like ${EXAMPLE}`;
    throw refusal({ status: 404, detail });
  }
  const found = await ports.store.context({ ...key, before, after, signal });
  if (found.event !== null) return { ...found, event: found.event };
  const detail = `Cannot find event ${shown}: it was never stored, or its time was over`;
  throw refusal({ status: 404, detail });
}

/** At most this many neighbours on each side. */
export const NEIGHBOURS_MAX = 1000;

const EXAMPLE = "9f3c5a01-b2c4-8d5e-8000-000000001267";

const ID = z.object({ id: z.string().openapi({ format: "uuid", example: EXAMPLE }) });

const NEIGHBOURS = wholeNumber({ min: 0, max: NEIGHBOURS_MAX, default: 10 });

const EVENT = createRoute({
  method: "get",
  path: "/api/v1/logs/{id}",
  operationId: "getEvent",
  ...needs("read"),
  tags: ["search"],
  summary: "One event",
  request: { params: ID, query: z.strictObject({}) },
  responses: answers("The event", LOG_DOCUMENT, [400, 404]),
});

const CONTEXT = createRoute({
  method: "get",
  path: "/api/v1/logs/{id}/context",
  operationId: "getContext",
  ...needs("read"),
  tags: ["search"],
  summary: "One event and its neighbours in its source, in the order they were written",
  request: { params: ID, query: z.strictObject({ before: NEIGHBOURS, after: NEIGHBOURS }) },
  responses: answers(
    "The event among its neighbours",
    z.object({
      before: z.array(LOG_DOCUMENT).openapi({ description: "The nearest last" }),
      event: LOG_DOCUMENT,
      after: z.array(LOG_DOCUMENT).openapi({ description: "The nearest first" }),
    }).openapi("EventContext", { description: "An event among its neighbours in its source" }),
    [400, 404],
  ),
});
