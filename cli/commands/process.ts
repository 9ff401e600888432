import { buildCommand } from "@stricli/core";
import type { Registry } from "../../runtime/prometheus.ts";
import type { Config } from "../../runtime/config.ts";
import type { Deletion } from "../../runtime/deletions.ts";
import { wait } from "../../runtime/wait.ts";
import type { OpenWriter } from "../compose.ts";
import type { Context } from "../context.ts";
import { dataDir, type DataFlags } from "../flags.ts";
import { runWord } from "../run_word.ts";
import type { ProcessPorts, StoredDelivery } from "../../services/process/process_logs.ts";
import type { ProcessMetrics } from "../process_metrics.ts";
import type { ServiceTools } from "../service.ts";

/** `process`: from the bus to the store. */
export const processCommand = buildCommand<DataFlags, [], Context>({
  docs: { brief: "Parse what was shipped and store it; remove what is too old or too much" },
  parameters: { flags: { dataDir } },
  func(flags) {
    const work = (config: Config) => runProcess(config, this);
    return runWord(this, { word: "process", flags, work });
  },
});

/** Time between two looks whether the store is too large; every 60th is also for what is past its retention. */
const PRUNE_EVERY_MS = 1000;
const AGE_EVERY = 60;

async function runProcess(config: Config, context: Context): Promise<void> {
  const { runService } = await import("../service.ts");
  const { openBus, openWriter } = await import("../compose.ts");
  const { processLogs } = await import("../../services/process/process_logs.ts");
  const { StoredTo } = await import("../../services/process/stored_to.ts");
  const { createProcessMetrics } = await import("../process_metrics.ts");
  const { addDiskMetrics } = await import("../disk_metrics.ts");
  const { watchLag } = await import("../../services/process/watch_lag.ts");
  const own = { port: config.processMetricsPort, variable: "PROCESS_METRICS_PORT" } as const;
  await runService({ name: "process", context, config, ...own }, async (tools) => {
    const { log, registry, stack, setProblem } = tools;
    const opened = await openWriter(config, log, stack);
    const onSkipped = await makeEmptyCounter(registry);
    const bus = stack.use(await openBus(config, log, { onSkipped, onProblem: setProblem }));
    const ended = new AbortController();
    const signal = AbortSignal.any([tools.signal, ended.signal]);
    const storedTo = new StoredTo();
    const metrics = createProcessMetrics(registry, { bus, storedTo, now: Date.now });
    addDiskMetrics(registry, config);
    const pruning = pruneAsTold(opened, { config, tools, signal, metrics });
    tools.setFacts(() => ({ stored_to: storedTo.value(Date.now()) }));
    const watching = watchLag({ bus, storedTo, now: Date.now, wait }, signal);
    const onRecovered = () => setProblem(null);
    const onStored = (delivery: StoredDelivery) => {
      setProblem(null);
      metrics.stored(delivery);
    };
    const onRetry: ProcessPorts["onRetry"] = ({ of, error }, pauseMs) => {
      setProblem(error.message);
      metrics.failed(of, error);
      log.warn(error.message, { retry_in_ms: Math.round(pauseMs) });
    };
    const onConflict = (error: Error) => {
      setProblem(null); // What was tried again is another one's now.
      metrics.erred("store_conflict");
      log.warn(error.message);
    };
    try {
      const ports = {
        bus,
        store: metrics.time(opened.store),
        now: Date.now,
        storedTo,
        onStored,
        onRetry,
        onRecovered,
        onConflict,
      };
      await processLogs(ports, tools.signal);
    } finally {
      ended.abort();
      await Promise.all([pruning, watching]);
    }
  });
}

interface Pruning {
  readonly config: Config;
  readonly tools: ServiceTools;
  readonly metrics: ProcessMetrics;
  readonly signal: AbortSignal;
}

/** Keeps the store within its bounds, and removes what was asked for, until the signal fires. */
async function pruneAsTold(
  { store, bytesMax, leases }: OpenWriter,
  { config, tools: { log, state }, metrics, signal }: Pruning,
): Promise<void> {
  const { pruneStore } = await import("../../services/process/prune_store.ts");
  const { pruneAlone } = await import("../../services/process/prune_alone.ts");
  const options = {
    retentionMs: config.retentionMs,
    bytesMax,
    everyMs: PRUNE_EVERY_MS,
    ageEvery: AGE_EVERY,
    state,
    now: Date.now,
    onDeleted: ({ beforeMs, askedBy }: Deletion, events: number) => {
      const before = new Date(beforeMs).toISOString();
      metrics.expired("asked", events);
      log.info("removed what happened before", { before, events, by: askedBy });
    },
    onPruned: (events: number) => {
      metrics.expired("limits", events);
      log.info("removed the oldest events", { events });
    },
    onError: (error: Error) => {
      metrics.erred("prune");
      log.error(error.message);
    },
  };
  await (leases === null
    ? pruneStore(store, options, signal)
    : pruneAlone(store, { ...options, leases }, signal));
}

async function makeEmptyCounter(registry: Registry): Promise<(messages: number) => void> {
  const { Counter } = await import("../../runtime/prometheus.ts");
  const counter = new Counter({
    name: "logflow_empty_messages_total",
    help: "Messages of other producers with nothing in them since start",
    registers: [registry],
  });
  return (messages) => counter.inc(messages);
}
