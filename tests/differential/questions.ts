import fc from "fast-check";
import { parsePipedQuery } from "../../core/query/parse_piped_query.ts";
import { parseQuery } from "../../core/query/parse_query.ts";
import type { GroupKey, PipedQuery, Stats, StatsFunction } from "../../core/query/pipe.ts";
import { printFunction, printKey } from "../../core/query/stats_function.ts";
import type { AggregateRequest } from "../../ports/log_store.ts";
import { BASE_MS } from "../contract/arbitraries.ts";
import {
  pipedQueries,
  statsFunctions,
  tables,
  toStatsPipe,
  withSteps,
} from "../contract/pipe_arbitraries.ts";

/** What is asked of both stores. */
export interface Question {
  /** With or without pipes. */
  readonly piped: PipedQuery;
  /** Epoch milliseconds, inclusive; null = open. */
  readonly fromMs: number | null;
  /** Epoch milliseconds, exclusive; null = open. */
  readonly toMs: number | null;
  /** How the events are listed; null = they are only counted. */
  readonly listing: { readonly order: "newest" | "oldest"; readonly limit: number } | null;
  /** Counted beside what the pipes ask for. */
  readonly counted: Pick<AggregateRequest, "histogram" | "facets">;
}

const OBJECT = { noNullPrototype: true } as const;

const times = fc.option(fc.integer({ min: -2, max: 8 }).map((i) => BASE_MS + i * 1000), {
  freq: 3,
});

const names = fc.constantFrom(
  "level",
  "service",
  "host",
  "file",
  "origin",
  "user",
  "1",
  "a..b",
  "extra_fields.level",
);

/** Whatever a filter takes of few events makes small tables: some are of all. */
const wholeTables: fc.Arbitrary<PipedQuery> = fc.record({
  query: fc.constant({ kind: "all" as const }),
  pipes: tables,
}, OBJECT);

/** The whole language. */
export const questions: fc.Arbitrary<Question> = fc.record({
  piped: fc.oneof({ weight: 2, arbitrary: pipedQueries }, wholeTables),
  fromMs: times,
  toMs: times,
  listing: fc.record({
    order: fc.constantFrom("newest" as const, "oldest" as const),
    limit: fc.constantFrom(7, 50, 1000),
  }, OBJECT),
  counted: fc.record({
    histogram: fc.option(
      fc.record({
        intervalMs: fc.constantFrom(1000, 7777, 86_400_000, 3_000_000_000_000),
        by: fc.option(names),
      }, OBJECT),
    ),
    facets: fc.option(
      fc.record({ fields: fc.uniqueArray(names, { maxLength: 2 }), limit: fc.nat(7) }, OBJECT),
    ),
  }, OBJECT),
}, OBJECT);

const percentiles: fc.Arbitrary<StatsFunction> = fc.record({
  kind: fc.constant("percentile" as const),
  percent: fc.oneof(
    fc.constantFrom(0, 0.1, 1, 25, 50, 75, 90, 95, 99, 99.9, 100),
    fc.integer({ min: 0, max: 100_000 }).map((thousandths) => thousandths / 1000),
  ),
  field: fc.constantFrom("latency_ms", "1", "a.b", "as", "extra_fields.level", "by"),
}, OBJECT);

const distinct: fc.Arbitrary<StatsFunction> = fc.record({
  kind: fc.constant("count_distinct" as const),
  field: fc.constantFrom("user", "latency_ms", "1", "a.b"),
}, OBJECT);

const fewGroups: fc.Arbitrary<GroupKey> = fc.oneof(
  fc.constantFrom("service", "level", "ok", "by", "host", "nothing")
    .map((field) => ({ kind: "field" as const, field })),
  fc.constantFrom(3 * 3_600_000, 86_400_000)
    .map((intervalMs) => ({ kind: "bin" as const, intervalMs })),
);

/** What is estimated, of few groups and therefore of many numbers and texts. */
const estimates: fc.Arbitrary<Stats> = fc.record({
  functions: fc.uniqueArray(
    fc.oneof({ weight: 3, arbitrary: percentiles }, distinct, statsFunctions),
    { minLength: 1, maxLength: 5, selector: printFunction },
  ),
  by: fc.uniqueArray(fewGroups, { maxLength: 2, selector: printKey }),
}, OBJECT);

const piped: fc.Arbitrary<PipedQuery> = fc.record({
  query: fc.constantFrom("*", "*", "level:INFO", "latency_ms:>=3", "NOT user:user-1*", "\\1:<0")
    .map((text) => parseQuery(text)),
  pipes: fc.oneof({ weight: 4, arbitrary: estimates.map(toStatsPipe).chain(withSteps) }, tables),
}, OBJECT);

/** Tables of most events there are. */
export const tableQuestions: fc.Arbitrary<Question> = piped.map(toTableQuestion);

/** Numbers as different as can be, in one group. */
export const HUGE_QUESTION: Question = toTableQuestion(
  parsePipedQuery("* | stats p0.1(huge), p1(huge), p25(huge), p50(huge), p99(huge), p99.9(huge)"),
);

function toTableQuestion(piped: PipedQuery): Question {
  const counted = { histogram: null, facets: null };
  return { piped, fromMs: null, toMs: null, listing: null, counted };
}
