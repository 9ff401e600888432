import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import { parseQuery } from "../../core/query/parse_query.ts";
import type { SearchRequest } from "../../ports/log_store.ts";
import { toEvents, toFilter } from "../../tests/contract/log_store/case.ts";
import type { LogEvent } from "../../core/event.ts";
import { within } from "../../runtime/within.ts";
import { openBlockWriter } from "./writer.ts";
import { openPooledReader } from "./pooled_reader.ts";
import { openBlockReader } from "./reader.ts";
import { damageColumn, EVENTS, makeStore } from "./testing/test_store.ts";

const ALL: SearchRequest = { filter: toFilter(), order: "oldest", limit: 1000, cursor: null };

Deno.test("a pooled reader answers as one in this thread does", async () => {
  await using store = await makeStore();
  await using pooled = await openPooledReader({ ...store, log: assert.fail });
  await using plain = await openBlockReader({ ...store, log: assert.fail });
  const query = parseQuery('event "event 7" OR eve* NOT message:9?');
  const filter = toFilter({ query });
  const searched = { ...ALL, filter, limit: 7 };
  assert.deepEqual(await pooled.search(searched), await plain.search(searched));
  const counted = {
    filter,
    histogram: { intervalMs: 1000, by: "level" },
    facets: { fields: ["service"], limit: 3 },
  };
  assert.deepEqual(await pooled.aggregate(counted), await plain.aggregate(counted));
  const { origin, position } = EVENTS[50]!;
  const place = { origin, position, before: 2, after: 3 };
  assert.deepEqual(await pooled.context(place), await plain.context(place));
  assert.deepEqual(await pooled.status(), await plain.status());
});

Deno.test("a pooled reader gives errors their class, and tells what is damaged", async () => {
  await using store = await makeStore();
  damageColumn(store.path);
  await using pooled = await openPooledReader({ ...store, workers: 1 });
  await assert.rejects(pooled.search({ ...ALL, limit: -1 }), RangeError);
  await assert.rejects(pooled.search({ ...ALL, cursor: "x" }), RangeError);
  const { events } = await pooled.search(ALL);
  assert.equal(events.length, 84);
  assert.match(store.said.join(), /Cannot read block 1 /);
});

Deno.test("a pooled reader rejects with the signal's reason, and goes on with others", async () => {
  await using store = await makeStore();
  await using pooled = await openPooledReader({ ...store, log: assert.fail, workers: 1 });
  const controller = new AbortController();
  const reason = new Error("enough");
  const aborted = pooled.search({ ...ALL, signal: controller.signal });
  const other = pooled.search(ALL);
  controller.abort(reason);
  await assert.rejects(aborted, reason);
  await assert.rejects(pooled.search({ ...ALL, signal: controller.signal }), reason);
  assert.deepEqual((await other).events, EVENTS);
});

Deno.test("a pooled reader stops comparing, within a block too, when nobody waits any more", async () => {
  await using store = await makeLongStore();
  const filter = toFilter({ query: COSTLY });
  await using pooled = await openPooledReader({ ...store, log: assert.fail, workers: 1 });
  for (const ask of ["search", "aggregate", "since"] as const) {
    const controller = new AbortController();
    const { signal } = controller;
    const asked = ask === "search"
      ? pooled.search({ ...ALL, filter, signal })
      : ask === "aggregate"
      ? pooled.aggregate({ filter, histogram: null, facets: null, signal })
      : pooled.since({ after: "start", limit: 1, waitMs: 0, query: filter.query, signal });
    controller.abort(new Error("gone"));
    await assert.rejects(asked, /gone/);
    const next = pooled.search({ ...ALL, limit: 1 }).then(({ events }) => events.length);
    assert.equal(await within(DEADLINE_MS, next, NaN), 1, ask);
  }
});

Deno.test("a pooled reader has another thread begin what is asked of one that compares a block", async () => {
  await using store = await makeLongStore();
  await using pooled = await openPooledReader({ ...store, log: assert.fail, workers: 2 });
  const controller = new AbortController();
  const { signal } = controller;
  const costly = pooled.search({ ...ALL, filter: toFilter({ query: COSTLY }), signal });
  const gone = assert.rejects(costly, /enough/);
  const cheap = { ...ALL, limit: 1 };
  const others = Promise.all(Array.from({ length: 5 }, () => pooled.search(cheap)));
  const found = await within(DEADLINE_MS, others, []);
  assert.deepEqual(found.map(({ events }) => events.length), [1, 1, 1, 1, 1]);
  controller.abort(new Error("enough"));
  await gone;
});

const DEADLINE_MS = 20_000;

/** Takes minutes over the store of long words: far more than the deadline on any machine. */
const COSTLY = parseQuery(
  Array.from({ length: 25 }, (_, i) => `*a${"?".repeat(100 + i)}b*`).join(" OR "),
);

async function makeLongStore() {
  const store = await makeStore(null);
  await using writer = await openBlockWriter({ ...store, blockEvents: 8192 });
  for (let from = 0; from < 20_000; from += 2000) {
    await writer.append(toEvents(from, 2000).map(toLong), null);
  }
  return store;
}

/** The b is never behind an a, which is found out from each a on. */
function toLong(event: LogEvent, index: number): LogEvent {
  return { ...event, message: `b${index}${"a".repeat(240)} `.repeat(3) };
}

Deno.test("closing a pooled reader rejects what is under way, and what comes after", async () => {
  await using store = await makeStore();
  const pooled = await openPooledReader({ ...store, log: assert.fail });
  const search = pooled.search(ALL);
  const rejected = assert.rejects(search, UnavailableError);
  await pooled[Symbol.asyncDispose]();
  await rejected;
  await assert.rejects(pooled.search(ALL), /the reader is closed/);
});

Deno.test("a question that cannot be sent to a thread fails alone", async () => {
  await using store = await makeStore();
  await using pooled = await openPooledReader({ ...store, log: assert.fail, workers: 1 });
  const limit = (() => 1) as unknown as number;
  await assert.rejects(pooled.search({ ...ALL, limit }), /could not be cloned/);
  assert.deepEqual((await pooled.search(ALL)).events, EVENTS);
});
