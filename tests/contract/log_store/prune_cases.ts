import assert from "node:assert/strict";
import type { LogEvent } from "../../../core/event.ts";
import type { LogWriter } from "../../../ports/log_store.ts";
import { BASE_MS } from "../arbitraries.ts";
import {
  type Case,
  openBoth,
  positionsOf,
  readSince,
  searchAll,
  type StoreUnderTest,
  toEvent,
  toEvents,
} from "./case.ts";

/** What `prune` promises. */
export const pruneCases: readonly Case[] = [
  {
    name: "prunes only what was ingested before, and still knows its repeats",
    byArrival: true,
    async run(store) {
      await using opened = await openBoth(store);
      const old = toEvents(0, 50, { ingestedMs: 1000 });
      const young = toEvents(50, 50, { ingestedMs: 2000 });
      await opened.append(old);
      await opened.append(young);
      assert.equal(await prune(opened.writer, 1000), 0);
      const some = await prune(opened.writer, 2000);
      await store.settle();
      const kept = await searchAll(opened.reader);
      assert.equal(kept.length, 100 - some);
      assert.deepEqual(kept.slice(-50), young);
      assert.equal(some + await prune(opened.writer, 2001), 100, "all are older now");
      await store.settle();
      assert.deepEqual(await searchAll(opened.reader), []);
      assert.deepEqual(await opened.append([...old, ...young]), result(0, 100));
      assert.deepEqual(await counts(opened.reader), {
        events: 0,
        stored: 100,
        duplicates: 100,
        expired: 100,
        damaged: 0,
      });
      assert.deepEqual(await opened.append(toEvents(100, 1)), result(1, 0));
      assert.deepEqual(positionsOf(await searchAll(opened.reader)), [1000]);
    },
  },
  {
    name: "prunes only what happened before, whenever it was ingested",
    async run(store) {
      await using opened = await openBoth(store);
      const prune = (happenedBeforeMs: number) =>
        opened.writer.prune({ ingestedBeforeMs: null, happenedBeforeMs, bytesMax: null });
      const old = toEvents(0, 50, { timestampMs: BASE_MS - 3 * DAY_MS, ingestedMs: BASE_MS + 9 });
      const mixed = [
        toEvent(50, { timestampMs: BASE_MS + 1 }),
        toEvent(51, { timestampMs: BASE_MS }),
      ];
      const young = toEvents(52, 48, { timestampMs: BASE_MS + 1, ingestedMs: BASE_MS });
      await opened.append(old);
      await opened.append([...mixed, ...young]);
      assert.equal(await prune(BASE_MS - 3 * DAY_MS), 0);
      let after = "start";
      for (let i = 0; i < 60; i++) {
        after = (await opened.reader.since({ after, limit: 1, waitMs: 0 })).cursor;
      }
      const some = await prune(BASE_MS + 1);
      await store.settle();
      const kept = (await readSince(opened.reader, "start")).events;
      assert.equal(kept.length, 100 - some);
      assert(some >= 32, "what lies apart from all that is younger goes");
      assert.deepEqual(kept.filter(({ timestampMs }) => timestampMs > BASE_MS), [
        mixed[0],
        ...young,
      ]);
      const rest = await readSince(opened.reader, after);
      assert.deepEqual(rest.events, young.slice(8), "cursors stay where they are");
      assert.equal(some + await prune(BASE_MS + 2), 100, "all are older now");
      await store.settle();
      assert.deepEqual((await readSince(opened.reader, "start")).events, []);
      const { events, stored, expired } = await opened.reader.status();
      assert.deepEqual({ events, stored, expired }, { events: 0, stored: 100, expired: 100 });
      assert.deepEqual(await opened.append(toEvents(100, 3)), result(3, 0));
      assert.deepEqual((await readSince(opened.reader, "start")).events, toEvents(100, 3));
    },
  },
  {
    name: "prunes to a number of bytes: what arrived first goes, also where it is not old",
    byArrival: true,
    async run(store) {
      await using opened = await openBoth(store);
      const events = Array.from({ length: 3000 }, (_, i) => toNoise(i));
      for (let i = 0; i < events.length; i += 50) await opened.append(events.slice(i, i + 50));
      const { bytes } = await opened.reader.status();
      assert.equal(await shrink(opened.writer, bytes), 0, "it is not too large");
      const gone = await shrink(opened.writer, Math.floor(bytes / 2));
      await store.settle();
      assert(gone > 0 && gone < 3000, `${gone} went`);
      const kept = await readSince(opened.reader, "start");
      assert.deepEqual(kept.events, events.slice(gone));
      assert((await opened.reader.status()).bytes <= bytes / 2);
      assert.deepEqual(await opened.append(events), result(0, 3000));
      const expired = gone + await shrink(opened.writer, 0);
      await store.settle();
      const newest = events.slice(expired);
      assert(newest.length > 0 && expired > gone, `${newest.length} are left, the newest stay`);
      assert.deepEqual(await counts(opened.reader), {
        events: newest.length,
        stored: 3000,
        duplicates: 3000,
        expired,
        damaged: 0,
      });
      assert.deepEqual(await opened.append([toNoise(3000)]), result(1, 0));
      assert.deepEqual(await searchAll(opened.reader), [...newest, toNoise(3000)]);
    },
  },
];

const DAY_MS = 86_400_000;

/** The `index`-th event with a text that hardly compresses. */
function toNoise(index: number): LogEvent {
  const words = Array.from(
    { length: 20 },
    (_, i) => Math.sin(20 * index + i).toString(36).slice(3),
  );
  return toEvent(index, { message: words.join(" ") });
}

async function counts(reader: Awaited<ReturnType<StoreUnderTest["openReader"]>>) {
  const { events, stored, duplicates, expired, damaged } = await reader.status();
  return { events, stored, duplicates, expired, damaged };
}

function prune(writer: LogWriter, ingestedBeforeMs: number): Promise<number> {
  return writer.prune({ ingestedBeforeMs, happenedBeforeMs: null, bytesMax: null });
}

function shrink(writer: LogWriter, bytesMax: number): Promise<number> {
  return writer.prune({ ingestedBeforeMs: null, happenedBeforeMs: null, bytesMax });
}

function result(stored: number, duplicates: number) {
  return { stored, duplicates, rejected: [] };
}
