import assert from "node:assert/strict";
import { addOwnMetrics } from "./add_own_metrics.ts";
import { Registry } from "./prometheus.ts";

Deno.test("every service tells of its process, its event loop, and whether something is wrong", async () => {
  const registry = new Registry();
  let problem: string | null = null;
  using _ = addOwnMetrics(registry, { version: "1.2.3", problem: () => problem });
  const read = async () => {
    const lines = (await registry.metrics()).split("\n").filter((line) => /^[a-z]/.test(line));
    return new Map(lines.map((line) => line.split(" ") as [string, string]));
  };
  const first = await read();
  assert.equal(first.get(`logflow_info{version="1.2.3",deno="${Deno.version.deno}"}`), "1");
  assert.equal(first.get("logflow_problem"), "0");
  const positive = [
    "process_start_time_seconds",
    "process_cpu_seconds_total",
    "process_resident_memory_bytes",
    "logflow_heap_used_bytes",
    "logflow_heap_bytes",
    "logflow_external_memory_bytes",
  ];
  assert.deepEqual(positive.filter((name) => !(Number(first.get(name)) > 0)), []);
  assert.equal(first.get("logflow_event_loop_lag_seconds_count"), "0");
  problem = "Cannot store";
  assert.equal((await read()).get("logflow_problem"), "1");
});
