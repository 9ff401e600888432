import type { MiddlewareHandler } from "@hono/hono";
import { cors } from "@hono/hono/cors";

/**
 * Lets pages of other sites with one of these origins call from a browser: answers its preflights, and tells it
 * that the page may read the answers, also refusals. Without credentials: such a page sends a key.
 */
export function allowOrigins(origins: readonly string[]): MiddlewareHandler {
  const tell = cors({
    origin: [...origins],
    allowMethods: ["GET", "HEAD", "POST", "PUT", "DELETE"],
    allowHeaders: REQUEST_HEADERS,
    exposeHeaders: ANSWER_HEADERS,
    maxAge: PREFLIGHT_SECONDS,
  });
  return async (c, next) => {
    if (!origins.includes(c.req.header("origin") ?? "")) return await next();
    if (c.req.method === "OPTIONS") return await tell(c, next);
    await next();
    // Last, as an answer that becomes a refusal loses its headers.
    await tell(c, () => Promise.resolve());
  };
}

const REQUEST_HEADERS = [
  "Authorization",
  "X-API-Key",
  "Content-Type",
  "Content-Encoding",
  "Cache-Control",
  "Idempotency-Key",
  "If-Match",
  "If-None-Match",
  "Last-Event-ID",
];

/** Beside those that every page may read. */
const ANSWER_HEADERS = [
  "Age",
  "Allow",
  "Content-Disposition",
  "ETag",
  "Location",
  "Retry-After",
  "WWW-Authenticate",
];

/** How long a browser may remember. */
const PREFLIGHT_SECONDS = 600;
