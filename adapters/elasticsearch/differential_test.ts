import assert from "node:assert/strict";
import fc from "fast-check";
import type { LogEvent } from "../../core/event.ts";
import { toId } from "../../core/id.ts";
import type { Query } from "../../core/query/ast.ts";
import { matches } from "../../core/query/matches.ts";
import { printQuery } from "../../core/query/print_query.ts";
import type { AggregateRequest, Filter, LogReader } from "../../ports/log_store.ts";
import { BASE_MS, denseEventLists, queries } from "../../tests/contract/arbitraries.ts";
import { compareEvents } from "../../tests/contract/array_search.ts";
import { searchAll } from "../../tests/contract/log_store/case.ts";
import { readStack, WITHOUT_SERVERS } from "../../tests/stack/servers.ts";
import { openBlockReader } from "../blocks/reader.ts";
import { openBlockWriter } from "../blocks/writer.ts";
import { openElasticReader } from "./reader.ts";
import { makeTestStore } from "./testing/test_store.ts";
import { asProcessed } from "./testing/as_processed.ts";
import { openElasticWriter } from "./writer.ts";

const isHere = readStack() !== null;

Deno.test({
  name:
    "LogStore (elasticsearch) answers 600 generated queries as matches() and the embedded store do" +
    (isHere ? "" : WITHOUT_SERVERS),
  ignore: !isHere,
  fn: () =>
    fc.assert(
      fc.asyncProperty(denseEventLists, questionLists, async (events, questions) => {
        await using stores = await openBothKinds(events);
        for (const question of questions) await compare(stores, events, question);
      }),
      { numRuns: 6, endOnFailure: true },
    ),
});

/** What is asked of both stores. */
interface Question {
  readonly filter: Filter;
  readonly order: "newest" | "oldest";
  readonly limit: number;
  readonly histogram: AggregateRequest["histogram"];
  readonly fields: readonly string[];
}

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

const questionLists: fc.Arbitrary<Question[]> = fc.array(
  fc.record({
    filter: fc.record({ query: queries, fromMs: times, toMs: times }, { noNullPrototype: true }),
    order: fc.constantFrom("newest" as const, "oldest" as const),
    limit: fc.constantFrom(7, 50, 1000),
    histogram: fc.option(
      fc.record({
        intervalMs: fc.constantFrom(1000, 7777, 86_400_000, 3_000_000_000_000),
        by: fc.option(names),
      }, { noNullPrototype: true }),
    ),
    fields: fc.uniqueArray(names, { maxLength: 2 }),
  }, { noNullPrototype: true }),
  { minLength: 100, maxLength: 100 },
);

/** Readers of two stores that have the same events. */
interface BothKinds extends AsyncDisposable {
  readonly blocks: LogReader;
  readonly elastic: LogReader;
}

async function openBothKinds(events: readonly LogEvent[]): Promise<BothKinds> {
  const stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const elastic = stack.use(makeTestStore());
  const options = { path: `${folder}/logs.db`, log: () => {}, blockEvents: 16 };
  for (
    const writer of [
      await openBlockWriter(options),
      asProcessed(await openElasticWriter(elastic.options)),
    ]
  ) {
    const { stored, rejected } = await writer.append(events, null);
    assert.deepEqual([stored, rejected], [events.length, []]);
    await writer[Symbol.asyncDispose]();
  }
  await elastic.settle();
  return {
    blocks: stack.use(await openBlockReader(options)),
    elastic: stack.use(await openElasticReader(elastic.options)),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function compare(
  { blocks, elastic }: BothKinds,
  events: readonly LogEvent[],
  { filter, order, limit, histogram, fields }: Question,
): Promise<void> {
  const told = `${printQuery(filter.query)} ${JSON.stringify([filter.fromMs, filter.toMs])}`;
  const found = await searchAll(elastic, { filter, order, limit });
  const expected = events.filter((event) => isIn(filter, event)).sort(compareEvents);
  if (order === "newest") expected.reverse();
  assert.deepEqual(found.map(toId), expected.map(toId), told);
  assert.deepEqual(found, expected, told);
  assert.deepEqual(await searchAll(blocks, { filter, order, limit }), found, told);
  const request = { filter, histogram, facets: { fields, limit: limit % 10 } };
  const counted = await orRangeError(elastic.aggregate(request));
  assert.deepEqual(counted, await orRangeError(blocks.aggregate(request)), told);
}

function isIn({ query, fromMs, toMs }: { query: Query } & Filter, event: LogEvent): boolean {
  return (fromMs === null || event.timestampMs >= fromMs) &&
    (toMs === null || event.timestampMs < toMs) && matches(query, event);
}

async function orRangeError<T>(work: Promise<T>): Promise<T | "RangeError"> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RangeError) return "RangeError";
    throw error;
  }
}
