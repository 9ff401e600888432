import type { UnavailableError } from "../core/errors.ts";
import type { RawBatch } from "../core/raw_batch.ts";
import type { Bus } from "../ports/bus.ts";
import type { Source } from "../ports/source.ts";
import { addGauge } from "../runtime/add_gauge.ts";
import { createErrorCounter, toErrorReason } from "../runtime/count_errors.ts";
import { Counter, Histogram, type Registry } from "../runtime/prometheus.ts";

/** Counts what `ship` does. */
export interface ShipMetrics {
  /** The bus, whose publishing is timed. */
  readonly bus: Pick<Bus, "publish">;
  /** These are durable there. */
  shipped(batches: readonly RawBatch[]): void;
  /** They were not, and are published again. */
  failed(error: Error): void;
}

/** Registers the metrics of `ship`. Work is counted a batch at a time. */
export function createShipMetrics(
  registry: Registry,
  { bus, source }: { readonly bus: Pick<Bus, "publish">; readonly source: Pick<Source, "status"> },
): ShipMetrics {
  const registers = [registry];
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const events = counter(
    "logflow_events_shipped_total",
    "Events that became durable on the bus since start",
  );
  const bytes = counter("logflow_bytes_shipped_total", "Bytes of the text of these events");
  const publishing = new Histogram({
    name: "logflow_publish_duration_seconds",
    help: "Time until a reading was durable on the bus, of each try that succeeded",
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  });
  const countError = createErrorCounter(registry, ERRORS);
  addSource(registry, source);
  return {
    bus: {
      async publish(topic, batches) {
        const end = publishing.startTimer();
        await bus.publish(topic, batches);
        end();
      },
    },
    shipped(batches) {
      for (const batch of batches) {
        events.inc(batch.ends.length);
        bytes.inc(batch.bytes.length);
      }
    },
    failed: (error) => countError(toErrorReason("bus", error as UnavailableError)),
  };
}

const ERRORS = ["bus_unavailable", "bus_full", "bus_too_large"] as const;

function addSource(registry: Registry, source: Pick<Source, "status">): void {
  addGauge(registry, {
    name: "logflow_source_behind_bytes",
    help: "Bytes of known files that are not read yet",
    read: () => source.status().behindBytes,
  });
  addGauge(registry, {
    name: "logflow_source_files",
    help: "Log files that are known now",
    read: () => source.status().files,
  });
  new Counter({
    name: "logflow_blank_lines_total",
    help: "Blank lines dropped, over the life of the checkpoint",
    registers: [registry],
    collect() {
      this.reset();
      this.inc(source.status().blank);
    },
  });
}
