import assert from "node:assert/strict";
import { parseQuery } from "../../core/query/parse_query.ts";
import { openDatabase } from "../../runtime/sqlite.ts";
import {
  readSince,
  searchAll,
  toEvent,
  toEvents,
  toFilter,
} from "../../tests/contract/log_store/case.ts";
import type { Page, SearchRequest } from "../../ports/log_store.ts";
import { openBlockReader } from "./reader.ts";
import { EVENTS, makeStore } from "./testing/test_store.ts";
import { openBlockWriter } from "./writer.ts";

const log = assert.fail;

Deno.test("Block reader is empty before there is a file, and sees it once there is", async () => {
  await using folder = await makeFolder();
  const { path } = folder;
  await using reader = await openBlockReader({ path, log });
  const all = toFilter();
  assert.equal((await reader.status()).events, 0);
  assert.deepEqual(await searchAll(reader), []);
  const nothing = { count: 0, histogram: null, facets: null };
  assert.deepEqual(await reader.aggregate({ filter: all, histogram: null, facets: null }), nothing);
  const around = { origin: "000000000000001", position: 0, before: 1, after: 1 };
  assert.deepEqual(await reader.context(around), { before: [], event: null, after: [] });
  const { cursor } = await reader.since({ after: "end", limit: 9, waitMs: 0 });
  const waiting = reader.since({ after: cursor, limit: 9, waitMs: 20_000 });
  await using writer = await openBlockWriter({ path, log });
  await writer.append(toEvents(0, 3), null);
  assert.deepEqual((await waiting).events, toEvents(0, 3));
  assert.deepEqual(await searchAll(reader), toEvents(0, 3));
});

Deno.test("Block reader goes over to a new store under the same path, and refuses old cursors", async () => {
  await using folder = await makeFolder();
  const { path } = folder;
  await using reader = await openBlockReader({ path, log });
  {
    await using writer = await openBlockWriter({ path, log });
    await writer.append(toEvents(0, 3), null);
  }
  const page = { filter: toFilter(), order: "newest", limit: 1 } as const;
  const { nextCursor } = await reader.search({ ...page, cursor: null });
  const { cursor } = await readSince(reader, "start");
  for (const suffix of ["", "-wal", "-shm"]) await Deno.remove(path + suffix).catch(() => {});
  assert.deepEqual(await searchAll(reader), []);
  await using writer = await openBlockWriter({ path, log });
  await writer.append(toEvents(5, 2), null);
  assert.deepEqual(await searchAll(reader), toEvents(5, 2));
  const anew = { name: "RangeError", message: /made anew since/ };
  await assert.rejects(reader.search({ ...page, cursor: nextCursor }), anew);
  await assert.rejects(reader.since({ after: cursor, limit: 9, waitMs: 0 }), anew);
});

Deno.test("Block reader refuses a cursor of the other order and one beyond the end", async () => {
  await using folder = await makeFolder();
  const { path } = folder;
  await using writer = await openBlockWriter({ path, log });
  await using reader = await openBlockReader({ path, log });
  await writer.append(toEvents(0, 3), null);
  const page = { filter: toFilter(), limit: 1 };
  const { nextCursor: cursor } = await reader.search({ ...page, order: "newest", cursor: null });
  await assert.rejects(reader.search({ ...page, order: "oldest", cursor }), RangeError);
  const { cursor: end } = await readSince(reader, "start");
  const beyond = end.replace(/\d+$/, "4");
  await assert.rejects(reader.since({ after: beyond, limit: 9, waitMs: 0 }), /only 3 events/);
});

Deno.test("Block reader tells in time where it got to, though nothing of what arrived matches", async () => {
  await using folder = await makeFolder();
  const { path } = folder;
  await using writer = await openBlockWriter({ path, log, blockEvents: 16 });
  await writer.append([...toEvents(0, 160), toEvent(160, { message: "needle" })], null);
  await using reader = await openBlockReader({ path, log });
  const steps: number[] = [];
  let after = "start";
  for (let found = 0; found === 0;) {
    const request = { after, limit: 1000, waitMs: 0, query: parseQuery("needle") };
    const { events, passed, cursor } = await reader.since(request);
    steps.push(passed);
    after = cursor;
    found = events.length;
  }
  assert.equal(steps.length, 10, "a block each time, not all at once");
  assert.equal(steps.reduce((sum, passed) => sum + passed), 161);
  assert.equal((await reader.since({ after, limit: 1000, waitMs: 0 })).passed, 0);
});

