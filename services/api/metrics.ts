import type { StoreStatus } from "../../ports/log_store.ts";
import { addGauge } from "../../runtime/add_gauge.ts";
import type { Gate } from "../../runtime/gate.ts";
import { Counter, Gauge, Histogram, type Registry } from "../../runtime/prometheus.ts";

/** The API's own counts, read at `/metrics`. */
export interface Metrics {
  /** Prometheus's side of the counts. */
  readonly registry: Pick<Registry, "contentType" | "metrics">;
  /** One answered request: method, pattern of the path, status, and how long it took. */
  request(labels: RequestLabels, seconds: number): void;
  /** A request is under way until what this gives is disposed. */
  begin(): Disposable;
  /** The gate that questions to the store go through, which times them. */
  readonly searches: Gate;
  /** What became of the events of one push, whose body had so many bytes, unpacked. */
  ingest(counts: IngestCounts): void;
}

/** Of one push. */
export interface IngestCounts {
  /** Events that are durable. */
  readonly accepted: number;
  /** Those that are not, nor will be. */
  readonly rejected: number;
  /** Of the body. */
  readonly bytes: number;
}

/** What is looked at whenever `/metrics` is read. */
export interface MetricsSources {
  /** Where to register; of this API alone. */
  readonly registry: Registry;
  /** Asks the store. */
  readonly readStatus: () => Promise<StoreStatus>;
  /** What asks the store enters before it does. */
  readonly searches: Gate;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Labels of one request; each has few values, whatever clients send. */
export interface RequestLabels {
  /** As sent; unknown ones are counted as `other`. */
  readonly method: string;
  /** The pattern of the path, as in the OpenAPI document; `unmatched` for none. */
  readonly route: string;
  /** HTTP status of the answer. */
  readonly status: number;
}

/** As {@linkcode createMetrics}, where it is known where to register. */
export type CreateMetrics = (sources: Omit<MetricsSources, "registry">) => Metrics;

/** Makes the counts, all zero. */
export function createMetrics({ registry, readStatus, searches, now }: MetricsSources): Metrics {
  const { requests, seconds, running, queries } = createRequestCounts(registry);
  const { events, bytes } = createIngestCounts(registry);
  addGateGauges(registry, searches);
  addStoreGauges(registry, readStatus);
  return {
    registry,
    request({ method, route, status }, took) {
      const known = METHODS.includes(method) ? method : "other";
      requests.inc({ method: known, route, status }, 1);
      seconds.observe({ method: known, route }, took);
    },
    begin() {
      running.inc();
      return { [Symbol.dispose]: () => running.dec() };
    },
    searches: timePasses(searches, { now, observe: (took) => queries.observe(took) }),
    ingest(counts) {
      events.inc({ outcome: "accepted" }, counts.accepted);
      events.inc({ outcome: "rejected" }, counts.rejected);
      bytes.inc(counts.bytes);
    },
  };
}

interface PassTimer {
  readonly now: () => number;
  readonly observe: (seconds: number) => void;
}

/** From when one is let in until it leaves. */
function timePasses(gate: Gate, { now, observe }: PassTimer): Gate {
  return {
    async enter(signal) {
      const pass = await gate.enter(signal);
      const startMs = now();
      return {
        [Symbol.dispose]() {
          pass[Symbol.dispose]();
          observe(Math.max(0, now() - startMs) / 1000);
        },
      };
    },
    status: () => gate.status(),
  };
}

function createRequestCounts(registry: Registry) {
  const registers = [registry];
  return {
    requests: new Counter({
      name: "logflow_api_requests_total",
      help: "Requests answered since start, by method, route and status",
      labelNames: ["method", "route", "status"],
      registers,
    }),
    seconds: new Histogram({
      name: "logflow_api_request_duration_seconds",
      help: "Time from request to answer, by method and route",
      labelNames: ["method", "route"],
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 30],
      registers,
    }),
    running: new Gauge({
      name: "logflow_api_requests_running",
      help: "Requests that are not answered yet",
      registers,
    }),
    queries: new Histogram({
      name: "logflow_query_duration_seconds",
      help: "Time that a question took the store, without waiting for its turn",
      buckets: [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30],
      registers,
    }),
  };
}

function createIngestCounts(registry: Registry) {
  const registers = [registry];
  const events = new Counter({
    name: "logflow_api_ingested_events_total",
    help: "Events pushed over HTTP since start: accepted (durable) or rejected",
    labelNames: ["outcome"],
    registers,
  });
  for (const outcome of ["accepted", "rejected"]) events.inc({ outcome }, 0);
  const bytes = new Counter({
    name: "logflow_api_ingested_bytes_total",
    help: "Bytes of the bodies that these events came in, unpacked",
    registers,
  });
  return { events, bytes };
}

function addGateGauges(registry: Registry, searches: Pick<Gate, "status">): void {
  addGauge(registry, {
    name: "logflow_queries_running",
    help: "Questions that the store is answering",
    read: () => searches.status().inside,
  });
  addGauge(registry, {
    name: "logflow_queries_waiting",
    help: "Questions that wait for their turn",
    read: () => searches.status().waiting,
  });
}

function addStoreGauges(registry: Registry, readStatus: () => Promise<StoreStatus>): void {
  let reading: Promise<StoreStatus> | null = null; // One answer for all of them.
  const readOnce = () => reading ??= readStatus().finally(() => reading = null);
  const add = (name: string, what: string, of: (status: StoreStatus) => number) =>
    addGauge(registry, {
      name,
      help: `${what}; NaN while it cannot be read`,
      read: async () => of(await readOnce()),
    });
  add("logflow_store_events", "Events kept in the store now", ({ events }) => events);
  add("logflow_store_bytes", "Bytes of what the store keeps", ({ bytes }) => bytes);
  add(
    "logflow_store_damaged_events",
    "Events that the store lost because its disk damaged them",
    ({ damaged }) => damaged,
  );
  add(
    "logflow_store_newest_event_timestamp_seconds",
    "When the newest event in the store happened, seconds since 1970 (NaN, too, while it is empty)",
    ({ newestMs }) => newestMs === null ? NaN : newestMs / 1000,
  );
}

const METHODS: readonly string[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
