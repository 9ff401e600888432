import type { Level } from "../../core/event.ts";
import type { Logger } from "./logger.ts";

/** What of a request of Hono is looked at: its own `Context` fits. */
export interface RequestContext {
  /** The request. */
  readonly req: { readonly method: string; readonly path: string; readonly url: string };
  /** The answer, once there is one. */
  readonly res: { readonly status: number };
  /** Of a worker; elsewhere it may throw. */
  readonly executionCtx: { waitUntil(promise: Promise<unknown>): void };
}

/** What is logged of requests. */
export interface LogRequestsOptions<C extends RequestContext = RequestContext> {
  /** Logs the query strings, too, with whatever secrets are in them. Off unless told. */
  readonly query?: boolean | undefined;
  /** What stands for a path, as where paths have secrets: `routePath(c)` of Hono. The path itself unless given. */
  readonly toPath?: ((context: C) => string) | undefined;
  /** Epoch milliseconds. `Date.now` unless given. */
  readonly now?: (() => number) | undefined;
}

/**
 * Middleware for Hono that logs each request once it is answered: method, path, status and duration. Nothing of
 * headers and bodies. In a worker, where what is done outlives no request, give a function that makes a logger for
 * each; its events are sent before the worker ends.
 */
export function logRequests<C extends RequestContext>(
  logger: Logger | ((context: C) => Logger),
  { query = false, toPath = ({ req }) => req.path, now = Date.now }: LogRequestsOptions<C> = {},
): (context: C, next: () => Promise<void>) => Promise<void> {
  return async (context, next) => {
    const to = typeof logger === "function" ? logger(context) : logger;
    const startMs = now();
    let status = 500; // What is thrown through here is answered so.
    try {
      await next();
      status = context.res.status;
    } finally {
      const { method, url } = context.req;
      const path = toPath(context);
      to.log({
        level: toLevel(status),
        message: `${method} ${path} ${status}`,
        fields: {
          ...{ method, path, status, duration_ms: now() - startMs },
          ...query && { query: new URL(url).search.slice(1) },
        },
      });
      hold(context, to);
    }
  };
}

function toLevel(status: number): Level {
  return status >= 500 ? "ERROR" : status >= 400 ? "WARN" : "INFO";
}

/** Keeps a worker going until the events are sent. */
function hold(context: RequestContext, logger: Logger): void {
  let worker: RequestContext["executionCtx"];
  try {
    worker = context.executionCtx;
  } catch {
    return; // No worker.
  }
  worker?.waitUntil(logger.flush());
}
