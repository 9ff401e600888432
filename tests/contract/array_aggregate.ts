import type { LogEvent } from "../../core/event.ts";
import { fieldText, parseCountedField } from "../../core/query/field.ts";
import type {
  AggregateRequest,
  Aggregates,
  Bucket,
  FacetValue,
  Filter,
} from "../../ports/log_store.ts";
import { isIn } from "./array_search.ts";
import { statsArray } from "./array_stats.ts";
import { tallyArray } from "./array_tallies.ts";
import type { Arrived } from "./array_store.ts";

/** `LogReader.aggregate` over an array. */
export function aggregateArray(kept: readonly Arrived[], request: AggregateRequest): Aggregates {
  const { filter, histogram, facets, stats, tallies } = request;
  const events = kept.map(({ event }) => event).filter((event) => isIn(filter, event));
  return {
    count: events.length,
    histogram: histogram && toBuckets(events, filter, histogram),
    facets: facets && Object.fromEntries(
      facets.fields.map((name) => [name, toFacet(events, name).slice(0, facets.limit)]),
    ),
    ...(tallies && { tallies: tallyArray(events, tallies) }),
    ...(stats && { stats: statsArray(events, stats) }),
  };
}

function toBuckets(
  events: readonly LogEvent[],
  { fromMs, toMs }: Filter,
  { intervalMs, by }: NonNullable<AggregateRequest["histogram"]>,
): Bucket[] {
  if (!Number.isInteger(intervalMs) || intervalMs < 1) {
    throw new RangeError(`Cannot count by time: an interval of ${intervalMs} ms is below 1`);
  }
  const times = events.map(({ timestampMs }) => timestampMs).sort((a, b) => a - b);
  const first = fromMs ?? times[0];
  const last = toMs === null ? times.at(-1) : toMs - 1;
  if (first === undefined || last === undefined || last < first) return [];
  const start = Math.floor(first / intervalMs);
  const count = Math.floor(last / intervalMs) - start + 1;
  if (count > 10_000) {
    throw new RangeError(
      `Cannot count by time: ${count} buckets are more than 10000; choose a longer interval`,
    );
  }
  const groups = Map.groupBy(events, ({ timestampMs }) => Math.floor(timestampMs / intervalMs));
  return Array.from({ length: count }, (_, i) => {
    const within = groups.get(start + i) ?? [];
    const split = by === null
      ? null
      : Object.fromEntries(toFacet(within, by).map((facet) => [facet.value, facet.count]));
    return { startMs: (start + i) * intervalMs, count: within.length, by: split };
  });
}

function toFacet(events: readonly LogEvent[], name: string): FacetValue[] {
  const field = parseCountedField(name);
  const counts = new Map<string, number>();
  for (const event of events) {
    const value = fieldText(event, field);
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}
