import assert from "node:assert/strict";
import fc from "fast-check";
import type { RuleInput } from "../../core/alert/rule_input.ts";
import {
  END_MS,
  EVENTS,
  RULES,
  START_MS,
  toArrival,
  toExpected,
} from "../../core/alert/testing_runs.ts";
import { toRule } from "../../core/alert/to_rule.ts";
import { backtest } from "../../runtime/backtest/backtest.ts";
import { BACKTESTED, toChangeTexts } from "../../runtime/backtest/testing.ts";
import { openBothStores } from "./both_stores.ts";
import { makeLargeEvents } from "./large_events.ts";

/** Rules of every kind over few events: a backtest on either store finds what the definitions say. */
export async function compareBacktests(
  { lists, rules: count }: { readonly lists: number; readonly rules: number },
): Promise<void> {
  const rules = fc.array(RULES, { minLength: count, maxLength: count });
  const compare = fc.asyncProperty(EVENTS, rules, async (drafts, rules) => {
    const events = drafts.map((draft, position) => {
      return { ...toArrival(draft, rules[0]!).event, position, end: position + 1 };
    });
    await using both = await openBothStores(events, { blockEvents: 16 });
    for (const rule of rules) {
      const expected = toExpected(rule, events, BACKTESTED).sort();
      for (const { name, reader: store } of both.stores) {
        const found = await backtest({ rules: [rule], ...RANGE, store, signal: NEVER });
        assert.deepEqual(toChangeTexts(found), expected, name);
      }
    }
  });
  await fc.assert(compare, { numRuns: lists, endOnFailure: true });
}

/** Rules of all types over so many events that they come in many answers: either store finds the same alerts. */
export async function compareLargeBacktest(): Promise<void> {
  const compare = fc.asyncProperty(fc.integer(), compareLarge);
  await fc.assert(compare, { numRuns: 1, endOnFailure: true });
}

async function compareLarge(seed: number): Promise<void> {
  const events = makeLargeEvents(seed);
  const times = events.map(({ timestampMs }) => timestampMs).sort((a, b) => a - b);
  const range = { fromMs: times[0]!, toMs: times.at(-1)! + 60_000 };
  await using both = await openBothStores(events, { blockEvents: 8192 });
  const [embedded, elastic] = await Promise.all(both.stores.map(async ({ reader: store }) => {
    const { rules, record } = await backtest({ ...range, rules: LARGE, store, signal: NEVER });
    const firing = rules.filter(({ name }) => record.alertsMade.has(name));
    assert.equal(firing.length, LARGE.length, "each rule finds something");
    return { rules, alerts: record.alerts.map((alert) => JSON.stringify(alert)).sort() };
  }));
  assert.deepEqual(elastic, embedded);
}

const RANGE = { fromMs: START_MS, toMs: END_MS };

const NEVER = new AbortController().signal;

const INPUTS: readonly RuleInput[] = [
  {
    ...{ name: "Errors", query: "level:ERROR", type: "threshold", window: "5m", threshold: 15 },
    group_by: ["service"],
  },
  { name: "Few", query: "level:ERROR", type: "threshold", window: "5m", threshold: "< 4" },
  {
    ...{ name: "Share", query: "*", type: "ratio", part: "level:ERROR", window: "5m" },
    ...{ threshold: "> 0.18", group_by: ["service"] },
  },
  { name: "Silent", query: "*", type: "absence", window: "15m", group_by: ["service"] },
  { name: "New", query: "level:ERROR", type: "new_value", field: "user", window: "2h" },
  {
    ...{ name: "Slow", query: "*", type: "metric", metric: "p95(latency_ms)", window: "5m" },
    ...{ threshold: "> 5000", group_by: ["service"] },
  },
  {
    ...{ name: "Huge", query: "*", type: "metric", metric: "max(huge)", window: "1m" },
    threshold: "> 1e145",
  },
  {
    ...{ name: "Users", query: "*", type: "metric", metric: "count_distinct(user)" },
    ...{ window: "1h", threshold: "> 970", group_by: ["service"] },
  },
  {
    ...{ name: "Spike", query: "level:ERROR", type: "spike", window: "30m", threshold: "> 1.5" },
    group_by: ["service"],
  },
];

const LARGE = INPUTS.map((input) => toRule(input).rule!);
