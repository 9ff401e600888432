import type { MiddlewareHandler } from "@hono/hono";
import type { Served } from "../../runtime/http_server.ts";
import type { BytePool } from "./byte_pool.ts";

/**
 * Counts large answers in `pool` from when they are made until they are sent, or their client is gone:
 * clients that read slowly are many, and each answer waits in memory. One that finds no room is refused.
 */
export function boundAnswers(pool: BytePool): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const bytes = Number(c.res.headers.get("content-length") ?? 0);
    if (bytes < COUNTED_BYTES_MIN) return;
    const budget = pool.open();
    try {
      budget.reach(bytes);
    } catch (error) {
      c.res = undefined; // Else the refusal would have its headers, the length among them.
      throw error;
    }
    const served = c.env as Served | undefined; // None in tests.
    const giveBack = () => budget[Symbol.dispose]();
    (served?.completed ?? Promise.resolve()).then(giveBack);
  };
}

/** Smaller answers are bounded by the number of requests. */
const COUNTED_BYTES_MIN = 64 * 1024;
