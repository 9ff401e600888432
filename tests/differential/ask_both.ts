import assert from "node:assert/strict";
import type { LogEvent } from "../../core/event.ts";
import { toId } from "../../core/id.ts";
import { parsePipedQuery } from "../../core/query/parse_piped_query.ts";
import { findTable, type PipedQuery } from "../../core/query/pipe.ts";
import { printPipedQuery } from "../../core/query/print_piped_query.ts";
import type { Table } from "../../core/stats/table.ts";
import type { AggregateRequest, Aggregates, Filter, LogReader } from "../../ports/log_store.ts";
import { askTable } from "../../runtime/ask_table.ts";
import { aggregateArray } from "../contract/array_aggregate.ts";
import { groupEvents } from "../contract/array_stats.ts";
import { compareEvents, isIn } from "../contract/array_search.ts";
import { assertStats } from "../contract/assert_stats.ts";
import { searchAll } from "../contract/log_store/case.ts";
import { orRangeError } from "../contract/or_range_error.ts";
import type { BothStores, StoreRead } from "./both_stores.ts";
import type { Question } from "./questions.ts";
import { toPlainRows } from "./plain_rows.ts";

/** Asks both stores, in the words of the language; throws unless both answer as it is defined. */
export async function askBoth(
  { events, stores }: BothStores,
  question: Question,
): Promise<void> {
  const { fromMs, toMs, listing } = question;
  const text = printPipedQuery(question.piped);
  const piped = parsePipedQuery(text, 0);
  const filter = { query: piped.query, fromMs, toMs };
  const taken = events.filter((event) => isIn(filter, event));
  for (const store of stores) {
    const told = `${store.name}: ${text} ${JSON.stringify([fromMs, toMs])}`;
    if (listing !== null) {
      const found = await searchAll(store.reader, { filter, ...listing });
      const expected = taken.toSorted(compareEvents);
      if (listing.order === "newest") expected.reverse();
      assert.deepEqual(found.map(toId), expected.map(toId), told);
      assert.deepEqual(found, expected, told);
    }
    await count(store, { question, piped, filter, taken, told });
  }
}

interface Asked {
  readonly question: Question;
  readonly piped: PipedQuery;
  readonly filter: Filter;
  readonly taken: readonly LogEvent[];
  readonly told: string;
}

async function count(store: StoreRead, asked: Asked): Promise<void> {
  const { piped, taken, told } = asked;
  const { request, answer, table } = await ask(store.reader, asked);
  const { stats, ...plain } = request;
  const expected = await orRangeError(Promise.try(() => {
    if (stats !== undefined) groupEvents(taken, stats.by);
    return aggregateArray(taken.map((event, arrival) => ({ event, arrival })), plain);
  }));
  if (answer === "RangeError" || expected === "RangeError") {
    return assert.equal(answer, expected, told);
  }
  const { stats: groups, ...others } = answer;
  assert.deepEqual(others, expected, told);
  if (stats !== undefined) {
    assertStats(groups, { stats, events: taken, nearness: store.nearness, told });
  }
  if (table !== null) assert.deepEqual(table.rows, toPlainRows(piped.pipes, answer), told);
}

/** What was asked of the store: by the table where there is one, beside all else that is counted. */
async function ask(
  reader: LogReader,
  { question: { fromMs, toMs, counted }, piped, filter }: Asked,
): Promise<{ request: AggregateRequest; answer: Aggregates | "RangeError"; table: Table | null }> {
  const requests: AggregateRequest[] = [];
  const answers: Aggregates[] = [];
  const aggregate = async (given: AggregateRequest) => {
    const { histogram } = counted;
    const request = { ...given, histogram, facets: given.facets ?? counted.facets };
    requests.push(request);
    const answer = await reader.aggregate(request);
    answers.push(answer);
    return answer;
  };
  const hasTable = findTable(piped) !== null;
  const asked = hasTable
    ? askTable(piped, { fromMs, toMs }, aggregate)
    : aggregate({ filter, ...counted }).then(() => null);
  const table = await orRangeError(asked);
  return {
    request: requests[0]!,
    answer: answers[0] ?? "RangeError",
    table: table === "RangeError" ? null : table,
  };
}
