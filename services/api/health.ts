import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { UnavailableError } from "../../core/errors.ts";
import { answers } from "./answers.ts";
import type { ApiParts } from "./parts.ts";
import { type ApiPorts, READY_MS } from "./ports.ts";
import { within } from "./within.ts";

/** Adds `/health` (alive), `/ready` (dependencies reachable) and `/metrics` (Prometheus). */
export function addHealth(app: OpenAPIHono, { ports, options, metrics }: ApiParts): void {
  app.openapi(HEALTH, (c) => c.json({ status: "ok" as const }));
  const checkBus = oneAtATime(() => ports.bus.status("logs-raw"));
  const checkStore = oneAtATime(() => ports.store.status());
  app.openapi(READY, async (c) => {
    const limits = { ms: options.readyMs ?? READY_MS, log: ports.log };
    const [bus, store] = await Promise.all([tell(checkBus(), limits), tell(checkStore(), limits)]);
    const ready = bus === "ok" && store === "ok";
    return c.json({ ready, checks: { bus, store } }, ready ? 200 : 503);
  });
  app.openapi(METRICS, async (c) => {
    const { contentType } = metrics.registry;
    return c.text(await metrics.registry.metrics(), 200, { "content-type": contentType });
  });
}

/** A check that hangs is waited for by all who ask, not started again by each. */
function oneAtATime(check: () => Promise<unknown>): () => Promise<unknown> {
  let running: Promise<unknown> | null = null;
  return () => running ??= check().finally(() => running = null);
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

const HEALTH = createRoute({
  method: "get",
  path: "/health",
  operationId: "health",
  tags: ["service"],
  summary: "Whether the service is alive",
  responses: answers("It is", z.object({ status: z.literal("ok") }), []),
});

const READINESS = z.object({
  ready: z.boolean(),
  checks: z.object({ bus: z.string(), store: z.string() })
    .openapi({ description: "`ok`, or why not" }),
});

const READY = createRoute({
  method: "get",
  path: "/ready",
  operationId: "ready",
  tags: ["service"],
  summary: "Whether the bus and the store can be reached",
  responses: {
    ...answers("Both can", READINESS, []),
    503: { description: "One cannot", content: { "application/json": { schema: READINESS } } },
  },
});

const METRICS = createRoute({
  method: "get",
  path: "/metrics",
  operationId: "metrics",
  tags: ["service"],
  summary: "Counts of this service in Prometheus's text format",
  responses: {
    200: { description: "The counts", content: { "text/plain": { schema: z.string() } } },
  },
});
