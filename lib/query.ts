/**
 * What a query means: from its text to whether an event matches, and to tables of what matches.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { matches, parseQuery, QuerySyntaxError } from "@logflow/logflow/query";
 * import { parseLines } from "@logflow/logflow/parse";
 *
 * const [event] = parseLines(["2025-10-23 14:32:15 ERROR [payment-service] timed out after 912 ms"]);
 * assert.ok(matches(parseQuery('level:error service:payment-* "timed out"'), event!));
 * assert.ok(!matches(parseQuery("NOT timed"), event!));
 * assert.throws(() => parseQuery('"open'), QuerySyntaxError);
 * ```
 *
 * `docs/query.md` describes the language.
 * @module
 */
export * from "../core/errors.ts";
export type * from "../core/event.ts";
export * from "../core/query/ast.ts";
export * from "../core/query/field.ts";
export * from "../core/query/find_hints.ts";
export * from "../core/query/is_in_range.ts";
export * from "../core/query/matches.ts";
export * from "../core/query/parse_piped_query.ts";
export * from "../core/query/parse_query.ts";
export * from "../core/query/pattern.ts";
export * from "../core/query/pipe.ts";
export * from "../core/query/print_piped_query.ts";
export * from "../core/query/print_query.ts";
export * from "../core/query/text_query.ts";
export * from "../core/query/to_number.ts";
export * from "../core/query/tokens.ts";
export * from "../core/stats/stats_counter.ts";
export * from "../core/stats/table.ts";
export * from "../core/stats/to_stats_rows.ts";
export * from "../core/time_range.ts";
export type * from "../core/stats/groups.ts";
export type * from "../core/stats/stats_rows.ts";
export type * from "../core/stats/tallying.ts";
