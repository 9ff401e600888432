import assert from "node:assert/strict";
import { UnavailableError } from "../core/errors.ts";
import type { TopicStatus } from "../ports/bus.ts";
import type { LogWriter } from "../ports/log_store.ts";
import { Registry } from "../runtime/prometheus.ts";
import { PROCESS_GROUP } from "../services/process/process_logs.ts";
import { createProcessMetrics } from "./process_metrics.ts";

const NOW_MS = 1_761_229_935_000;

function createTest(status: () => Promise<TopicStatus> = () => Promise.resolve(makeStatus(0))) {
  const registry = new Registry();
  const storedTo = { value: () => NOW_MS - 2500 };
  const metrics = createProcessMetrics(registry, { bus: { status }, storedTo, now: () => NOW_MS });
  const read = async (pattern: RegExp) =>
    (await registry.metrics()).split("\n").filter((line) => pattern.test(line));
  return { registry, metrics, read };
}

function makeStatus(lag: number): TopicStatus {
  const groups = [{ group: PROCESS_GROUP, positions: [], lag }];
  return { epoch: "e", published: 9, kept: 8, bytes: 700, bytesMax: null, groups };
}

const DELIVERY = { stored: 3, duplicates: 2, unreadable: 1, refused: 4, waitedMs: [250, 500] };

Deno.test("process tells its metrics while the bus is away, and asks it once for all who ask", async () => {
  const calls: PromiseWithResolvers<TopicStatus>[] = [];
  const { registry, metrics } = createTest(() => {
    calls.push(Promise.withResolvers());
    return calls.at(-1)!.promise;
  });
  metrics.stored(DELIVERY);
  const asked = [registry.metrics(), registry.metrics()];
  await Promise.resolve();
  assert.equal(calls.length, 1);
  calls[0]!.reject(new UnavailableError("away"));
  for (const text of await Promise.all(asked)) {
    assert.match(text, /^logflow_events_stored_total 3$/m);
    assert.match(text, /^logflow_bus_lag_events Nan$/mi);
    assert.match(text, /^logflow_bus_lag_seconds Nan$/mi);
  }
  const later = registry.metrics();
  await Promise.resolve();
  calls[1]!.resolve(makeStatus(7));
  assert.match(await later, /^logflow_bus_lag_events 7$/m);
});

Deno.test("process tells how far it is behind, in events and seconds, and what the bus keeps", async () => {
  const { read } = createTest(() => Promise.resolve(makeStatus(5)));
  assert.deepEqual(await read(/^logflow_bus_/), [
    "logflow_bus_lag_events 5",
    "logflow_bus_lag_seconds 2.5",
    "logflow_bus_events 8",
    "logflow_bus_bytes 700",
    "logflow_bus_max_bytes Nan",
  ]);
  const idle = createTest();
  assert.deepEqual(await idle.read(/^logflow_bus_lag_seconds/), ["logflow_bus_lag_seconds 0"]);
});

Deno.test("process falls behind from its start on where it has stored nothing yet", async () => {
  const registry = new Registry();
  const bus = { status: () => Promise.resolve(makeStatus(5)) };
  let nowMs = NOW_MS;
  createProcessMetrics(registry, { bus, storedTo: { value: () => null }, now: () => nowMs });
  nowMs += 90_000;
  assert.match(await registry.metrics(), /^logflow_bus_lag_seconds 90$/m);
});

Deno.test("process counts what became of deliveries, and how long each batch was under way", async () => {
  const { metrics, read } = createTest();
  const counts = /^logflow_(dead|events)|ship_to_store.*(count|sum|le="0.25"|le="1")/;
  metrics.stored(DELIVERY);
  metrics.expired("limits", 6);
  assert.deepEqual(await read(counts), [
    "logflow_events_stored_total 3",
    "logflow_events_duplicate_total 2",
    'logflow_dead_letters_total{reason="unreadable"} 1',
    'logflow_dead_letters_total{reason="refused"} 4',
    'logflow_events_expired_total{reason="limits"} 6',
    'logflow_events_expired_total{reason="asked"} 0',
    'logflow_ship_to_store_duration_seconds_bucket{le="0.25"} 1',
    'logflow_ship_to_store_duration_seconds_bucket{le="1"} 2',
    "logflow_ship_to_store_duration_seconds_sum 0.75",
    "logflow_ship_to_store_duration_seconds_count 2",
  ]);
});

Deno.test("process times what the store took, and counts failures by why", async () => {
  const { metrics, read } = createTest();
  let isAway = true;
  const append = () =>
    isAway
      ? Promise.reject(new UnavailableError("away"))
      : Promise.resolve({ stored: 1, duplicates: 0, rejected: [] });
  const store = metrics.time({ append } as unknown as LogWriter);
  await assert.rejects(() => store.append([], null));
  isAway = false;
  assert.equal((await store.append([], null)).stored, 1);
  assert.deepEqual(await read(/append.*count/), ["logflow_append_duration_seconds_count 1"]);
  metrics.failed("store", new UnavailableError("away"));
  metrics.failed("bus", new UnavailableError("full", { retryAfterMs: 5 }));
  const { cause } = { cause: new RangeError("larger than all") };
  metrics.failed("bus", new UnavailableError("too large", { cause, retryAfterMs: 5 }));
  metrics.erred("prune");
  assert.deepEqual(await read(/^logflow_errors_total/), [
    'logflow_errors_total{reason="bus_unavailable"} 0',
    'logflow_errors_total{reason="bus_full"} 1',
    'logflow_errors_total{reason="bus_too_large"} 1',
    'logflow_errors_total{reason="store_unavailable"} 1',
    'logflow_errors_total{reason="store_full"} 0',
    'logflow_errors_total{reason="store_conflict"} 0',
    'logflow_errors_total{reason="prune"} 1',
  ]);
});
