import type { Fields, LogEvent } from "../../core/event.ts";
import { createRandom } from "../../core/random.ts";
import { toEvent } from "../contract/log_store/case.ts";
import { BASE_MS } from "../contract/arbitraries.ts";

/**
 * So many events of two days that percentiles and different values are estimated: most are of one service. Their
 * numbers are few different ones, have a long tail, both signs, or 300 orders of magnitude; but not so different in
 * so many groups that the embedded store would refuse to count them.
 */
export function makeLargeEvents(seed: number): LogEvent[] {
  const random = createRandom(seed);
  return Array.from({ length: EVENTS }, (_, i) =>
    toEvent(i, {
      timestampMs: BASE_MS + Math.floor(i / EVENTS * 2 * DAY_MS),
      level: random() < 0.9 ? "INFO" : "ERROR",
      service: random() < 0.95 ? "payment-service" : random() < 0.9 ? "auth-service" : "a",
      fields: toFields(i, random),
    }));
}

function toFields(index: number, random: () => number): Fields {
  return {
    user: `user-${Math.floor(random() * 20_000)}`,
    ...(random() < 0.97 && { latency_ms: toLatency(random) }),
    "1": (random() - 0.5) * 10 ** (random() * 12 - 6),
    "a.b": random() < 0.999 ? Math.floor(random() * 4) - 1 : 1e15,
    ...(random() < 0.02 && { as: index * 10 ** (random() * 300 - 150) }),
    level: String(Math.exp(random() * 20) * (random() < 0.1 ? -1 : 1)),
    ok: random() < 0.5,
    by: Math.floor(random() * 20),
    huge: (random() - 0.5) * 10 ** (random() * 300 - 150),
  };
}

/** Whole ones, long ones, texts that are one or none. */
function toLatency(random: () => number): number | string {
  const chance = random();
  if (chance < 0.5) return Math.floor(random() * 20);
  if (chance < 0.9) return Math.exp(random() * random() * 15);
  return chance < 0.97 ? `${Math.floor(random() * 1000)}.5` : "12ms";
}

/** More numbers than Elasticsearch keeps as they are. */
const EVENTS = 50_000;
const DAY_MS = 86_400_000;
