import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { UnavailableError } from "../../core/errors.ts";
import { askDeletion, type Deletion, readDeletion } from "../../runtime/deletions.ts";
import { callerOf } from "./access/caller.ts";
import { needs } from "./access/scope.ts";
import { answer, answers } from "./answers.ts";
import { TIME, toTimeMs } from "./filter.ts";
import { type ApiParts, runRequest } from "./parts.ts";
import { refusal } from "./problem.ts";
import { STREAM_CLOCK } from "./stream.ts";

/** Adds `DELETE /api/v1/logs`, which has `process` remove what is older, and how to ask what became of it. */
export function addDeletions(app: OpenAPIHono, parts: ApiParts): void {
  const { state, now, random } = parts.ports;
  app.openapi(DELETE, async (c) => {
    const beforeMs = readBefore(c.req.valid("query").before, now());
    const askedBy = callerOf(c)?.name ?? "anonymous";
    return await runRequest(parts, c.req.raw, async (signal) => {
      const asked = await askDeletion(state, { beforeMs, askedBy, askedMs: now() }, random);
      const deletion = await awaitDone(parts, asked, signal);
      await parts.aggregates.forget();
      const told = await toAnswer(parts, deletion, signal);
      if (deletion.done !== null) return answer(c, told);
      c.header("location", `${PATH}/${deletion.id}`);
      return c.json(told, 202);
    });
  });
  app.openapi(GET, async (c) => {
    const { id } = c.req.valid("param");
    return await runRequest(parts, c.req.raw, async (signal) => {
      const deletion = await readDeletion(state, id);
      const isNew = deletion?.done && now() - deletion.done.atMs < NEW_MS;
      if (isNew) await parts.aggregates.forget(); // It was not done yet when it was asked for.
      if (deletion !== null) return answer(c, await toAnswer(parts, deletion, signal));
      const shown = JSON.stringify(id.slice(0, 100));
      const detail =
        `Cannot find deletion ${shown}: it was never asked for, or done over a day ago`;
      throw refusal({ status: 404, detail });
    });
  });
}

/** A time to come would remove also what is not even there yet: who means all there is says `now`. */
function readBefore(text: string, nowMs: number): number {
  const beforeMs = toTimeMs("before", text, nowMs);
  if (beforeMs <= nowMs) return beforeMs;
  const detail =
    `Cannot remove what happens before "${text}": that is to come; now means all there is`;
  throw refusal({ status: 400, detail });
}

/** The deletion as it is after some seconds, or as soon as it is done. */
async function awaitDone(
  { ports, options }: ApiParts,
  asked: Deletion,
  signal: AbortSignal,
): Promise<Deletion> {
  const { nowMs, wait } = options.clock ?? STREAM_CLOCK;
  const untilMs = nowMs() + WAIT_MS;
  while (nowMs() < untilMs) {
    await wait(LOOK_MS, signal);
    const found = await readDeletion(ports.state, asked.id).catch(orNull);
    if (found?.done) return found;
  }
  return asked;
}

async function toAnswer(parts: ApiParts, { id, ...deletion }: Deletion, signal: AbortSignal) {
  const { beforeMs, askedMs, askedBy, done } = deletion;
  return {
    id,
    before: new Date(beforeMs).toISOString(),
    asked_at: new Date(askedMs).toISOString(),
    asked_by: askedBy,
    done_at: done && new Date(done.atMs).toISOString(),
    removed: done?.removed ?? null,
    kept: done && await countOlder(parts, beforeMs, signal).catch(orNull),
  };
}

/** The store removes whole parts of itself: events stay that share one with newer ones. */
async function countOlder(
  { ports, searches }: ApiParts,
  toMs: number,
  signal: AbortSignal,
): Promise<number> {
  using _ = await searches.enter(signal);
  const filter = { query: { kind: "all" }, fromMs: null, toMs } as const;
  return (await ports.store.aggregate({ filter, histogram: null, facets: null, signal })).count;
}

/** What was asked for is not taken back by not being told what became of it. */
function orNull(error: unknown): null {
  if (error instanceof UnavailableError) return null;
  throw error;
}

/** So long a deletion is waited for. */
const WAIT_MS = 20_000;

const LOOK_MS = 250;

/** So long after it counts from before may be remembered. */
const NEW_MS = 2 * 60_000;

const PATH = "/api/v1/logs/deletions";

const time = (description: string) => ({ format: "date-time", description });

const DELETION = z.object({
  id: z.string().openapi({ description: "To ask what became of it" }),
  before: z.string().openapi(time("What happened before this goes")),
  asked_at: z.string().openapi(time("When it was asked for")),
  asked_by: z.string().openapi({ description: "The visible part of a key, or `loopback`" }),
  done_at: z.string().nullable().openapi(time("When it was done; null = not yet")),
  removed: z.int().nullable().openapi({ description: "How many events went; null = not yet" }),
  kept: z.int().nullable().openapi({
    description: "How many older ones are there, as they share a part of the store with newer " +
      "ones; null where that is not known now",
  }),
}).openapi("Deletion", { description: "That old events are to go, and what became of it" });

const DELETE = createRoute({
  method: "delete",
  path: "/api/v1/logs",
  operationId: "deleteLogs",
  ...needs("admin"),
  tags: ["admin"],
  summary: "Remove what happened before a time, as whole parts of the store",
  request: {
    query: z.strictObject({
      before: z.string("is missing: name a time, e.g. before=30d").max(64, "is too long").openapi({
        description: "Events that happened before this time go; written as `from`",
        ...TIME,
        maxLength: 64,
        examples: ["2025-10-23", "30d"],
      }),
    }),
  },
  responses: {
    ...answers("It is done", DELETION, [400]),
    202: {
      description: "It was asked for, and is not done yet",
      headers: {
        Location: {
          description: "Where to ask what became of it",
          required: true,
          schema: { type: "string" },
        },
      },
      content: { "application/json": { schema: DELETION } },
    },
  },
});

const GET = createRoute({
  method: "get",
  path: `${PATH}/{id}`,
  operationId: "getDeletion",
  ...needs("read"),
  tags: ["admin"],
  summary: "What became of a deletion in the last day",
  request: {
    params: z.object({ id: z.string().openapi({ example: "0f6b2c9d4e7a1835" }) }),
    query: z.strictObject({}),
  },
  responses: answers("The deletion", DELETION, [400, 404]),
});
