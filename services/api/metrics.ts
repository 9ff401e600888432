import type { StoreStatus } from "../../ports/log_store.ts";
import { Counter, Gauge, Histogram, Registry } from "../../runtime/prometheus.ts";

/** The API's own counts, read at `/metrics`. */
export interface Metrics {
  /** Prometheus's side of the counts; this API's alone. */
  readonly registry: Registry;
  /** One answered request: method, pattern of the path, status, and how long it took. */
  request(labels: RequestLabels, seconds: number): void;
  /** What became of the events of one push. */
  ingest(counts: { readonly accepted: number; readonly rejected: number }): void;
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

/** Makes the counts, all zero. `readStatus` is asked whenever `/metrics` is read. */
export function createMetrics(readStatus: () => Promise<StoreStatus>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: "logflow_api_requests_total",
    help: "Requests answered, by method, route and status.",
    labelNames: ["method", "route", "status"],
    registers,
  });
  const seconds = new Histogram({
    name: "logflow_api_request_duration_seconds",
    help: "Time from request to answer, by method and route.",
    labelNames: ["method", "route"],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 30],
    registers,
  });
  const events = new Counter({
    name: "logflow_api_ingested_events_total",
    help: "Events pushed over HTTP, by outcome: accepted (durable) or rejected.",
    labelNames: ["outcome"],
    registers,
  });
  for (const outcome of ["accepted", "rejected"]) events.inc({ outcome }, 0);
  addStoreGauges(registry, readStatus);
  return {
    registry,
    request({ method, route, status }, took) {
      const known = METHODS.includes(method) ? method : "other";
      requests.inc({ method: known, route, status }, 1);
      seconds.observe({ method: known, route }, took);
    },
    ingest({ accepted, rejected }) {
      events.inc({ outcome: "accepted" }, accepted);
      events.inc({ outcome: "rejected" }, rejected);
    },
  };
}

function addStoreGauges(
  registry: Registry,
  readStatus: () => Promise<StoreStatus>,
): void {
  const add = (name: string, what: string, read: (status: StoreStatus) => number) =>
    new Gauge({
      name,
      help: `Events ${what}; NaN while it cannot be read.`,
      registers: [registry],
      async collect() {
        this.set(await readStatus().then(read, () => NaN));
      },
    });
  add("logflow_store_events", "kept in the store now", ({ events }) => events);
  add(
    "logflow_store_damaged_events",
    "that the store lost because its disk damaged them",
    ({ damaged }) => damaged,
  );
}

const METHODS: readonly string[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
