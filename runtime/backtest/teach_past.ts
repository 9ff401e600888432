import type { Heard } from "../../core/alert/counted.ts";
import type { Rule } from "../../core/alert/rule.ts";
import { groupText, isMessage } from "../../core/alert/group_text.ts";
import { toSteps } from "../../core/alert/steps.ts";
import { printFieldName } from "../../core/query/field.ts";
import type { FeedOptions } from "./feed.ts";
import { readPages } from "./read_pages.ts";

/** Where the events that a rule needs begin, when its first window is the one that ends after `fromMs`. */
export function toFeedFrom(rule: Rule, fromMs: number): number {
  const { window, offset } = toSteps(rule);
  return (Math.floor(fromMs / rule.intervalMs) + 1 - window - offset) * rule.intervalMs;
}

/** Tells a rule that begins at `fromMs` which groups had events before those that it is given. */
export async function teachPast(options: FeedOptions, fromMs: number): Promise<void> {
  const { run, rule } = options;
  const { watch, known } = toSteps(rule);
  const lookBack = rule.groupBy.length === 0 ? known : Math.max(watch, known);
  const sinceMs = (Math.floor(fromMs / rule.intervalMs) - lookBack) * rule.intervalMs;
  const isCounted = !rule.groupBy.some(({ field }) => isMessage(field));
  const hear = isCounted ? askHeard : readHeard;
  run.begin(fromMs, lookBack === 0 ? [] : await hear(options, sinceMs, options.fromMs));
}

/** The same as {@linkcode askHeard}, event by event. */
async function readHeard(options: FeedOptions, fromMs: number, toMs: number): Promise<Heard[]> {
  if (fromMs >= toMs) return [];
  const { rule, store, signal } = options;
  const heard = new Map<string, Heard>();
  const filter = { query: rule.query, fromMs, toMs };
  for await (const { events } of readPages(store, filter, signal)) {
    for (const event of events) {
      const values = rule.groupBy.map(({ field }) => groupText(event, field));
      const key = JSON.stringify(values);
      if (heard.size >= HEARD_MAX && !heard.has(key)) continue;
      heard.set(key, { values, lastMs: event.timestampMs });
    }
  }
  return [...heard.values()];
}

/** The groups of [fromMs, toMs), and when each was heard last. Halves what has too many of them; leaves out what still has. */
async function askHeard(options: FeedOptions, fromMs: number, toMs: number): Promise<Heard[]> {
  if (fromMs >= toMs) return [];
  const { rule, store, signal } = options;
  try {
    const { stats } = await store.aggregate({
      filter: { query: rule.query, fromMs, toMs },
      ...{ histogram: null, facets: null, signal },
      stats: {
        functions: [{ kind: "max", field: "timestamp" }],
        by: rule.groupBy.map(({ field }) => ({ kind: "field", field: printFieldName(field) })),
      },
    });
    return (stats ?? []).flatMap(({ keys, values: [lastMs] }) => {
      const values = keys.map((key) => key === null ? "" : String(key));
      return lastMs === null || lastMs === undefined ? [] : [{ values, lastMs }];
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const middleMs = toMs - Math.ceil((toMs - fromMs) / 2 / rule.intervalMs) * rule.intervalMs;
    if (middleMs <= fromMs) return [];
    const later = await askHeard(options, middleMs, toMs);
    if (later.length >= HEARD_MAX) return later;
    return [...await askHeard(options, fromMs, middleMs), ...later];
  }
}

/** A rule watches no more groups. */
const HEARD_MAX = 10_000;
