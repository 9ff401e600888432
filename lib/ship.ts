/**
 * Follows log files through every rotation, or any other source, and hands on what they have, without losing or
 * repeating a line: what was handed on is confirmed only once it is durable. Files need Deno; all else does not.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { openFiles, ship } from "@logflow/logflow/ship";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/app.log`, "2025-10-23 14:32:15 INFO [shop] Order placed\n");
 * const stop = new AbortController();
 * const lines: string[] = [];
 * {
 *   await using source = await openFiles({
 *     paths: [`${folder}/*.log`],
 *     checkpointPath: `${folder}/ship.db`,
 *   });
 *   await ship({
 *     source,
 *     bus: {
 *       publish(_topic, batches) { // Resolves once it is durable; rejects with UnavailableError to be asked again.
 *         for (const { bytes } of batches) lines.push(new TextDecoder().decode(bytes));
 *         stop.abort();
 *         return Promise.resolve();
 *       },
 *     },
 *   }, stop.signal);
 * }
 * assert.deepEqual(lines, ["2025-10-23 14:32:15 INFO [shop] Order placed"]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 * @module
 */
export * from "../services/ship/ship.ts";
export * from "./open_files.ts";
export * from "./ports.ts";
