import type { Heartbeat } from "../runtime/heartbeat.ts";
import { readMetric } from "./watch_pipeline.ts";

/** How much goes through a service, and how far behind it is; null = it does not tell. */
export interface Flow {
  /** Events a second. */
  readonly rate: number | null;
  /** Events that wait for it. */
  readonly lagEvents: number | null;
  /** Age of the oldest of them. */
  readonly lagSeconds: number | null;
}

/** What a service told. */
export interface FlowSamples {
  /** Its `/metrics`. */
  readonly before?: string | undefined;
  /** The same, so many seconds later. */
  readonly after?: string | undefined;
  /** Between the two. */
  readonly seconds: number;
  /** Its heartbeat. */
  readonly beat: Heartbeat | undefined;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

/** The flow through a service that does `word`. */
export function toFlow(word: string, samples: FlowSamples): Flow {
  const { before = "", after = "", seconds, beat, nowMs } = samples;
  const name = COUNTERS[word] ?? "";
  const [first, last] = [readMetric(before, name), readMetric(after, name)];
  const grown = first === null || last === null ? null : Math.max(0, last - first);
  const rate = grown === null ? null : Math.round(grown / seconds * 10) / 10;
  if (word === "alert") {
    const behind = readMetric(after, "logflow_alert_progress_lag_seconds");
    return { rate, lagEvents: null, lagSeconds: behind === null ? null : Math.round(behind) };
  }
  const lagEvents = word === "process" ? readMetric(after, "logflow_bus_lag_events") : null;
  const storedTo = beat?.facts.stored_to;
  if (word !== "process" || typeof storedTo !== "number") {
    return { rate, lagEvents, lagSeconds: null };
  }
  const lagSeconds = lagEvents === 0 ? 0 : Math.max(0, Math.round((nowMs - storedTo) / 1000));
  return { rate, lagEvents, lagSeconds };
}

/** What each counts. */
const COUNTERS: Readonly<Record<string, string>> = {
  ship: "logflow_events_shipped_total",
  process: "logflow_events_stored_total",
  api: 'logflow_api_ingested_events_total{outcome="accepted"}',
  alert: "logflow_events_seen_total",
};
