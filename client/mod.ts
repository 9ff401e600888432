/**
 * A client of LogFlow's REST API, on web-standard APIs alone: it runs wherever there is `fetch`.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { createClient } from "@logflow/logflow";
 *
 * const logflow = createClient({
 *   url: "http://127.0.0.1:8000",
 *   fetch: () => Promise.resolve(Response.json({ count: 12 })), // Left out where an API listens.
 * });
 * assert.equal(await logflow.count({ q: "level:ERROR", from: "15m" }), 12);
 * ```
 *
 * What the API refuses is an {@linkcode ApiError}, which says how to mend it:
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { ApiError, createClient } from "@logflow/logflow";
 *
 * const logflow = createClient({
 *   url: "http://127.0.0.1:8000",
 *   fetch: () => Promise.resolve(new Response("", { status: 502 })),
 * });
 * const error = await logflow.search({ q: "timeout" }).catch((error) => error);
 * assert.ok(error instanceof ApiError && error.isTemporary);
 * ```
 * @module
 */
export type * from "./answers.ts";
export * from "./api_error.ts";
export * from "./client.ts";
export * from "./options.ts";
