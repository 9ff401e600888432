import assert from "node:assert/strict";
import type { AlertView, RuleView } from "../runtime/alert_view.ts";
import { Registry } from "../runtime/prometheus.ts";
import { createAlertListener } from "./alert_listener.ts";

const NOW_MS = 1_761_229_935_000;

function createTest() {
  const registry = new Registry();
  const problems: (string | null)[] = [];
  const listener = createAlertListener({
    log: { info() {}, warn() {} },
    registry,
    receivers: ["ops", "duty"],
    setProblem: (problem) => void problems.push(problem),
    now: () => NOW_MS,
  });
  const read = async (pattern: RegExp) =>
    (await registry.metrics()).split("\n").filter((line) => pattern.test(line));
  return { registry, listener, problems, read };
}

function makeView(given: Partial<AlertView> = {}): AlertView {
  return {
    atMs: NOW_MS,
    progressMs: NOW_MS - 1500,
    problem: null,
    alerts: [],
    firing: { info: 0, warning: 2, critical: 1 },
    rules: [],
    receivers: [{ name: "ops", waiting: 3, failure: "Cannot tell" }],
    ...given,
  };
}

function makeRule(name: string, late: number): RuleView {
  return {
    ...{ name, type: "threshold", source: "api", severity: "warning", condition: ">= 1" },
    ...{ windowMs: 1, intervalMs: 1, forMs: 0, latenessMs: 0, firing: 0 },
    ...{ uncounted: { late, future: 0, crowded: 0 }, windows: [] },
  };
}

Deno.test("the alert listener shows Prometheus what fires, and how far alerting is, of the one that acts", async () => {
  const { listener, read } = createTest();
  const gauges =
    /^logflow_(alerts_firing|alert_(acting|rules|progress_lag_seconds)|notices_waiting)/;
  const nothing = [
    "logflow_alert_rules 0",
    'logflow_alerts_firing{severity="info"} 0',
    'logflow_alerts_firing{severity="warning"} 0',
    'logflow_alerts_firing{severity="critical"} 0',
    'logflow_notices_waiting{receiver="ops"} 0',
    'logflow_notices_waiting{receiver="duty"} 0',
    "logflow_alert_progress_lag_seconds 0",
    "logflow_alert_acting 0",
  ];
  assert.deepEqual(await read(gauges), nothing);
  listener.acts(true);
  listener.shown(makeView({ rules: [makeRule("a", 0)] }));
  assert.deepEqual(await read(gauges), [
    "logflow_alert_rules 1",
    'logflow_alerts_firing{severity="info"} 0',
    'logflow_alerts_firing{severity="warning"} 2',
    'logflow_alerts_firing{severity="critical"} 1',
    'logflow_notices_waiting{receiver="ops"} 3',
    'logflow_notices_waiting{receiver="duty"} 0',
    "logflow_alert_progress_lag_seconds 1.5",
    "logflow_alert_acting 1",
  ]);
  listener.acts(false);
  assert.deepEqual(await read(gauges), nothing);
});

Deno.test("the alert listener counts what rules did not count, since it acts, whatever rules come and go", async () => {
  const { listener, read } = createTest();
  const late = async () => (await read(/uncounted_events_total{reason="late"}/))[0]!.split(" ")[1];
  listener.acts(true);
  const show = (...rules: RuleView[]) => listener.shown(makeView({ rules }));
  show(makeRule("a", 100));
  assert.equal(await late(), "0");
  show(makeRule("a", 105), makeRule("b", 2));
  assert.equal(await late(), "7");
  show(makeRule("b", 2));
  assert.equal(await late(), "7");
  show(makeRule("a", 1), makeRule("b", 1));
  assert.equal(await late(), "9");
  listener.acts(false);
  listener.acts(true);
  show(makeRule("a", 1000));
  assert.equal(await late(), "9");
});

Deno.test("the alert listener tells of problems, of turns, and of what receivers took", async () => {
  const { listener, read, problems } = createTest();
  listener.problem("Cannot watch");
  listener.problem(null);
  assert.deepEqual(problems, ["Cannot watch", null]);
  assert.deepEqual(await read(/^logflow_notices_total/), [
    'logflow_notices_total{receiver="ops",outcome="taken"} 0',
    'logflow_notices_total{receiver="ops",outcome="failed"} 0',
    'logflow_notices_total{receiver="duty",outcome="taken"} 0',
    'logflow_notices_total{receiver="duty",outcome="failed"} 0',
  ], "there from the start: what is not there has no increase");
  listener.arrived(5);
  listener.worked(30);
  listener.told("ops", true);
  listener.told("ops", false);
  listener.told("ops", false);
  assert.deepEqual(await read(/^logflow_(events_seen|notices_total|alert_turn.*(sum|le="0.1"))/), [
    "logflow_events_seen_total 5",
    'logflow_notices_total{receiver="ops",outcome="taken"} 1',
    'logflow_notices_total{receiver="ops",outcome="failed"} 2',
    'logflow_notices_total{receiver="duty",outcome="taken"} 0',
    'logflow_notices_total{receiver="duty",outcome="failed"} 0',
    'logflow_alert_turn_duration_seconds_bucket{le="0.1"} 1',
    "logflow_alert_turn_duration_seconds_sum 0.03",
  ]);
});
