/**
 * Logs of a program, straight to LogFlow: in batches, compressed, again and again until they are durable, within bounded
 * memory. On web-standard APIs alone, with nothing to install: workers, browsers, Node, Bun, Deno.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { createLogger } from "@logflow/logflow/logger";
 *
 * const logger = createLogger({
 *   url: "http://127.0.0.1:8000",
 *   service: "shop",
 *   fetch: () => Promise.resolve(Response.json({ accepted: 2, rejected: [] })), // Left out where an API listens.
 *   onDrop: ({ count, reason, detail }) => console.warn(`${count} events are lost (${reason}): ${detail}`),
 * });
 * logger.info("Order placed", { order: "order_45231", amount: 12.5 });
 * logger.error("Payment failed", { error: new Error("no connection") });
 * assert.deepEqual(await logger.close(), { sent: 2, waiting: 0, waitingBytes: 0, dropped: 0 });
 * ```
 *
 * What is written to the console, and the requests of a Hono app, are logged by
 * {@linkcode captureConsole} and {@linkcode logRequests}.
 * @module
 */
export * from "../api_error.ts";
export * from "./capture_console.ts";
export * from "./log_requests.ts";
export * from "./logger.ts";
export * from "./options.ts";
