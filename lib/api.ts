/**
 * The REST API as a function from request to answer, over a store of one's own: on web-standard APIs alone, so that it
 * runs in workers, Node, Bun and Deno, behind whatever serves.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { createApi, type LogReader } from "@logflow/logflow/api";
 *
 * const reader = {
 *   search: () => Promise.resolve({ events: [], nextCursor: null, total: { value: 0, relation: "eq" } }),
 * } as Partial<LogReader> as LogReader; // One's own has all five methods.
 *
 * const api = createApi({ reader, names: ["logs.example.com"] });
 * const answer = await api.fetch(new Request("https://logs.example.com/api/v1/logs?q=level:ERROR"));
 * assert.deepEqual((await answer.json()).events, []);
 * ```
 *
 * `docs/api.md` describes the API, {@linkcode LogReader} and {@linkcode LogWriter} what a store promises.
 * @module
 */
export * from "./create_api.ts";
export * from "./ports.ts";
