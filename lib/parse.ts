/**
 * How lines become events: ten formats, found out by themselves; nothing is lost, whatever the line.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { detectFormat, parseLines } from "@logflow/logflow/parse";
 *
 * const lines = ["2025-10-23 14:32:15 WARN [payment-service] Retry 2", "2025-10-23 14:32:16 what is this"];
 * assert.equal(detectFormat(lines), "text");
 * const [event] = parseLines(lines, { timeZone: "UTC" });
 * assert.deepEqual([event?.level, event?.service, event?.message], ["WARN", "payment-service", "Retry 2"]);
 * assert.equal(event?.timestampMs, Date.parse("2025-10-23T14:32:15Z"));
 * ```
 *
 * `docs/formats.md` describes the formats.
 * @module
 */
export * from "../core/document.ts";
export * from "../core/event.ts";
export * from "../core/find_level.ts";
export * from "../core/id.ts";
export * from "../core/level.ts";
export * from "../core/parse/detect.ts";
export * from "../core/parse/parse_batch.ts";
export * from "../core/parse/parse_lines.ts";
export * from "../core/raw_batch.ts";
export * from "../core/transform/fields.ts";
