import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { UnavailableError } from "../../core/errors.ts";
import { BEAT_MS, type Heartbeat, readHeartbeats } from "../../runtime/heartbeat.ts";
import { needs } from "./access/scope.ts";
import { openAnswers, problemAnswers } from "./answers.ts";
import type { ApiParts } from "./parts.ts";
import { type ApiPorts, READY_MS } from "./ports.ts";
import { within } from "../../runtime/within.ts";

/** Adds `/health` (alive), `/ready` (dependencies reachable) and `/metrics` (Prometheus). */
export function addHealth(app: OpenAPIHono, { ports, options, metrics }: ApiParts): void {
  app.openapi(HEALTH, (c) => c.json({ status: "ok" as const }));
  const checkBus = oneAtATime(() => ports.bus.status("logs-raw"));
  const checkStore = oneAtATime(() => ports.store.status());
  const checkState = oneAtATime(() => ports.state.list({ prefix: "", after: null, limit: 1 }));
  const checkCache = oneAtATime(() => ports.checkCache());
  const readServices = oneAtATime(() => readHeartbeats(ports.state, ports.now));
  app.openapi(READY, async (c) => {
    const limits = { ms: options.readyMs ?? READY_MS, log: ports.log };
    const checks = [checkBus, checkStore, checkState, checkCache];
    const [told, services] = await Promise.all([
      Promise.all(checks.map((check) => tell(check(), limits))),
      within(limits.ms, readServices().catch(() => []), []),
    ]);
    const [bus, store, state, cache] = told as [string, string, string, string];
    // Without state and cache everything is still taken in and found.
    const ready = bus === "ok" && store === "ok";
    const answer = {
      ready,
      checks: { bus, store, state, cache },
      services: services.map((beat) => toService(beat, ports.now())),
    };
    return c.json(answer, ready ? 200 : 503);
  });
  app.openapi(METRICS, async (c) => {
    const { contentType } = metrics.registry;
    return c.text(await metrics.registry.metrics(), 200, { "content-type": contentType });
  });
}

/** A check that hangs is waited for by all who ask, not started again by each. */
function oneAtATime<T>(check: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => running ??= check().finally(() => running = null);
}

function toService({ service, instance, startedAt, at, facts }: Heartbeat, nowMs: number) {
  const { problem = null } = facts;
  return {
    service,
    instance,
    started_at: new Date(startedAt).toISOString(),
    last_seen: new Date(at).toISOString(),
    alive: nowMs - at < 3 * BEAT_MS,
    problem: problem === null ? null : String(problem),
  };
}

/** "ok", or why not. */
async function tell(
  check: Promise<unknown>,
  { ms, log }: { readonly ms: number; readonly log: ApiPorts["log"] },
): Promise<string> {
  try {
    return await within(ms, check.then(() => "ok"), `no answer within ${ms} ms`);
  } catch (error) {
    if (error instanceof UnavailableError) return error.message;
    log.error(`Cannot check whether the service is ready: ${error}`);
    return "failed; the service's log says why";
  }
}

const ALIVE = z.object({ status: z.literal("ok").openapi({ description: "Always" }) })
  .openapi("Health", { description: "That the service is alive" });

const HEALTH = createRoute({
  method: "get",
  path: "/health",
  operationId: "health",
  ...needs(null),
  tags: ["service"],
  summary: "Whether the service is alive",
  responses: openAnswers("It is", ALIVE),
});

const READINESS = z.object({
  ready: z.boolean().openapi({ description: "Whether the bus and the store can be reached" }),
  checks: z.object({ bus: z.string(), store: z.string(), state: z.string(), cache: z.string() })
    .openapi({ description: "`ok`, or why not; without state and cache the rest goes on" }),
  services: z.array(z.object({
    service: z.string().openapi({ description: "ship, process, api or alert" }),
    instance: z.string().openapi({ description: "Which of several" }),
    started_at: z.iso.datetime().openapi({ description: "When it was started" }),
    last_seen: z.iso.datetime().openapi({ description: "Its last heartbeat" }),
    alive: z.boolean().openapi({ description: "Whether it was seen in the last 15 s" }),
    problem: z.string().nullable().openapi({ description: "What it waits for; null = nothing" }),
  })).openapi({ description: "Every service that was seen in the last day" }),
}).openapi("Readiness", { description: "Whether everything that is needed can be reached" });

const READY = createRoute({
  method: "get",
  path: "/ready",
  operationId: "ready",
  ...needs(null),
  tags: ["service"],
  summary: "Whether the bus and the store can be reached",
  responses: {
    ...openAnswers("Both can", READINESS),
    503: { description: "One cannot", content: { "application/json": { schema: READINESS } } },
  },
});

const METRICS = createRoute({
  method: "get",
  path: "/metrics",
  operationId: "metrics",
  ...needs("read"),
  tags: ["service"],
  summary: "Counts of this service in Prometheus's text format",
  responses: {
    200: { description: "The counts", content: { "text/plain": { schema: z.string() } } },
    ...problemAnswers([401, 429, 503]),
  },
});
