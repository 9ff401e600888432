import type { RuleInput } from "../core/alert/rule_input.ts";
import type { Rule } from "../core/alert/rule.ts";
import { toRule } from "../core/alert/to_rule.ts";

const INPUTS: readonly RuleInput[] = [
  {
    ...{ name: "Errors", query: "level:ERROR", type: "threshold", window: "5m", threshold: 30 },
    group_by: ["service"],
  },
  { name: "Words", query: '"timed out"', type: "threshold", window: "1m", threshold: 10 },
  { name: "Few", query: "level:WARN", type: "threshold", window: "5m", threshold: "< 300" },
  {
    ...{ name: "Share", query: "*", type: "ratio", part: "level:ERROR", window: "5m" },
    ...{ threshold: "> 0.11", group_by: ["service"] },
  },
  { name: "Silent", query: "*", type: "absence", window: "5m", group_by: ["service"] },
  { name: "New", query: "level:ERROR", type: "new_value", field: "service", window: "1d" },
  {
    ...{ name: "Slow", query: "*", type: "metric", metric: "p95(latency_ms)", window: "5m" },
    ...{ threshold: "> 820", group_by: ["service"] },
  },
  {
    ...{ name: "Slowest", query: "level:ERROR", type: "metric", metric: "max(latency_ms)" },
    ...{ window: "1m", threshold: "> 1090" },
  },
  {
    ...{ name: "Services", query: "*", type: "metric", metric: "count_distinct(service)" },
    ...{ window: "5m", threshold: "< 5" },
  },
  {
    ...{ name: "Spike", query: "payment", type: "spike", window: "10m", threshold: "> 1.2" },
    group_by: ["service"],
  },
];

/** Ten rules of all types, each of which finds something in corpus A. */
export const BACKTEST_RULES: readonly Rule[] = INPUTS.map((input) => toRule(input).rule!);
