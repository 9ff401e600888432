/**
 * LogFlow as a library: what an event is, how lines become events, what a query means, a client of the REST API
 * ({@linkcode createClient}), and a logger for programs ({@linkcode createLogger}). All on web-standard APIs; of the
 * ports the types alone. The parts are also there alone: `@logflow/logflow/parse`, `/query`, `/alert`, `/client`,
 * `/logger`, `/ports`; and `/api`, `/ship`.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { detectFormat, parseQuery, printQuery } from "@logflow/logflow";
 *
 * const lines = ["2025-10-23 14:32:15 INFO [payment-service] Payment completed"];
 * assert.equal(detectFormat(lines), "text");
 * const query = parseQuery("level:warning  -health");
 * assert.deepEqual(parseQuery(printQuery(query)), query);
 * ```
 * @module
 */
export * from "./client/logger/mod.ts";
export * from "./client/mod.ts";
export * from "./core/generate.ts";
export * from "./core/trim_document.ts";
export * from "./lib/parse.ts";
export * from "./lib/ports.ts";
export * from "./lib/query.ts";
