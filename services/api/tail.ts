import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { parsePipedQuery } from "../../core/query/parse_piped_query.ts";
import { findFields } from "../../core/query/pipe.ts";
import { createGate } from "../../runtime/gate.ts";
import { callerOf } from "./access/caller.ts";
import { needs } from "./access/scope.ts";
import { streamAnswers } from "./answers.ts";
import { FILTER_PARAMS } from "./filter.ts";
import { text } from "./params.ts";
import { type ApiParts, runRequest } from "./parts.ts";
import { orBadRequest } from "./problem.ts";
import { createSlots } from "./slots.ts";
import { STREAM_CLOCK, toStream } from "./stream.ts";
import { TailReader } from "./tail_reader.ts";

/** Adds `GET /api/v1/logs/tail`: what arrives from now on, or from an event on, as it arrives. */
export function addTail(app: OpenAPIHono, parts: ApiParts): void {
  const { store, log, now } = parts.ports;
  const clock = parts.options.clock ?? STREAM_CLOCK;
  const slots = createSlots({ max: TAILS_MAX, what: "follow the logs" });
  const readings = createGate(READINGS_MAX);
  app.openapi(TAIL, async (c) => {
    const { q, after } = c.req.valid("query");
    const piped = parsePipedQuery(q ?? "", now(), "events");
    const from = c.req.valid("header")["last-event-id"] || after || "end";
    const request = c.req.raw;
    const { key } = callerOf(c)!;
    using taken = new DisposableStack();
    const slot = taken.use(slots.take());
    const asked = { after: from, limit: 1, waitMs: 0, query: NOTHING };
    const { cursor } = await runRequest(parts, request, (signal) => {
      return orBadRequest(() => store.since({ ...asked, signal }));
    });
    if (request.method === "HEAD") return c.body(null, 200, HEADERS);
    const isLive = from === "end";
    const start = { cursor: isLive ? cursor : from, isLive };
    const shown = { query: piped.query, fields: findFields(piped) };
    const tail = new TailReader({ store, ...shown, readings, clock, ...start });
    taken.move();
    const body = toStream({
      ...{ request, slot, log, ahead: 0, closing: parts.closing },
      async next(signal) {
        const messages = await tail.next(signal);
        if (messages === null || (key !== null && !await parts.keyring.mayGoOn(key))) return null;
        return messages;
      },
    });
    return c.body(body, 200, HEADERS);
  });
}

/** So many clients follow the logs at once; more are answered 503. */
export const TAILS_MAX = 64;

/** So many of them read many events, and write them, at once; the others wait. */
const READINGS_MAX = 2;

/** Such a query only moves on. */
const NOTHING = { kind: "not", part: { kind: "all" } } as const;

const HEADERS = { "content-type": "text/event-stream" };

/** A cursor of a store with a thousand partitions. */
const CURSOR_LENGTH_MAX = 96 * 1024;

const TAIL = createRoute({
  method: "get",
  path: "/api/v1/logs/tail",
  operationId: "tail",
  ...needs("read"),
  tags: ["search"],
  summary: "What arrives, as it arrives: an event stream that goes on where it broke off",
  request: {
    query: z.strictObject({
      q: FILTER_PARAMS.q,
      after: text(
        CURSOR_LENGTH_MAX,
        "Where to begin: an `id` of the stream, `start` (the oldest event kept), or `end` (the default)",
      ),
    }),
    headers: z.object({
      "last-event-id": text(CURSOR_LENGTH_MAX, "An `id` of the stream; comes before `after`"),
    }),
  },
  responses: streamAnswers({
    description: "Messages `ready`, `log`, `missed` and `problem`, and a comment every 15 s",
    types: {
      "text/event-stream":
        "Of a `log` message, `data` is a LogDocument, or what `| fields` leaves of it",
    },
    problems: [400],
  }),
});
