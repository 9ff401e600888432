import process from "node:process";
import { addGauge } from "./add_gauge.ts";
import { Counter, Gauge, Histogram, type Registry } from "./prometheus.ts";

/** What a service says of itself. */
export interface OwnMetricsOptions {
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
export function addOwnMetrics(
  registry: Registry,
  { version, problem }: OwnMetricsOptions,
): Disposable {
  new Gauge({
    name: "logflow_info",
    help: "Always 1; its labels tell what runs",
    labelNames: ["version", "deno"],
    registers: [registry],
  }).set({ version, deno: Deno.version.deno }, 1);
  addGauge(registry, {
    name: "logflow_problem",
    help: "1 = something keeps the service from its work; its log says what",
    read: () => problem() === null ? 0 : 1,
  });
  addProcess(registry);
  return watchEventLoop(registry);
}

function addProcess(registry: Registry): void {
  const add = (name: string, help: string, read: () => number) =>
    addGauge(registry, { name, help, read });
  const memory = Deno.memoryUsage;
  add("process_start_time_seconds", "When the process began, seconds since 1970", () => {
    return performance.timeOrigin / 1000;
  });
  add(
    "process_resident_memory_bytes",
    "Memory of the process, all its threads together",
    () => memory().rss,
  );
  add(
    "logflow_heap_used_bytes",
    "Memory that objects of the main thread take",
    () => memory().heapUsed,
  );
  add("logflow_heap_bytes", "Memory that V8 holds for them", () => memory().heapTotal);
  add(
    "logflow_external_memory_bytes",
    "Memory of buffers outside that heap",
    () => memory().external,
  );
  new Counter({
    name: "process_cpu_seconds_total",
    help: "Time that processors worked for the process, all its threads together",
    registers: [registry],
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1_000_000);
    },
  });
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

const TICK_MS = 250;
