import assert from "node:assert/strict";
import type { LogEvent } from "../../../core/event.ts";
import { BASE_MS } from "../arbitraries.ts";
import {
  type Case,
  openBoth,
  readSince,
  searchAll,
  type StoreUnderTest,
  toEvent,
  toEvents,
} from "./case.ts";

/** What `append`, `positions` and `status` promise. */
export const appendCases: readonly Case[] = [
  {
    name: "is empty at first",
    async run(store) {
      await using reader = await store.openReader();
      assert.deepEqual(await searchAll(reader), []);
      assert.deepEqual((await readSince(reader, "start")).events, []);
      const { bytes: _, ...status } = await reader.status();
      assert.deepEqual(status, {
        events: 0,
        oldestMs: null,
        newestMs: null,
        positions: [],
        stored: 0,
        duplicates: 0,
        expired: 0,
        damaged: 0,
      });
    },
  },
  {
    name: "gives back what was appended, to readers opened before and after",
    async run(store) {
      await using early = await store.openReader();
      await using writer = await store.openWriter();
      const events = toEvents(0, 5, { fields: { user: "ann", n: 1.5, ok: true } });
      assert.deepEqual(await writer.append(events, null), result(5, 0));
      await store.settle();
      await using late = await store.openReader();
      assert.deepEqual(await searchAll(early), events);
      assert.deepEqual(await searchAll(late), events);
    },
  },
  {
    name: "stores what was announced as if it had not been, and forgets it where others come",
    async run(store) {
      await using reader = await store.openReader();
      await using writer = await store.openWriter();
      const at = (offset: number) => ({ epoch: "e", partition: 0, offset });
      assert.deepEqual(await writer.append(toEvents(0, 5), at(1)), result(5, 0));
      const [second, third] = [toEvents(5, 5), toEvents(10, 5)];
      writer.ahead(second, at(2));
      const appending = writer.append(second, at(2));
      writer.ahead(third, at(3));
      assert.deepEqual(await appending, result(5, 0));
      assert.deepEqual(await writer.append(third, at(3)), result(5, 0));
      writer.ahead(toEvents(15, 3), at(4));
      assert.deepEqual(await writer.positions(), [at(3)]);
      const { stored, duplicates } = await writer.append(toEvents(15, 5), at(4));
      assert.equal(stored + duplicates, 5);
      assert.deepEqual((await readSince(reader, "start")).events, toEvents(0, 20));
      assert.deepEqual(await writer.positions(), [at(4)]);
    },
  },
  {
    name: "keeps one event of an id: the first, in whatever order repeats come",
    run: (store) =>
      expectAppends(store, [
        [toEvents(0, 4), 4],
        [toEvents(0, 4, { message: "other" }), 0],
        [toEvents(2, 4), 2],
        [toEvents(10, 2), 2],
        [toEvents(5, 6), 4],
        [toEvents(0, 12), 0],
      ]),
  },
  {
    name: "stores what is late: an earlier part of a source after a later",
    run: (store) =>
      expectAppends(store, [
        [toEvents(8, 2), 2],
        [toEvents(4, 2), 2],
        [[toEvent(0), toEvent(4), toEvent(6), toEvent(9)], 2],
        [toEvents(0, 10), 4],
      ]),
  },
  {
    name: "takes an event that comes twice in one append once",
    run: (store) => expectAppends(store, [[[toEvent(0), toEvent(0), toEvent(1), toEvent(1)], 2]]),
  },
  {
    name: "knows repeats of events that skipped blank lines before them",
    run: (store) => {
      const events = [
        toEvent(0, { position: 3, begin: 0, end: 10 }),
        toEvent(1, { position: 11, begin: 10, end: 12 }),
        toEvent(2, { position: 12, begin: 12, end: 13 }),
      ];
      return expectAppends(store, [[events.slice(1, 2), 1], [events, 2], [events, 0]]);
    },
  },
  {
    name: "keeps sources apart, also where positions are equal or huge",
    run: (store) =>
      expectAppends(store, [
        [[toEvent(0, { origin: "000000000000000" }), toEvent(0, { origin: "fffffffffffffff" })], 2],
        [[toEvent(0), toEvent(1, { position: 2 ** 53 - 11 })], 2],
        [[toEvent(0, { origin: "fffffffffffffff" }), toEvent(1, { position: 2 ** 53 - 11 })], 0],
      ]),
  },
  {
    name: "takes 20,000 events at once, and of 3,000 sources",
    async run(store) {
      await using opened = await openBoth(store);
      const events = toEvents(0, 20_000);
      assert.deepEqual(await opened.append(events), result(20_000, 0));
      assert.deepEqual(await opened.append(events.slice(15_000)), result(0, 5000));
      const sources = Array.from(
        { length: 3000 },
        (_, i) => toEvent(20_000 + i, { origin: i.toString(16).padStart(15, "0") }),
      );
      assert.deepEqual(await opened.append(sources), result(3000, 0));
      assert.deepEqual(await opened.append(sources), result(0, 3000));
      assert.deepEqual(await searchAll(opened.reader, { limit: 10_000 }), [...events, ...sources]);
    },
  },
  {
    name: "remembers events, repeats, counts and positions over a restart",
    async run(store) {
      const positions = [{ epoch: "e", partition: 0, offset: 7 }, {
        epoch: "e",
        partition: 2,
        offset: 1,
      }];
      {
        await using opened = await openBoth(store);
        await opened.append(toEvents(0, 5), positions[1]);
        await opened.append(toEvents(3, 5), positions[0]);
      }
      await using opened = await openBoth(store);
      assert.deepEqual(await opened.writer.positions(), positions);
      assert.deepEqual(await opened.append(toEvents(2, 8)), result(2, 6));
      assert.deepEqual(await searchAll(opened.reader), toEvents(0, 10));
      assert.deepEqual(await counts(opened.reader), {
        events: 10,
        stored: 10,
        duplicates: 8,
        expired: 0,
        damaged: 0,
      });
      assert.deepEqual((await opened.reader.status()).positions, positions);
    },
  },
  {
    name: "keeps the last position of each partition, of whatever epoch, also with no events",
    async run(store) {
      await using writer = await store.openWriter();
      await writer.append([], { epoch: "old", partition: 0, offset: 99 });
      await writer.append([], { epoch: "old", partition: 1, offset: 5 });
      await writer.append(toEvents(0, 1), { epoch: "new", partition: 0, offset: 3 });
      await writer.append(toEvents(1, 1), null);
      assert.deepEqual(await writer.positions(), [
        { epoch: "new", partition: 0, offset: 3 },
        { epoch: "old", partition: 1, offset: 5 },
      ]);
    },
  },
  {
    name: "counts stored, duplicates and the times of its events",
    async run(store) {
      await using opened = await openBoth(store);
      await opened.append([toEvent(5), toEvent(6, { timestampMs: BASE_MS - 9 }), toEvent(7)]);
      await opened.append([toEvent(7), toEvent(8)]);
      const status = await opened.reader.status();
      assert.deepEqual(await counts(opened.reader), {
        events: 4,
        stored: 4,
        duplicates: 1,
        expired: 0,
        damaged: 0,
      });
      assert.equal(status.oldestMs, BASE_MS - 9);
      assert.equal(status.newestMs, BASE_MS + 8000);
    },
  },
];

/** Appends one after the other; expects how many of each are new, and the first of each id to be kept. */
async function expectAppends(
  store: StoreUnderTest,
  appends: readonly (readonly [events: LogEvent[], stored: number])[],
): Promise<void> {
  const firsts = new Map<string, LogEvent>();
  await using opened = await openBoth(store);
  for (const [events, stored] of appends) {
    assert.deepEqual(await opened.append(events), result(stored, events.length - stored));
    for (const event of events) {
      const key = `${event.origin} ${event.position}`;
      if (!firsts.has(key)) firsts.set(key, event);
    }
  }
  assert.deepEqual((await readSince(opened.reader, "start")).events, [...firsts.values()]);
}

async function counts(reader: Awaited<ReturnType<StoreUnderTest["openReader"]>>) {
  const { events, stored, duplicates, expired, damaged } = await reader.status();
  return { events, stored, duplicates, expired, damaged };
}

function result(stored: number, duplicates: number) {
  return { stored, duplicates, rejected: [] };
}
