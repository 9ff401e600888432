import assert from "node:assert/strict";
import { UnavailableError } from "../core/errors.ts";
import { Registry } from "../runtime/prometheus.ts";
import { makeBatch } from "../tests/contract/make_batch.ts";
import { createShipMetrics } from "./ship_metrics.ts";

Deno.test("ship counts what it shipped, what waits, what failed, and times what the bus took", async () => {
  const registry = new Registry();
  const source = { status: () => ({ events: 9, blank: 4, behindBytes: 77, files: 2 }) };
  let isAway = true;
  const publish = () => isAway ? Promise.reject(new UnavailableError("away")) : Promise.resolve();
  const metrics = createShipMetrics(registry, { bus: { publish }, source });
  const batch = makeBatch({ lines: ["a", "bc"] });
  const error = await metrics.bus.publish("logs-raw", [batch]).catch((error) => error);
  metrics.failed(error);
  isAway = false;
  await metrics.bus.publish("logs-raw", [batch]);
  metrics.shipped([batch]);
  const lines = (await registry.metrics()).split("\n");
  assert.deepEqual(lines.filter((line) => /^logflow/.test(line) && !/_bucket|_sum/.test(line)), [
    "logflow_events_shipped_total 2",
    `logflow_bytes_shipped_total ${batch.bytes.length}`,
    "logflow_publish_duration_seconds_count 1",
    'logflow_errors_total{reason="bus_unavailable"} 1',
    'logflow_errors_total{reason="bus_full"} 0',
    'logflow_errors_total{reason="bus_too_large"} 0',
    "logflow_source_behind_bytes 77",
    "logflow_source_files 2",
    "logflow_blank_lines_total 4",
  ]);
});
