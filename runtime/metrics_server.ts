import type { Registry } from "./prometheus.ts";
import { ConfigError } from "../core/errors.ts";
import { openHttpServer } from "./http_server.ts";

/** Where to listen, and what to tell. */
export interface MetricsServerOptions {
  /** A name or address of this machine. */
  readonly hostname: string;
  /** 0 = any free one. */
  readonly port: number;
  /** Named in the error when the port is taken, e.g. `SHIP_METRICS_PORT`. */
  readonly variable: string;
  /** What `/metrics` tells. */
  readonly registry: Registry;
  /** Null = healthy, else what is wrong (status 503). */
  readonly health: () => string | null;
}

/** A listening server; disposing closes it. */
export interface MetricsServer extends AsyncDisposable {
  /** The port in use. */
  readonly port: number;
}

/** Serves `GET /health` (200 or 503 with JSON) and `GET /metrics` (Prometheus text, or 500 and why not). */
export async function openMetricsServer(options: MetricsServerOptions): Promise<MetricsServer> {
  const { hostname, port } = options;
  try {
    const limits = { hostname, port, connectionsMax: CONNECTIONS_MAX };
    return await openHttpServer(limits, () => (request) => {
      return answer(request, options).catch(toFailure);
    });
  } catch (error) {
    throw toConfigError(error, options);
  }
}

async function answer(request: Request, options: MetricsServerOptions): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    return new Response("Only GET is allowed\n", { status: 405, headers: { allow: "GET, HEAD" } });
  }
  const { pathname } = new URL(request.url);
  if (pathname === "/metrics") {
    const { registry } = options;
    return new Response(await registry.metrics(), {
      headers: { "content-type": registry.contentType, "cache-control": "no-store" },
    });
  }
  if (pathname === "/health") {
    const problem = options.health();
    const body = problem === null ? { status: "ok" } : { status: "failing", problem };
    return Response.json(body, { status: problem === null ? 200 : 503 });
  }
  return new Response("Not found: there are /health and /metrics\n", { status: 404 });
}

/** Whoever asked is told: a count that cannot be read now is no reason to end the service. */
function toFailure(error: unknown): Response {
  const reason = error instanceof Error ? error.message : String(error);
  return new Response(`Cannot tell: ${reason}\n`, { status: 500 });
}

function toConfigError(
  error: unknown,
  { hostname, port, variable }: MetricsServerOptions,
): unknown {
  if ((error as { code?: string }).code !== "EADDRINUSE") return error;
  const problem = `port ${port} of ${hostname} is in use; stop what uses it or choose another`;
  return new ConfigError([{ key: variable, problem }]);
}

/** Somebody looks now and then. */
const CONNECTIONS_MAX = 64;
