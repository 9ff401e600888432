import type { Context } from "@hono/hono";
import { matchedRoutes } from "@hono/hono/route";
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

/**
 * Finds what the route that will answer a request asks of its caller, as the route declares it. One that
 * declares nothing is for admins alone; where there is no route, any key does.
 */
export function createNeeds(app: OpenAPIHono): (c: Context) => Need {
  let needed: ReadonlyMap<string, Need> | null = null; // Routes are added until the first request.
  return (c) => {
    needed ??= readNeeds(app);
    const route = matchedRoutes(c).find(({ method }) => method !== "ALL");
    if (route === undefined) return "key";
    const need = needed.get(toName(route));
    return need === undefined ? "admin" : need;
  };
}

function readNeeds(app: OpenAPIHono): ReadonlyMap<string, Need> {
  const needed = new Map<string, Need>(
    OPEN_PATHS.map((path) => [toName({ method: "get", path }), null]),
  );
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type !== "route" || definition.route.security === undefined) continue;
    const { method, path, security: [first] } = definition.route;
    const [scope] = Object.values(first ?? {})[0] ?? [];
    const name = toName({ method, path: path.replaceAll(/\{(\w+)\}/g, ":$1") });
    needed.set(name, (scope as Scope | undefined) ?? null);
  }
  return needed;
}

function toName({ method, path }: { readonly method: string; readonly path: string }): string {
  return `${method.toUpperCase()} ${path}`;
}

/** Routes that are not in the OpenAPI document and tell nothing but what LogFlow is. */
const OPEN_PATHS = ["/", "/openapi.json", "/docs", "/docs/:file"];
