import type { Context } from "@hono/hono";
import { matchedRoutes } from "@hono/hono/route";
import type { RouterRoute } from "@hono/hono/types";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Scope } from "../../../core/api_key.ts";

/** What a route asks of its caller: a key with this scope, any key, or (null) nothing at all. */
export type Need = Scope | "key" | null;

/** How a route declares it, as OpenAPI has it. */
export interface Secured {
  /** Alternatives; none = everybody may. */
  readonly security: Record<string, string[]>[];
}

/** The part of a route that says which scope its callers need: `createRoute({ …, ...needs("read") })`. */
export function needs(scope: Scope | null): Secured {
  return {
    security: scope === null ? [] : Object.keys(SCHEMES).map((name) => ({ [name]: [scope] })),
  };
}

/** The ways in which a key is sent, for the OpenAPI document. */
export const SCHEMES = {
  bearer: {
    type: "http",
    scheme: "bearer",
    description: "`Authorization: Bearer lf_…`",
  },
  api_key: {
    type: "apiKey",
    in: "header",
    name: "X-API-Key",
    description: "`X-API-Key: lf_…`",
  },
} as const;

/** What is known of the route that will answer a request. */
export interface RouteFacts {
  /** What it asks of its caller. */
  readonly need: Need;
  /** As in the OpenAPI document; null where it is not there. */
  readonly operationId: string | null;
}

/**
 * Finds the route that will answer a request, and what it declares. One that declares nothing is for admins
 * alone; where there is no route, any key does.
 */
export function createRouteFacts(app: OpenAPIHono): (c: Context) => RouteFacts {
  let all: ReadonlyMap<string, RouteFacts> | null = null; // Routes are added until the first request.
  return (c) => {
    all ??= readFacts(app);
    const route = findRoute(c);
    if (route === undefined) return { need: "key", operationId: null };
    return all.get(toName(route)) ?? { need: "admin", operationId: null };
  };
}

/** The route that answers, or would if nothing refused: of several that fit, the first. */
export function findRoute(c: Context): Pick<RouterRoute, "method" | "path"> | undefined {
  return matchedRoutes(c).find(({ method }) => method !== "ALL");
}

function readFacts(app: OpenAPIHono): ReadonlyMap<string, RouteFacts> {
  const open = { need: null, operationId: null };
  const all = new Map<string, RouteFacts>();
  for (const path of OPEN_PATHS) all.set(toName({ method: "get", path }), open);
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type !== "route") continue;
    const { method, path, security, operationId = null } = definition.route;
    const name = toName({ method, path: path.replaceAll(/\{(\w+)\}/g, ":$1") });
    all.set(name, { need: toNeed(security), operationId });
  }
  return all;
}

function toNeed(security: Secured["security"] | undefined): Need {
  if (security === undefined) return "admin";
  const [scope] = Object.values(security[0] ?? {})[0] ?? [];
  return (scope as Scope | undefined) ?? null;
}

function toName({ method, path }: { readonly method: string; readonly path: string }): string {
  return `${method.toUpperCase()} ${path}`;
}

/** Routes that are not in the OpenAPI document and tell nothing but what LogFlow is. */
const OPEN_PATHS = ["/", "/openapi.json", "/docs", "/docs/:file"];
