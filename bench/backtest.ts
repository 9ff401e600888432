import { openBlockReader } from "../adapters/blocks/reader.ts";
import type { RuleInput } from "../core/alert/rule_input.ts";
import type { Rule } from "../core/alert/rule.ts";
import { toRule } from "../core/alert/to_rule.ts";
import { backtest } from "../runtime/backtest/backtest.ts";
import { toDataFiles } from "../runtime/data_files.ts";
import type { BenchRun } from "./bench_run.ts";
import { COPY_EVENTS, growStore } from "./grow_store.ts";
import { ScaleEvents } from "./scale_events.ts";

/** How long ten rules of all types take over so many million events, as `rule backtest` does it. */
export async function measureBacktest(bench: BenchRun): Promise<void> {
  const dataDir = bench.emptyFolder("backtest");
  const events = new ScaleEvents(COPY_EVENTS);
  for (const millions of bench.options.scale) {
    bench.say(`backtest: growing to ${millions} M events`);
    await growStore(bench, { dataDir, events, millions });
    for (const rules of [RULES, ...RULES.map((rule) => [rule])]) {
      const name = rules.length > 1 ? `${rules.length} rules` : rules[0]!.name;
      bench.say(`backtest: ${millions} M, ${name}`);
      const figures = await measure(dataDir, rules);
      bench.record({ section: "backtest", name: `${millions} M: ${name}`, figures });
    }
  }
}

async function measure(
  dataDir: string,
  rules: readonly Rule[],
): Promise<Record<string, number>> {
  await using store = await openBlockReader({ path: toDataFiles(dataDir).logs, log: () => {} });
  const { events, oldestMs, newestMs } = await store.status();
  const startMs = performance.now();
  const { signal } = new AbortController();
  const range = { fromMs: oldestMs!, toMs: newestMs! + 60_000 };
  const { record } = await backtest({ rules, ...range, store, signal });
  const seconds = (performance.now() - startMs) / 1000;
  const alerts = [...record.alertsMade.values()].reduce((sum, count) => sum + count, 0);
  return { seconds, "events × rules/s": events * rules.length / seconds, alerts };
}

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

const RULES = INPUTS.map((input) => toRule(input).rule!);
