import assert from "node:assert/strict";
import type { LogEvent } from "../../core/event.ts";
import { toId } from "../../core/id.ts";
import { ANY_RUN, type Pattern } from "../../core/query/ast.ts";
import { parseQuery } from "../../core/query/parse_query.ts";
import type { LogReader } from "../../ports/log_store.ts";
import {
  positionsOf,
  searchAll,
  toEvent,
  toEvents,
  toFilter,
} from "../../tests/contract/log_store/case.ts";
import { openElasticReader } from "./reader.ts";
import { makeTestStore } from "./testing/test_store.ts";
import { testOnServer } from "./testing/test_on_server.ts";
import { openElasticWriter } from "./writer.ts";

testOnServer("LogStore (elasticsearch) says which queries are too much for it", async () => {
  await using store = makeTestStore();
  await using writer = await openElasticWriter(store.options);
  await writer.append(
    Array.from({ length: 20_000 }, (_, i) => toEvent(i, { message: `tok${i} z` })),
    null,
  );
  await store.settle();
  await using reader = await openElasticReader(store.options);
  let deep = "a";
  for (let i = 0; i < 40; i++) deep = i % 2 === 0 ? `b OR (${deep})` : `c (${deep})`;
  for (
    const [query, problem] of [
      ["tok*-z", /stands for too many words; write more of it/],
      [`service:*a${"?".repeat(60)}b*`, /too many wildcards/],
      [deep, /too deep in each other/],
    ] as const
  ) {
    const filter = toFilter({ query: parseQuery(query) });
    const search = { filter, order: "newest", limit: 5, cursor: null } as const;
    const isTold = (error: unknown) => error instanceof RangeError && problem.test(error.message);
    await assert.rejects(reader.search(search), isTold, query);
    await assert.rejects(
      reader.aggregate({ filter, histogram: null, facets: null }),
      isTold,
      query,
    );
    await assert.rejects(
      reader.since({ after: "start", limit: 5, waitMs: 0, query: filter.query }),
      isTold,
      query,
    );
  }
  assert.equal((await find(reader, "tok1999*")).length, 11);
  assert.equal((await find(reader, "tok77-*")).length, 1, "any word is not too many words");
  assert.equal((await find(reader, "tok1999*-z")).length, 11);
});

testOnServer(
  "LogStore (elasticsearch) shows on all pages what their total counts, while an append is not done",
  async () => {
    await using store = makeTestStore();
    await using writer = await openElasticWriter(store.options);
    await using reader = await openElasticReader(store.options);
    const position = { epoch: "e", partition: 3, offset: 1 };
    await writer.append(toEvents(0, 5), position);
    await writer.append(toEvents(5, 5), { ...position, offset: 2 }, true);
    await store.settle();
    const page = { filter: toFilter(), order: "newest", limit: 2, cursor: null } as const;
    assert.equal((await reader.search(page)).total.value, 5);
    assert.deepEqual(await searchAll(reader, page), toEvents(0, 5).reverse());
    await writer.append(toEvents(10, 1), { ...position, offset: 2 });
    await store.settle();
    assert.equal((await reader.search(page)).total.value, 11);
    assert.deepEqual(await searchAll(reader, page), toEvents(0, 11).reverse());
  },
);

testOnServer(
  "LogStore (elasticsearch) finds events by their id and by the beginning of it",
  async () => {
    await using store = makeTestStore();
    await using writer = await openElasticWriter(store.options);
    const places = [0, 1, 255, 256, 4096, 2 ** 40, 2 ** 53 - 11];
    const events = [
      ...places.map((position) => toEvent(0, { position })),
      ...["9f3c5a01b2c4d5f", "000000000000000"].map((origin) => toEvent(0, { origin })),
    ];
    await writer.append(events, null);
    await store.settle();
    await using reader = await openElasticReader(store.options);
    const byId = async (value: Pattern) => {
      const query = { kind: "field", field: "id", extra: false, value } as const;
      return positionsOf(await searchAll(reader, { filter: toFilter({ query }) }));
    };
    const ids = events.map(toId);
    for (const [i, id] of ids.entries()) {
      assert.deepEqual(await byId([id]), [events[i]!.position]);
      for (let length = 0; length <= id.length; length++) {
        const prefix = id.slice(0, length);
        const expected = ids.filter((one) => one.startsWith(prefix)).length;
        const pattern = length === 0 ? [ANY_RUN] : [prefix, ANY_RUN];
        assert.equal((await byId(pattern)).length, expected, prefix);
      }
    }
    for (const text of ["x", "9F3C", ids[0]!.toUpperCase(), `${ids[0]}0`, "9f3c5a010"]) {
      assert.deepEqual(await byId([text, ANY_RUN]), [], text);
      assert.deepEqual(await byId([text]), [], text);
    }
    await assert.rejects(byId([ANY_RUN, "5"]), RangeError);
  },
);

