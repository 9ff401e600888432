/**
 * Alert rules without a server: read them, say what is wrong with them, and try them on events that a test makes up.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { runCase, toRule } from "@logflow/logflow/alert";
 * import { parseLines } from "@logflow/logflow/parse";
 *
 * const { rule } = toRule({
 *   name: "Payments fail",
 *   query: "level:ERROR service:payment-*",
 *   type: "threshold",
 *   window: "5m",
 *   threshold: ">= 10",
 * });
 * const [event] = parseLines(["2025-10-23 14:32:15 ERROR [payment-service] timed out"]);
 * const expected = { rule: "Payments fail", labels: {}, annotations: {} };
 * const { failures } = runCase(
 *   {
 *     ...{ name: "ten errors fire", place: "", rules: null, startMs: 0, notices: null },
 *     events: [{ atMs: 1000, times: 10, everyMs: 10_000, lateMs: 0, event: event! }],
 *     expect: [{ place: "", atMs: 120_000, firing: [expected] }],
 *   },
 *   [rule!],
 *   [],
 * );
 * assert.deepEqual(failures, []);
 * const { faults } = toRule({ name: "x", query: '"open' });
 * assert.equal(faults[0]?.path.join("."), "query");
 * ```
 *
 * `docs/alerting.md` describes rules and their cases.
 * @module
 */
export * from "../core/alert/print_rule.ts";
export * from "../core/alert/rule.ts";
export * from "../core/alert/rule_input.ts";
export * from "../core/alert/run_case.ts";
export * from "../core/alert/to_rule.ts";
export type * from "../core/alert/rule_case.ts";
export type * from "../core/alert/template.ts";
export type * from "../core/event.ts";
export type * from "../core/query/ast.ts";
export type * from "../core/query/field.ts";
export type * from "../core/query/pipe.ts";
export type * from "./receiver_policy.ts";
