/**
 * LogFlow as a library: what an event is, how lines become events, what a query means, and a client of the
 * REST API ({@linkcode createClient}). All on web-standard APIs; of the ports the types alone.
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
export * from "./core/event.ts";
export * from "./core/errors.ts";
export * from "./core/id.ts";
export * from "./core/raw_batch.ts";
export * from "./core/document.ts";
export * from "./core/level.ts";
export * from "./core/find_level.ts";
export * from "./core/parse/detect.ts";
export * from "./core/parse/parse_batch.ts";
export * from "./core/transform/fields.ts";
export * from "./core/trim_document.ts";
export * from "./core/generate.ts";
export * from "./core/time_range.ts";
export * from "./core/query/ast.ts";
export * from "./core/query/field.ts";
export * from "./core/query/find_hints.ts";
export * from "./core/query/is_in_range.ts";
export * from "./core/query/matches.ts";
export * from "./core/query/parse_piped_query.ts";
export * from "./core/query/parse_query.ts";
export * from "./core/query/pattern.ts";
export * from "./core/query/pipe.ts";
export * from "./core/query/print_piped_query.ts";
export * from "./core/query/print_query.ts";
export * from "./core/query/text_query.ts";
export * from "./core/query/to_number.ts";
export * from "./core/query/tokens.ts";
export * from "./core/stats/stats_counter.ts";
export type * from "./core/stats/groups.ts";
export type * from "./core/stats/stats_rows.ts";
export type * from "./core/stats/tallying.ts";
export * from "./core/stats/table.ts";
export * from "./core/stats/to_stats_rows.ts";
export * from "./client/logger/mod.ts";
export * from "./client/mod.ts";
export type * from "./ports/bus.ts";
export type * from "./ports/log_store.ts";
export type * from "./ports/source.ts";
