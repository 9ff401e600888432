import type { Context, MiddlewareHandler } from "@hono/hono";
import { maskKeys } from "../../../core/api_key.ts";
import type { ApiPorts } from "../ports.ts";
import { callerOf } from "./caller.ts";
import type { RouteFacts } from "./scope.ts";

/** What is needed to tell who changed what. */
export interface AuditOptions {
  /** Has one line for every change that an admin made, or was refused. */
  readonly log: ApiPorts["log"];
  /** What is known of the route of a request. */
  readonly factsOf: (c: Context) => RouteFacts;
}

/**
 * Logs every request to change what only admins may, once it is answered: who sent it, what is to be done to
 * what, and the status. Those whose caller is not known are refused before, and not told.
 */
export function audit({ log, factsOf }: AuditOptions): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const { need, operationId } = factsOf(c);
    const caller = callerOf(c);
    const isChange = need === "admin" && !["GET", "HEAD"].includes(c.req.method);
    if (!isChange || caller === null) return;
    const made = c.res.headers.get("location");
    const { pathname, search } = new URL(c.req.url);
    log.info("audit", {
      who: caller.name,
      what: operationId ?? c.req.method,
      target: maskKeys(made ?? `${pathname}${search}`).slice(0, TARGET_LENGTH_MAX),
      outcome: c.res.status,
    });
  };
}

const TARGET_LENGTH_MAX = 300;
