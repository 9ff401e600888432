/**
 * What the services need from outside, as types: for adapters of one's own, and for what the other modules take. Each
 * tells what it promises; `ConflictError` and `UnavailableError` are what they reject with.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { type Cache, UnavailableError } from "@logflow/logflow/ports";
 *
 * const away: Pick<Cache, "get"> = {
 *   get: () => Promise.reject(new UnavailableError("Cannot read: the cache is away", { retryAfterMs: 500 })),
 * };
 * await assert.rejects(away.get("key"), UnavailableError);
 * ```
 * @module
 */
export * from "../core/errors.ts";
export type * from "../core/event.ts";
export type * from "../core/query/ast.ts";
export type * from "../core/query/field.ts";
export type * from "../core/query/pattern.ts";
export type * from "../core/query/pipe.ts";
export type * from "../core/raw_batch.ts";
export type * from "../core/stats/groups.ts";
export type * from "../core/stats/stats_counter.ts";
export type * from "../core/stats/stats_rows.ts";
export type * from "../core/stats/tallying.ts";
export type * from "../ports/bus.ts";
export type * from "../ports/cache.ts";
export type * from "../ports/leases.ts";
export type * from "../ports/log_store.ts";
export type * from "../ports/source.ts";
export type * from "../ports/state_store.ts";
