import assert from "node:assert/strict";
import { toFlow } from "./flow.ts";

Deno.test("toFlow tells the rate, and how far behind a service is, as far as it tells", () => {
  const rest = { seconds: 2, beat: undefined, nowMs: 100_000 };
  const ship = (n: number) => `logflow_events_shipped_total ${n}\n`;
  const unknown = { rate: null, lagEvents: null, lagSeconds: null };
  assert.deepEqual(toFlow("ship", { ...rest, before: ship(10), after: ship(15) }), {
    ...unknown,
    rate: 2.5,
  });
  assert.equal(
    toFlow("ship", { ...rest, before: ship(10), after: ship(3) }).rate,
    0,
    "started anew",
  );
  assert.deepEqual(toFlow("ship", { ...rest, after: ship(3) }), unknown);
  assert.deepEqual(toFlow("generate", rest), unknown);
  const process = (lag: string) => `logflow_events_stored_total 5\nlogflow_bus_lag_events ${lag}\n`;
  const beat = {
    ...{ service: "process", instance: "a", hostname: "a", pid: 1, startedAt: 0, at: 0 },
    facts: { stored_to: 93_400 },
  };
  const told = (lag: string) =>
    toFlow("process", { ...rest, beat, before: process(lag), after: process(lag) });
  assert.deepEqual(told("7"), { rate: 0, lagEvents: 7, lagSeconds: 7 });
  assert.deepEqual(told("0"), { rate: 0, lagEvents: 0, lagSeconds: 0 });
  assert.deepEqual(told("NaN"), { rate: 0, lagEvents: null, lagSeconds: 7 }, "the bus is away");
  const alert = "logflow_events_seen_total 1\nlogflow_alert_progress_lag_seconds 2.4\n";
  const seen = toFlow("alert", { ...rest, before: alert, after: alert });
  assert.deepEqual(seen, { rate: 0, lagEvents: null, lagSeconds: 2 });
});