testOnServer(
  "LogStore (elasticsearch) takes no cursor that is of another store, or ahead of it",
  async () => {
    await using store = makeTestStore();
    await using other = makeTestStore();
    const cursors: { page: string; since: string }[] = [];
    for (const one of [store, other]) {
      await using writer = await openElasticWriter(one.options);
      await writer.append(toEvents(0, 5), { epoch: "e", partition: 0, offset: 1 });
      await one.settle();
      await using reader = await openElasticReader(one.options);
      const request = { filter: toFilter(), order: "newest", limit: 2, cursor: null } as const;
      const { nextCursor } = await reader.search(request);
      const { cursor } = await reader.since({ after: "end", limit: 2, waitMs: 0 });
      cursors.push({ page: nextCursor!, since: cursor });
    }
    await using reader = await openElasticReader(store.options);
    const [own, strange] = cursors;
    const since = (after: string) => reader.since({ after, limit: 1, waitMs: 0 });
    const search = (cursor: string) =>
      reader.search({ filter: toFilter(), order: "newest", limit: 2, cursor });
    assert.deepEqual((await since(own!.since)).events, []);
    assert.equal((await search(own!.page)).events.length, 2);
    const isOther = { name: "RangeError", message: /the store was made anew since/ };
    await assert.rejects(since(strange!.since), isOther);
    await assert.rejects(search(strange!.page), isOther);
    const [id] = JSON.parse(atob(own!.since.replaceAll("-", "+").replaceAll("_", "/")));
    for (
      const list of [
        [id, [0, 6]],
        [id, [1, 1]],
        [id, [0, -1]],
        [id, [0, 1, "x", 0]],
        [id, [0]],
        [id, 0],
        [id, [0, 0.5]],
        [0],
        [],
      ]
    ) {
      const forged = btoa(JSON.stringify(list)).replaceAll("+", "-").replaceAll("/", "_");
      await assert.rejects(since(forged), RangeError, JSON.stringify(list));
      await assert.rejects(search(forged), RangeError, JSON.stringify(list));
    }
  },
);

testOnServer(
  "LogStore (elasticsearch) gives pages that can be held together, however long events are",
  async () => {
    await using store = makeTestStore();
    await using writer = await openElasticWriter(store.options);
    const events = Array.from(
      { length: 40 },
      (_, i) =>
        toEvent(i, { message: i % 10 === 0 ? `${i} ${"long ".repeat(60_000)}` : `short ${i}` }),
    );
    await writer.append(events, null);
    await store.settle();
    await using reader = await openElasticReader(store.options);
    const pages: LogEvent[][] = [];
    for (let cursor: string | null = null, i = 0; i === 0 || cursor !== null; i++) {
      const page = await reader.search({
        filter: toFilter(),
        order: "oldest",
        limit: 1000,
        cursor,
      });
      pages.push(page.events);
      cursor = page.nextCursor;
    }
    const readings: LogEvent[][] = [];
    for (let after = "start";;) {
      const { events, cursor } = await reader.since({ after, limit: 1000, waitMs: 0 });
      if (events.length === 0) break;
      readings.push(events);
      after = cursor;
    }
    for (const lists of [pages, readings]) {
      assert.equal(lists.length, 2);
      assert.deepEqual(lists.flat(), events);
    }
    const context = await reader.context({
      origin: events[0]!.origin,
      position: 390,
      before: 100,
      after: 1,
    });
    assert.deepEqual(context.before, events.slice(21, 39), "half of the room is for each side");
  },
);

async function find(reader: LogReader, query: string): Promise<number[]> {
  return positionsOf(await searchAll(reader, { filter: toFilter({ query: parseQuery(query) }) }));
}
