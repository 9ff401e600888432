import type { Context, MiddlewareHandler } from "@hono/hono";
import { HTTPException } from "@hono/hono/http-exception";
import { maskKeys } from "../../core/api_key.ts";
import { findRoute } from "./access/scope.ts";
import type { Metrics } from "./metrics.ts";
import type { ApiPorts } from "./ports.ts";
import { type Problem, refusal, toProblem, toResponse } from "./problem.ts";

/** Headers of every answer: nothing is guessed, kept, framed, run or told on. A route may say otherwise. */
export const setHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of HEADERS) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  }
};

const HEADERS = [
  ["x-content-type-options", "nosniff"],
  ["cache-control", "no-store"],
  ["content-security-policy", "default-src 'none'; frame-ancestors 'none'"],
  ["cross-origin-resource-policy", "same-origin"],
  ["referrer-policy", "no-referrer"],
] as const;

/** Counts every request, also one that is refused, under the pattern of its path. */
export function watch(metrics: Metrics, { now }: Pick<ApiPorts, "now">): MiddlewareHandler {
  return async (c, next) => {
    using _ = metrics.begin();
    const start = now();
    await next();
    const route = findRoute(c)?.path.replace(/:(\w+)/g, "{$1}") ?? "unmatched";
    const labels = { method: c.req.method, route, status: c.res.status };
    metrics.request(labels, Math.max(0, now() - start) / 1000);
  };
}

/** Answers 503 while `max` requests are under way. */
export function boundRequests(max: number): MiddlewareHandler {
  let running = 0;
  return async (_c, next) => {
    if (running >= max) {
      const detail = `Cannot answer now: ${max} requests are under way; try again`;
      throw refusal({ status: 503, detail, headers: { "retry-after": "1" } });
    }
    running++;
    try {
      await next();
    } finally {
      running--;
    }
  };
}

/** The answer to an error that a route threw. Faults of ours are logged and not told. */
export function tellError(error: Error, c: Context, log: ApiPorts["log"]): Response {
  if (error instanceof HTTPException && error.res !== undefined) return error.res;
  const problem = toProblem(error);
  if (problem !== null) return toResponse(problem);
  const path = maskKeys(c.req.path);
  log.error(`Cannot answer ${c.req.method} ${path}: ${error.stack ?? error.message}`);
  const detail = "Cannot answer: a fault of the service; its log says more";
  return toResponse({ status: 500, detail });
}

/** 405 where the path is known under other methods alone, else 404. */
export function refuseUnknown(routes: readonly Route[], c: Context): Problem {
  const { method, path } = c.req;
  const methods = routes.filter((route) => route.method !== "ALL" && fits(route.path, path))
    .map((route) => route.method);
  const allow = [...new Set(methods.flatMap((name) => name === "GET" ? ["GET", "HEAD"] : [name]))];
  if (allow.length === 0 || allow.includes(method)) {
    const detail = `Cannot find ${JSON.stringify(path.slice(0, SHOWN_MAX))}: see /openapi.json`;
    return { status: 404, detail };
  }
  return {
    status: 405,
    detail: `Cannot ${method.slice(0, SHOWN_MAX)} here: use ${allow.join(" or ")}`,
    headers: { allow: allow.join(", ") },
  };
}

interface Route {
  readonly method: string;
  readonly path: string;
}

function fits(pattern: string, path: string): boolean {
  const wanted = pattern.split("/");
  const given = path.split("/");
  return wanted.length === given.length &&
    wanted.every((part, i) => part === given[i] || (part.startsWith(":") && given[i] !== ""));
}

const SHOWN_MAX = 200;
