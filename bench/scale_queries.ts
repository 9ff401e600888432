import type { Asked } from "./ask.ts";
import { RARE_WORD } from "./corpus.ts";
import type { Question } from "./query_set.ts";

/** What is asked of a store as it grows; the last day begins at `lastDayMs`. */
export function toScaleQueries(lastDayMs: number): Question[] {
  const from = new Date(lastDayMs).toISOString();
  const errors = { q: "level:ERROR" };
  const byLevel = { interval: "1h", by: "level" };
  return [
    { name: "newest 100", asked: newest("") },
    { name: "level and service, newest 100", asked: newest("level:ERROR service:payment-service") },
    { name: "rare word, newest 100", asked: newest(RARE_WORD) },
    { name: "phrase, newest 100", asked: newest(PHRASE) },
    { name: "phrase, count, last day", asked: { path: "/count", params: { q: PHRASE, from } } },
    { name: "prefix, newest 100", asked: newest("order_45*") },
    { name: "errors per minute, last day", asked: histogram({ ...errors, from, interval: "1m" }) },
    { name: "errors per hour, all", asked: histogram({ ...errors, interval: "1h" }) },
    { name: "errors per hour by level, all", asked: histogram({ ...errors, ...byLevel }) },
    { name: "events per hour by level, all", asked: histogram(byLevel) },
    { name: "count by service, all", asked: { path: "/facets", params: { fields: "service" } } },
    {
      name: "count by level and by service, all",
      asked: { path: "/facets", params: { fields: "level,service" } },
    },
    { name: "common word, count, all", asked: { path: "/count", params: { q: "order" } } },
    {
      name: "p95 by service, all",
      asked: { path: "/stats", params: { q: "* | stats p95(latency_ms) by service" } },
    },
    {
      name: "slowest of errors by service and hour, all",
      asked: {
        path: "/stats",
        params: {
          q: "level:ERROR | stats max(latency_ms), count() by service, bin(1h) | sort max(latency_ms) desc | limit 10",
        },
      },
    },
  ];
}

const PHRASE = '"timed out"';

function newest(q: string): Asked {
  return { path: "", params: { q, limit: "100" } };
}

function histogram(params: Readonly<Record<string, string>>): Asked {
  return { path: "/histogram", params };
}
