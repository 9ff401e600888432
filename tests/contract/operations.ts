import fc from "fast-check";
import type { LogEvent } from "../../core/event.ts";
import type { BusPosition } from "../../ports/bus.ts";
import type { AggregateRequest, Filter } from "../../ports/log_store.ts";
import { BASE_MS, eventLists, queries } from "./arbitraries.ts";
import { statsOf } from "./pipe_arbitraries.ts";

/** One thing done to a log store. */
export type Operation =
  | { kind: "append"; events: readonly LogEvent[]; position: BusPosition | null }
  | { kind: "prune"; by: "ingestedMs" | "timestampMs"; beforeMs: number }
  | { kind: "shrink"; share: number }
  | { kind: "restart" }
  | { kind: "search"; filter: Filter; order: "newest" | "oldest"; limit: number }
  | { kind: "aggregate"; request: AggregateRequest }
  | { kind: "context"; index: number; before: number; after: number }
  | { kind: "since"; limit: number };

const positions = fc.option(
  fc.record({
    epoch: fc.constantFrom("a", "b"),
    partition: fc.nat(2),
    offset: fc.nat(1000),
  }, { noNullPrototype: true }),
);

/** Parts of one list of events in any order of parts, so with repeats and late firsts. */
const appends = (all: readonly LogEvent[]): fc.Arbitrary<Operation> =>
  fc.tuple(fc.nat(all.length), fc.nat(all.length), fc.nat(3), positions)
    .map(([from, count, leftOut, position]) => ({
      kind: "append",
      events: all.slice(from, from + count).filter((_, i) => leftOut === 0 || i % 4 !== leftOut),
      position,
    }));

const times = fc.option(fc.integer({ min: -2, max: 8 }).map((i) => BASE_MS + i * 1000));

const filters: fc.Arbitrary<Filter> = fc.record(
  { query: queries, fromMs: times, toMs: times },
  { noNullPrototype: true },
);

const names = fc.constantFrom(
  "level",
  "service",
  "host",
  "user",
  "latency_ms",
  "extra_fields.level",
);

const requests: fc.Arbitrary<AggregateRequest> = fc.record({
  filter: filters,
  histogram: fc.option(fc.record({
    intervalMs: fc.constantFrom(1000, 7777, 60_000, 86_400_000, 366 * 86_400_000),
    by: fc.option(names),
  }, { noNullPrototype: true })),
  facets: fc.option(fc.record({
    fields: fc.uniqueArray(names, { maxLength: 3 }),
    limit: fc.nat(5),
  }, { noNullPrototype: true })),
  stats: statsOf,
}, { noNullPrototype: true, requiredKeys: ["filter", "histogram", "facets"] });

const readings: fc.Arbitrary<Operation> = fc.oneof(
  fc.tuple(
    filters,
    fc.constantFrom("newest" as const, "oldest" as const),
    fc.constantFrom(1, 3, 50),
  )
    .map(([filter, order, limit]): Operation => ({ kind: "search", filter, order, limit })),
  requests.map((request): Operation => ({ kind: "aggregate", request })),
  fc.tuple(fc.nat(), fc.nat(3), fc.nat(3))
    .map(([index, before, after]): Operation => ({ kind: "context", index, before, after })),
  fc.constantFrom(1, 5, 1000).map((limit): Operation => ({ kind: "since", limit })),
);

const upkeep: fc.Arbitrary<Operation> = fc.oneof(
  fc.constant<Operation>({ kind: "restart" }),
  fc.constantFrom(0, 0.3, 0.8, 0.97, 1).map((share): Operation => ({ kind: "shrink", share })),
  fc.integer({ min: 0, max: 101 })
    .map((i): Operation => ({ kind: "prune", by: "ingestedMs", beforeMs: BASE_MS + i * 60_000 })),
  fc.integer({ min: -2, max: 8 })
    .map((i): Operation => ({ kind: "prune", by: "timestampMs", beforeMs: BASE_MS + i * 1000 })),
);

/** Sequences of operations over one list of events. */
export const operations: fc.Arbitrary<Operation[]> = eventLists.chain((all) =>
  fc.array(
    fc.oneof(
      { weight: 4, arbitrary: appends(all) },
      { weight: 4, arbitrary: readings },
      { weight: 1, arbitrary: upkeep },
    ),
    { minLength: 1, maxLength: 20 },
  )
);
