import { OpenAPIHono } from "@hono/zod-openapi";
import { allowOrigins } from "./access/allow_origins.ts";
import { audit } from "./access/audit.ts";
import { authenticate } from "./access/authenticate.ts";
import { createKeyring } from "./access/keyring.ts";
import { createRouteFacts } from "./access/scope.ts";
import { addAlerting } from "./alerting/add_alerting.ts";
import { createAggregateCache } from "./aggregate_cache.ts";
import { addAggregate } from "./aggregate.ts";
import { addBacktest } from "./backtest.ts";
import { addDeletions } from "./deletions.ts";
import { addDocs } from "./docs.ts";
import type { DocsAssets } from "./docs_assets.ts";
import { addEvent } from "./event.ts";
import { addExport } from "./export.ts";
import { addSearch } from "./search.ts";
import { addStats } from "./stats.ts";
import { addTail } from "./tail.ts";
import { addHealth } from "./health.ts";
import { addIngest } from "./ingest.ts";
import { addKeys } from "./resources/keys.ts";
import { addSearches } from "./resources/searches.ts";
import { addSilences } from "./resources/silences.ts";
import { addOpenApi } from "./openapi.ts";
import { boundAnswers } from "./bound_answers.ts";
import { createGate } from "../../runtime/gate.ts";
import { boundRequests, refuseUnknown, setHeaders, tellError, watch } from "./middleware.ts";
import { createBytePool } from "./byte_pool.ts";
import { createNoMetrics } from "./no_metrics.ts";
import { guard } from "./guard.ts";
import type { CreateMetrics } from "./metrics.ts";
import type { ApiParts } from "./parts.ts";
import type { ApiOptions, ApiPorts } from "./ports.ts";
import { refusal, toResponse } from "./problem.ts";
import { toParamProblem } from "./params.ts";

/** What an app may have around it: what ends it, and what not every runtime has. */
export interface AppSurroundings {
  /** Nothing new will come: what has no end of its own ends. */
  readonly closing?: AbortSignal;
  /** Requests that are still under way end with 503. */
  readonly stopping?: AbortSignal;
  /** Counts what is answered, for `/metrics`; nothing does unless given. */
  readonly createMetrics?: CreateMetrics;
  /** The files of `/docs`, which is not there without. */
  readonly docs?: DocsAssets;
}

/** The API as a function from request to answer; `options.port` is the actual one. */
export function createApp(
  ports: ApiPorts,
  options: ApiOptions,
  { closing = NEVER, stopping = NEVER, ...around }: AppSurroundings = {},
): OpenAPIHono {
  const app = new OpenAPIHono({
    defaultHook: (result) => {
      if (result.success) return;
      const { target, error } = result;
      throw refusal(toParamProblem({ issues: error.issues, target }));
    },
  });
  const metrics = (around.createMetrics ?? createNoMetrics)({
    readStatus: () => ports.store.status(),
    searches: createGate(SEARCHES_MAX),
    now: ports.now,
  });
  const { searches } = metrics;
  const splits = createGate(SPLITS_MAX);
  const parts: ApiParts = {
    ...{ ports, options, metrics, stopping, closing },
    keyring: createKeyring(ports),
    bodies: createBytePool({ bytesMax: BODIES_BYTES_MAX, status: 429, what: "read the body" }),
    aggregates: createAggregateCache({ ports, searches, splits }),
    searches,
  };
  const factsOf = createRouteFacts(app);
  const sent = createBytePool({ bytesMax: ANSWERS_BYTES_MAX, status: 503, what: "answer" });
  app.onError((error, c) => tellError(error, c, ports.log));
  app.use(setHeaders);
  app.use(watch(metrics, ports));
  app.use(allowOrigins(options.corsOrigins ?? []));
  app.use(guard(options));
  app.use("/api/*", boundRequests(REQUESTS_MAX));
  app.use("/api/*", boundAnswers(sent));
  app.use(audit({ log: ports.log, factsOf }));
  app.use(authenticate({ ...parts, rule: options, factsOf }));
  app.get("/", (c) => c.json(toFrontPage(options)));
  addHealth(app, parts);
  addSearch(app, parts);
  addAggregate(app, parts);
  addStats(app, parts);
  addExport(app, parts);
  addTail(app, parts);
  addDeletions(app, parts);
  addEvent(app, parts);
  addIngest(app, parts);
  addSearches(app, parts);
  addBacktest(app, parts);
  addSilences(app, parts);
  addAlerting(app, parts);
  addKeys(app, parts);
  addOpenApi(app, options);
  if (around.docs !== undefined) addDocs(app, around.docs);
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
    stats: "/api/v1/logs/stats?q=*|stats count() by service",
    export: "/api/v1/logs/export?from=1h&format=csv",
    tail: "/api/v1/logs/tail?q=level:ERROR",
    searches: "/api/v1/searches",
    rules: "/api/v1/rules",
    silences: "/api/v1/silences",
    alerts: "/api/v1/alerts",
    alert_history: "/api/v1/alerts/history",
    watched_rules: "/api/v1/alerts/rules",
    receivers: "/api/v1/receivers",
    keys: "/api/v1/keys",
    docs: "/docs",
    openapi: "/openapi.json",
    health: "/health",
    ready: "/ready",
    metrics: "/metrics",
  };
}

const NEVER = new AbortController().signal;

/** Bodies of all pushes under way may hold this many bytes together; one alone, what one may hold. */
export const BODIES_BYTES_MAX: number = 24 * 1024 * 1024;

/** So many questions are asked of the store, and answers made, at once; others wait. */
export const SEARCHES_MAX = 4;

/** So many of these count each value of a field at once. */
export const SPLITS_MAX = 2;

/** Large answers that their clients have not taken yet may have this many bytes together. */
export const ANSWERS_BYTES_MAX: number = 8 * 1024 * 1024;

/** So many requests are worked on at once; more are answered 503. */
export const REQUESTS_MAX = 256;
