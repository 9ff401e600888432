import { OpenAPIHono } from "@hono/zod-openapi";
import { addAggregate } from "./aggregate.ts";
import { addEvent } from "./event.ts";
import { addSearch } from "./search.ts";
import { addHealth } from "./health.ts";
import { addIngest } from "./ingest.ts";
import { BODY_BYTES_MAX } from "./read_body.ts";
import { boundRequests, refuseUnknown, setHeaders, tellError, watch } from "./middleware.ts";
import { createBytePool } from "./byte_pool.ts";
import { createMetrics } from "./metrics.ts";
import { guard } from "./guard.ts";
import type { ApiParts } from "./parts.ts";
import type { ApiOptions, ApiPorts } from "./ports.ts";
import { refusal, toResponse } from "./problem.ts";
import { toParamProblem } from "./params.ts";

/**
 * The API as a function from request to answer; `options.port` is the actual one. When `stopping` fires,
 * requests under way end with 503.
 */
export function createApp(
  ports: ApiPorts,
  options: ApiOptions,
  stopping: AbortSignal = new AbortController().signal,
): OpenAPIHono {
  const app = new OpenAPIHono({
    defaultHook: (result) => {
      if (result.success) return;
      const { target, error } = result;
      throw refusal(toParamProblem({ issues: error.issues, target }));
    },
  });
  const metrics = createMetrics(() => ports.store.status());
  const pool = createBytePool(BODIES_BYTES_MAX);
  const parts: ApiParts = { ports, options, metrics, pool, stopping };
  app.onError((error, c) => tellError(error, c, ports.log));
  app.use(setHeaders);
  app.use(watch(metrics, ports));
  app.use(guard(options));
  app.use("/api/*", boundRequests(REQUESTS_MAX));
  app.get("/", (c) => c.json(toFrontPage(options)));
  addHealth(app, parts);
  addSearch(app, parts);
  addAggregate(app, parts);
  addEvent(app, parts);
  addIngest(app, parts);
  app.doc31("/openapi.json", {
    openapi: "3.1.0",
    info: { title: "LogFlow", version: options.version },
  });
  app.notFound((c) => toResponse(refuseUnknown(app.routes, c)));
  return app;
}

function toFrontPage({ version }: ApiOptions): Record<string, string> {
  return {
    name: "LogFlow",
    version,
    search: "/api/v1/logs?q=level:ERROR&from=15m",
    count: "/api/v1/logs/count?q=level:ERROR",
    histogram: "/api/v1/logs/histogram?by=level",
    facets: "/api/v1/logs/facets?fields=level,service",
    openapi: "/openapi.json",
    health: "/health",
    ready: "/ready",
    metrics: "/metrics",
  };
}

/** Bodies of all pushes under way may hold this many bytes together. */
export const BODIES_BYTES_MAX = 2 * BODY_BYTES_MAX;

/** So many requests are worked on at once; more are answered 503. */
export const REQUESTS_MAX = 256;