Deno.test("Block reader agrees with itself when its cache holds nearly nothing", async () => {
  await using folder = await makeFolder();
  const { path } = folder;
  await using writer = await openBlockWriter({ path, log, blockEvents: 16 });
  await writer.append(toEvents(0, 200), null);
  await using reader = await openBlockReader({ path, log, cacheBytesMax: 1 });
  assert.deepEqual(await searchAll(reader, { limit: 7 }), toEvents(0, 200));
  const filter = toFilter({ query: parseQuery("event level:info") });
  const histogram = { intervalMs: 60_000, by: "level" };
  const { count } = await reader.aggregate({ filter, histogram, facets: null });
  assert.equal(count, 200);
});

Deno.test("Block reader counts all in an exact total, also blocks behind the page", async () => {
  await using folder = await makeFolder();
  const { path } = folder;
  await using writer = await openBlockWriter({ path, log, blockEvents: 16 });
  await writer.append(toEvents(0, 200), null);
  await using reader = await openBlockReader({ path, log });
  const total = async (query: string) => {
    const filter = toFilter({ query: parseQuery(query) });
    return (await reader.search({ filter, order: "newest", limit: 1, cursor: null })).total;
  };
  assert.deepEqual(await total("*"), { value: 200, relation: "eq" });
  await writer.append(toEvents(200, 200, { level: "ERROR" }), null);
  await writer.append(
    toEvents(400, 13).map((event, i) => i % 2 ? event : { ...event, level: "WARN" }),
    null,
  );
  await writer.append(toEvents(500, 3), null);
  assert.deepEqual(await total("level:INFO -level:ERROR"), { value: 209, relation: "eq" });
  assert.deepEqual(await total("level:WARN OR service:nobody"), { value: 7, relation: "eq" });
  assert.equal((await total("event")).relation, "gte");
});

Deno.test("Block reader ends a page early where its events are long, and goes on with the next", async () => {
  await using folder = await makeFolder();
  const { path } = folder;
  await using writer = await openBlockWriter({ path, log });
  const lengths = [7, 7, 7, 20, 3, 0, 0, 12, 0].map((units) => units * 64 * 1024);
  const events = lengths.map((length, i) => toEvent(i, { message: "x".repeat(length) }));
  for (const event of events) await writer.append([event], null);
  await using reader = await openBlockReader({ path, log });
  const pages: number[][] = [];
  let cursor: string | null = null;
  do {
    const page: Page = await reader.search({
      filter: toFilter(),
      order: "oldest",
      limit: 4,
      cursor,
    });
    for (const { position, message } of page.events) {
      assert.equal(message.length, lengths[position / 10]);
    }
    pages.push(page.events.map(({ position }) => position / 10));
    cursor = page.nextCursor;
  } while (cursor !== null);
  assert.deepEqual(pages, [[0, 1], [2], [3], [4, 5, 6, 7], [8]]);
});

Deno.test("Block reader gives the nearest neighbours where not all are short enough together", async () => {
  await using folder = await makeFolder();
  const { path } = folder;
  await using writer = await openBlockWriter({ path, log });
  const events = toEvents(0, 20, { message: "x".repeat(250_000) });
  for (const event of events) await writer.append([event], null);
  await using reader = await openBlockReader({ path, log });
  const { origin, position } = events[10]!;
  const { before, event, after } = await reader.context({ origin, position, before: 9, after: 9 });
  assert.deepEqual(
    [before, [event], after].map((some) => some.map((one) => one!.position / 10)),
    [[8, 9], [10], [11, 12]],
  );
});

Deno.test("Block reader gives way to others during a long search, and stops when told", async () => {
  await using folder = await makeFolder();
  const { path } = folder;
  await using writer = await openBlockWriter({ path, log, blockEvents: 16 });
  await writer.append(toEvents(0, 30_000), null);
  await using reader = await openBlockReader({ path, log });
  const controller = new AbortController();
  const reason = new Error("enough");
  const filter = toFilter({ query: parseQuery("no* OR *such OR *word*") });
  const { signal } = controller;
  const counting = reader.aggregate({ filter, histogram: null, facets: null, signal });
  setTimeout(() => controller.abort(reason), 0);
  await assert.rejects(counting, reason);
});

