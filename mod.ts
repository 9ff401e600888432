/**
 * LogFlow as a library.
 * @module
 */
export * from "./core/event.ts";
export * from "./core/errors.ts";
export * from "./core/id.ts";
export * from "./core/raw_batch.ts";
export type * from "./core/query/ast.ts";
export type * from "./ports/bus.ts";
export type * from "./ports/log_store.ts";
export type * from "./ports/source.ts";
