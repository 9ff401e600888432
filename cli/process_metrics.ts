import type { UnavailableError } from "../core/errors.ts";
import type { Bus, TopicStatus } from "../ports/bus.ts";
import type { LogWriter } from "../ports/log_store.ts";
import { addGauge } from "../runtime/add_gauge.ts";
import {
  createErrorCounter,
  type Dependency,
  type ErrorReason,
  toErrorReason,
} from "../runtime/count_errors.ts";
import { Counter, Histogram, type Registry } from "../runtime/prometheus.ts";
import { within } from "../runtime/within.ts";
import { PROCESS_GROUP, type StoredDelivery } from "../services/process/process_logs.ts";
import type { StoredTo } from "../services/process/stored_to.ts";

/** What is told of. */
export interface ProcessMetricsPorts {
  /** Asked, when somebody looks, for what waits in it. */
  readonly bus: Pick<Bus, "status">;
  /** Up to when what was shipped is stored. */
  readonly storedTo: Pick<StoredTo, "value">;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Counts what `process` does. */
export interface ProcessMetrics {
  /** The same store, whose appends are timed. */
  time(store: LogWriter): LogWriter;
  /** A delivery is stored. */
  stored(delivery: StoredDelivery): void;
  /** The bus or store could not serve; it is tried again. */
  failed(of: Dependency, error: Error): void;
  /** Something else failed. */
  erred(reason: ErrorReason): void;
  /** So many events were removed: by what the store may keep, or because somebody asked for it. */
  expired(reason: Expiry, events: number): void;
}

/** Why events go. */
export type Expiry = "limits" | "asked";

/** Registers the metrics of `process`. Work is counted a delivery at a time. */
export function createProcessMetrics(
  registry: Registry,
  ports: ProcessMetricsPorts,
): ProcessMetrics {
  const counts = createCounts(registry);
  const countError = createErrorCounter(registry, ERRORS);
  addBus(registry, ports);
  return {
    time: (store) => timeAppends(store, counts.appending),
    stored({ stored, duplicates, unreadable, refused, waitedMs }) {
      counts.stored.inc(stored);
      counts.duplicates.inc(duplicates);
      counts.dead.inc({ reason: "unreadable" }, unreadable);
      counts.dead.inc({ reason: "refused" }, refused);
      for (const ms of waitedMs) counts.waiting.observe(Math.max(0, ms) / 1000);
    },
    failed: (of, error) => countError(toErrorReason(of, error as UnavailableError)),
    erred: countError,
    expired: (reason, events) => counts.expired.inc({ reason }, events),
  };
}

const ERRORS = [
  "bus_unavailable",
  "bus_full",
  "bus_too_large",
  "store_unavailable",
  "store_full",
  "store_conflict",
  "prune",
] as const;

function createCounts(registry: Registry) {
  const registers = [registry];
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const byReason = (name: string, help: string, reasons: readonly string[]) => {
    const counted = new Counter({ name, help, labelNames: ["reason"], registers });
    for (const reason of reasons) counted.inc({ reason }, 0);
    return counted;
  };
  const stored = counter("logflow_events_stored_total", "Events stored since start");
  const duplicates = counter("logflow_events_duplicate_total", "Repeats recognised since start");
  const dead = byReason(
    "logflow_dead_letters_total",
    "Put into logs-dead since start: unreadable records, events that the store refused",
    ["unreadable", "refused"],
  );
  const expired = byReason(
    "logflow_events_expired_total",
    "Events removed since start: by retention and size (limits), or on request (asked)",
    ["limits", "asked"],
  );
  const waiting = new Histogram({
    name: "logflow_ship_to_store_duration_seconds",
    help: "Time from when a batch was read until it was stored",
    buckets: [0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120, 600, 3600],
    registers,
  });
  const appending = new Histogram({
    name: "logflow_append_duration_seconds",
    help: "Time until the store had taken some events durably, of each try that succeeded",
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  });
  return { stored, duplicates, dead, expired, waiting, appending };
}

function timeAppends(
  store: LogWriter,
  appending: ReturnType<typeof createCounts>["appending"],
): LogWriter {
  return {
    ahead: (events, position) => store.ahead(events, position),
    async append(events, position, more) {
      const end = appending.startTimer();
      const result = await store.append(events, position, more);
      end();
      return result;
    },
    positions: () => store.positions(),
    prune: (policy) => store.prune(policy),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

/** All NaN while the bus is away: the other metrics are asked for above all then. */
function addBus(registry: Registry, { bus, storedTo, now }: ProcessMetricsPorts): void {
  let reading: Promise<TopicStatus | null> | null = null; // Whoever asks meanwhile waits for the same answer.
  const readStatus = () => {
    reading ??= bus.status("logs-raw").catch(() => null).finally(() => reading = null);
    return within(STATUS_MS, reading, null);
  };
  const gauge = (name: string, what: string, of: (status: TopicStatus) => number | null) => {
    const help = `${what}; NaN while the bus does not tell`;
    const read = async () => {
      const status = await readStatus();
      return (status && of(status)) ?? NaN;
    };
    addGauge(registry, { name, help, read });
  };
  const startMs = now();
  const lagOf = ({ groups }: TopicStatus) =>
    groups.find(({ group }) => group === PROCESS_GROUP)?.lag ?? 0;
  gauge("logflow_bus_lag_events", "Events in logs-raw that are not stored yet", lagOf);
  gauge(
    "logflow_bus_lag_seconds",
    "How long ago the last was shipped that is stored, or process began; 0 = nothing waits",
    (status) => {
      if (lagOf(status) === 0) return 0;
      const toMs = storedTo.value(now()) ?? startMs; // Whoever is kept from storing anything falls behind as well.
      return Math.max(0, now() - toMs) / 1000;
    },
  );
  gauge("logflow_bus_events", "Events kept in logs-raw", ({ kept }) => kept);
  gauge("logflow_bus_bytes", "Bytes kept in logs-raw (NaN, too, on Kafka)", ({ bytes }) => bytes);
  gauge(
    "logflow_bus_max_bytes",
    "Bytes in logs-raw at which senders are held back (NaN, too, on Kafka)",
    ({ bytesMax }) => bytesMax,
  );
}

/** A bus that takes longer to tell is away. */
const STATUS_MS = 2000;
