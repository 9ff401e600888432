import type { OpenAPIHono } from "@hono/zod-openapi";
import { ConfigError, UnavailableError } from "../../core/errors.ts";
import { hasUsableKey } from "../../runtime/api_keys.ts";
import { isKeyRequired } from "./access/caller.ts";
import { createApp } from "./app.ts";
import { DOCS_ASSETS } from "./docs_assets.ts";
import { createMetrics } from "./metrics.ts";
import { type ApiOptions, type ApiPorts, STOP_MS } from "./ports.ts";
import { Registry } from "../../runtime/prometheus.ts";
import { type HttpServer, openHttpServer } from "../../runtime/http_server.ts";
import { within } from "../../runtime/within.ts";

export type { ApiOptions, ApiPorts } from "./ports.ts";

/**
 * Serves the REST API until `signal` fires; then accepts nothing new, lets requests under way finish within
 * `stopMs`, and ends the rest with 503. Throws ConfigError where it cannot or may not listen.
 */
export async function api(
  ports: ApiPorts,
  options: ApiOptions,
  signal: AbortSignal,
): Promise<void> {
  await refuseWithoutKey(ports, options);
  if (signal.aborted) return;
  const { registry = new Registry() } = options;
  const stopping = new AbortController();
  const stopped = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => stopped.resolve(), { once: true });
  await using server = await listen(options, (port) => {
    return createApp(ports, { ...options, port }, {
      ...{ closing: signal, stopping: stopping.signal, docs: DOCS_ASSETS },
      createMetrics: (sources) => createMetrics({ registry, ...sources }),
    });
  });
  await stopped.promise;
  const closed = server.shutdown().then(() => true);
  if (await within(options.stopMs ?? STOP_MS, closed, false)) return;
  stopping.abort();
  await within(LAST_ANSWERS_MS, closed, false);
}

/** Nobody could call. Where the state store cannot tell now, whoever calls is asked for a key all the same. */
async function refuseWithoutKey({ state, now, log }: ApiPorts, options: ApiOptions): Promise<void> {
  if (!isKeyRequired(options)) return;
  try {
    if (await hasUsableKey(state, now())) return;
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    return log.warn(`Cannot tell whether there is an API key yet: ${error.message}`);
  }
  throw new ConfigError([
    options.apiKeys === "required"
      ? {
        key: "API_KEYS",
        problem: `every caller is asked for a key, and there is none; ${MAKE_ONE}`,
      }
      : {
        key: "API_HOST",
        problem: `"${options.host}" can be reached by others, who are asked for a key, and there ` +
          `is none; ${MAKE_ONE}, give 127.0.0.1, or, where something else keeps others out, ` +
          `API_INSECURE_NAMES`,
      },
  ]);
}

const MAKE_ONE = "make one by `deno task key create`";

async function listen(
  options: ApiOptions,
  createApp: (port: number) => OpenAPIHono,
): Promise<HttpServer> {
  const { host, port } = options;
  const hostname = host.replace(/^\[(.*)\]$/, "$1");
  try {
    const server = await openHttpServer({ hostname, port }, (port) => {
      const app = createApp(port);
      return (request, served) => app.fetch(request, served);
    });
    options.onListen?.({ host, port: server.port });
    return server;
  } catch (error) {
    throw toConfigError(error, options);
  }
}

function toConfigError(error: unknown, { host, port }: ApiOptions): unknown {
  const fault = (key: string, problem: string) => new ConfigError([{ key, problem }]);
  const what = `Cannot listen on ${host}:${port}`;
  const { code } = error as { code?: string };
  if (code === "EADDRINUSE") {
    return fault("API_PORT", `${what}: the port is in use; stop what has it or choose another`);
  }
  if (code === "EADDRNOTAVAIL") {
    return fault("API_HOST", `${what}: this machine has no such address; use 127.0.0.1`);
  }
  if (code === "EACCES") {
    return fault("API_PORT", `${what}: the system does not allow it; choose a port from 1024 on`);
  }
  return error;
}

/** Requests that were told to end have this long to be answered. */
const LAST_ANSWERS_MS = 1000;