Deno.test("Block reader rejects instead of hanging once it is closed", async () => {
  await using folder = await makeFolder();
  const { path } = folder;
  await using writer = await openBlockWriter({ path, log });
  await writer.append(toEvents(0, 1), null);
  const reader = await openBlockReader({ path, log });
  const waiting = reader.since({ after: "end", limit: 1, waitMs: 20_000 });
  await reader[Symbol.asyncDispose]();
  assert.deepEqual((await waiting).events, []);
  await assert.rejects(reader.status(), /the reader is closed/);
});

Deno.test("Block reader keeps seeing events while the writer seals and prunes", async () => {
  await using folder = await makeFolder();
  const { path } = folder;
  await using writer = await openBlockWriter({ path, log, blockEvents: 16 });
  await using reader = await openBlockReader({ path, log });
  for (let i = 0; i < 100; i += 5) {
    await writer.append(toEvents(i, 5, { ingestedMs: i }), null);
    assert.equal((await searchAll(reader)).length, i + 5);
  }
  const gone = await writer.prune({ ingestedBeforeMs: 50, happenedBeforeMs: null, bytesMax: null });
  const { events } = await readSince(reader, "start");
  assert.equal(events.length, 100 - gone);
  assert(gone >= 32, "whole blocks went");
  assert(events.length >= 50, "nothing younger went");
});

Deno.test("Block writer gives the space of pruned blocks back to the disk", async () => {
  await using folder = await makeFolder();
  const { path } = folder;
  await using writer = await openBlockWriter({ path, log, blockEvents: 1024 });
  const noise = () => Array.from({ length: 40 }, () => Math.random().toString(36)).join(" ");
  const events = toEvents(0, 4096).map((event) => ({ ...event, ingestedMs: 0, message: noise() }));
  await writer.append(events, null);
  await writer.prune({ ingestedBeforeMs: 1, happenedBeforeMs: null, bytesMax: null });
  using database = openDatabase({ path, readOnly: true });
  const pages = database.statement("PRAGMA page_count").get<{ page_count: number }>()!.page_count;
  assert(pages < 40, `${pages} pages are left`);
});

interface Folder extends AsyncDisposable {
  readonly path: string;
}

async function makeFolder(): Promise<Folder> {
  const folder = await Deno.makeTempDir();
  return {
    path: `${folder}/logs.db`,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

Deno.test("Block reader explains what it passed over and what it read", async () => {
  await using store = await makeStore();
  await using reader = await openBlockReader({ ...store, log: assert.fail });
  const explain = async (query: string, changes: Partial<SearchRequest> = {}) => {
    const request = { filter: toFilter({ query: parseQuery(query) }), order: "newest", limit: 3 };
    const page = await reader.search({
      ...{ ...request, order: "newest", cursor: null, explain: true },
      ...changes,
    });
    const { ms, bytes, columns, ...counts } = page.explained!;
    assert(ms >= 0 && bytes >= 0 && columns >= 0);
    return counts;
  };
  const none = { byTime: 0, byMemory: 0, byFilter: 0, byMeta: 0, read: 0, cached: 0 };
  assert.deepEqual(await explain("needle"), { ...none, blocks: 7, byFilter: 6, byMeta: 1 });
  assert.deepEqual(await explain("service:other"), { ...none, blocks: 7, byFilter: 6, byMeta: 1 });
  const filter = toFilter({ toMs: EVENTS[16]!.timestampMs });
  const { byTime, blocks } = await explain("", { filter });
  assert.deepEqual({ byTime, blocks }, { byTime: 6, blocks: 7 });
  const { ...plain } = await reader.search({ filter, order: "newest", limit: 3, cursor: null });
  assert.equal("explained" in plain, false);
});

Deno.test("the head has few rows, however small the appends, and reads as what was appended", async () => {
  await using folder = await makeFolder();
  const { path } = folder;
  await using writer = await openBlockWriter({ path, log });
  await using reader = await openBlockReader({ path, log });
  const events = toEvents(0, 150);
  for (const event of events) {
    await writer.append([event], null);
    const { n } = countHead(path);
    assert(n <= 8, `${n} rows`);
  }
  assert.deepEqual(await searchAll(reader), events);
  assert.deepEqual((await readSince(reader, "start", 7)).events, events);
});

function countHead(path: string): { n: number } {
  using database = openDatabase({ path, readOnly: true });
  return database.statement("SELECT count(*) AS n FROM head").get<{ n: number }>()!;
}
