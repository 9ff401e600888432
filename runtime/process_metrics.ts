import process from "node:process";
import { Counter, Gauge, Histogram, type Registry } from "./prometheus.ts";

/** What a service says of itself. */
export interface ProcessMetricsOptions {
  /** LogFlow's. */
  readonly version: string;
  /** As `/health` tells it; null = nothing is wrong. */
  readonly problem: () => string | null;
}

/**
 * Tells of the process by the names that Prometheus's own clients use, as far as Deno tells without a
 * permission (prom-client's default metrics ask Node for what Deno answers with 0). Disposing ends the timer that
 * sees whether the event loop is late.
 */
export function addProcessMetrics(
  registry: Registry,
  { version, problem }: ProcessMetricsOptions,
): Disposable {
  const registers = [registry];
  new Gauge({
    name: "logflow_info",
    help: "Always 1; its labels tell what runs",
    labelNames: ["version", "deno"],
    registers,
  }).set({ version, deno: Deno.version.deno }, 1);
  gauge(registry, [
    "logflow_problem",
    "1 = something keeps the service from its work; its log says what",
  ], () => problem() === null ? 0 : 1);
  gauge(
    registry,
    ["process_start_time_seconds", "When the process began, seconds since 1970"],
    () => performance.timeOrigin / 1000,
  );
  addMemory(registry);
  new Counter({
    name: "process_cpu_seconds_total",
    help: "Time that processors worked for the process, all its threads together",
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1_000_000);
    },
  });
  return watchEventLoop(registry);
}

function addMemory(registry: Registry): void {
  gauge(registry, [
    "process_resident_memory_bytes",
    "Memory of the process, all its threads together",
  ], () => Deno.memoryUsage().rss);
  gauge(
    registry,
    ["logflow_heap_used_bytes", "Memory that objects of the main thread take"],
    () => Deno.memoryUsage().heapUsed,
  );
  gauge(
    registry,
    ["logflow_heap_bytes", "Memory that V8 holds for them"],
    () => Deno.memoryUsage().heapTotal,
  );
  gauge(
    registry,
    ["logflow_external_memory_bytes", "Memory of buffers outside that heap"],
    () => Deno.memoryUsage().external,
  );
}

/** A timer that comes late was kept waiting by work, as whatever else was due then. */
function watchEventLoop(registry: Registry): Disposable {
  const lags = new Histogram({
    name: "logflow_event_loop_lag_seconds",
    help: "How late timers came that were due four times a second",
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  });
  let lastMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    lags.observe(Math.max(0, nowMs - lastMs - TICK_MS) / 1000);
    lastMs = nowMs;
  }, TICK_MS);
  Deno.unrefTimer(timer);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

function gauge(
  registry: Registry,
  [name, help]: readonly [string, string],
  read: () => number,
): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}

const TICK_MS = 250;
