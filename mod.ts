/**
 * LogFlow as a library.
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
export * from "./core/generate.ts";
export * from "./core/time_range.ts";
export * from "./core/query/ast.ts";
export * from "./core/query/field.ts";
export * from "./core/query/matches.ts";
export * from "./core/query/parse_query.ts";
export * from "./core/query/pattern.ts";
export * from "./core/query/print_query.ts";
export * from "./core/query/text_query.ts";
export * from "./core/query/tokens.ts";
export type * from "./ports/bus.ts";
export type * from "./ports/log_store.ts";
export type * from "./ports/source.ts";
