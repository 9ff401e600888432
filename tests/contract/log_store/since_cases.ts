import assert from "node:assert/strict";
import type { LogEvent } from "../../../core/event.ts";
import type { Query } from "../../../core/query/ast.ts";
import { parseQuery } from "../../../core/query/parse_query.ts";
import type { LogReader } from "../../../ports/log_store.ts";
import { BASE_MS } from "../arbitraries.ts";
import { type Case, openBoth, positionsOf, readSince, toEvent, toEvents } from "./case.ts";

/** What `since` promises. */
export const sinceCases: readonly Case[] = [
  {
    name: "gives events in order of arrival, each once, whatever their times, sources and limits",
    async run(store) {
      await using opened = await openBoth(store);
      const arrived = [
        ...toEvents(10, 5),
        toEvent(3, { origin: "000000000000001", timestampMs: BASE_MS + 9e6 }),
        ...toEvents(0, 3, { timestampMs: BASE_MS }),
        ...toEvents(20, 100),
      ];
      for (const events of [arrived.slice(0, 6), arrived.slice(6, 9), arrived.slice(9)]) {
        await opened.append(events);
        await opened.append(events);
      }
      for (const limit of [1, 7, 109, 1000]) {
        assert.deepEqual((await readSince(opened.reader, "start", limit)).events, arrived);
      }
    },
  },
  {
    name: "goes on from a cursor in another reader and after a restart",
    async run(store) {
      let cursor: string;
      {
        await using opened = await openBoth(store);
        await opened.append(toEvents(0, 10));
        const first = await opened.reader.since({ after: "start", limit: 4, waitMs: 0 });
        assert.deepEqual(first.events, toEvents(0, 4));
        await using other = await store.openReader();
        const second = await other.since({ after: first.cursor, limit: 3, waitMs: 0 });
        assert.deepEqual(second.events, toEvents(4, 3));
        cursor = second.cursor;
      }
      await using opened = await openBoth(store);
      await opened.append(toEvents(10, 2));
      assert.deepEqual((await readSince(opened.reader, cursor)).events, toEvents(7, 5));
    },
  },
  {
    name: "gives from the end only what arrives from then on",
    async run(store) {
      await using opened = await openBoth(store);
      const { reader } = opened;
      const empty = await reader.since({ after: "end", limit: 9, waitMs: 0 });
      await opened.append(toEvents(0, 3));
      const end = await reader.since({ after: "end", limit: 9, waitMs: 0 });
      assert.deepEqual(end.events, []);
      await opened.append(toEvents(3, 2));
      assert.deepEqual((await readSince(reader, end.cursor)).events, toEvents(3, 2));
      assert.deepEqual((await readSince(reader, empty.cursor)).events, toEvents(0, 5));
    },
  },
  {
    name: "gives [] and a usable cursor when nothing came in waitMs",
    async run(store) {
      await using opened = await openBoth(store);
      const first = await opened.reader.since({ after: "start", limit: 9, waitMs: 30 });
      assert.deepEqual(first.events, []);
      await opened.append(toEvents(0, 3));
      const second = await opened.reader.since({ after: first.cursor, limit: 9, waitMs: 30 });
      assert.deepEqual(second.events, toEvents(0, 3));
    },
  },
  {
    name: "wakes every waiting reader as soon as something is appended",
    async run(store) {
      await using opened = await openBoth(store);
      await using other = await store.openReader();
      await opened.append(toEvents(0, 2));
      const after = (await readSince(opened.reader, "start")).cursor;
      const waiting = [opened.reader, opened.reader, other].map((reader) =>
        reader.since({ after, limit: 9, waitMs: WAIT_MS })
      );
      const end = other.since({ after: "end", limit: 9, waitMs: WAIT_MS });
      await other.since({ after: "end", limit: 9, waitMs: 0 });
      await opened.append(toEvents(2, 1));
      for (const { events } of await Promise.all([...waiting, end])) {
        assert.deepEqual(events, toEvents(2, 1));
      }
    },
  },
  {
    name: "gives many readers the same events while they are being appended",
    async run(store) {
      await using opened = await openBoth(store);
      await using other = await store.openReader();
      const readers = [opened.reader, other, opened.reader];
      const following = readers.map((reader, i) =>
        follow(reader, { limit: [1, 7, 1000][i]!, count: 200 })
      );
      const arrived: LogEvent[] = [];
      for (let i = 0; i < 40; i++) {
        const events = toEvents((i * 7 % 40) * 5, 5);
        arrived.push(...events);
        await opened.writer.append(events, null);
      }
      for (const events of await Promise.all(following)) {
        assert.deepEqual(positionsOf(events), positionsOf(arrived));
      }
    },
  },
  {
    name: "gives those that match a query, tells how many passed, and wakes only for a match",
    async run(store) {
      await using opened = await openBoth(store);
      const { reader } = opened;
      const query = parseQuery("needle");
      const events = Array.from({ length: 60 }, (_, i) => toNeedle(i, i % 7 === 3));
      for (let i = 0; i < 60; i += 10) await opened.append(events.slice(i, i + 10));
      const wanted = events.filter(({ message }) => message === "needle");
      for (const limit of [1, 4, 1000]) {
        const read = await readMatching(reader, query, limit);
        assert.deepEqual([read.events, read.passed], [wanted, 60]);
      }
      const { events: none, passed, cursor } = await readMatching(reader, NOTHING, 1000);
      assert.deepEqual([none, passed], [[], 60]);
      const waiting = reader.since({ after: cursor, limit: 9, waitMs: WAIT_MS, query });
      await opened.append([toNeedle(60, false)]);
      await opened.append([toNeedle(61, true)]);
      assert.deepEqual((await waiting).events, [toNeedle(61, true)]);
    },
  },
  {
    name: "goes on right behind each event of a reading, leaving nothing out, repeating nothing",
    async run(store) {
      await using opened = await openBoth(store);
      const { reader } = opened;
      for (const [offset, partition] of [0, 1, 2, 0].entries()) {
        const origin = `00000000000000${partition}`;
        const own = Array.from({ length: 12 }, (_, i) => toNeedle(12 * offset + i, i % 3 > 0));
        const events = own.map((event) => ({ ...event, origin }));
        await opened.append(events, { epoch: "e", partition, offset });
      }
      for (const query of [parseQuery(""), parseQuery("needle")]) {
        const wanted = positionsOf(await readRest(reader, query, "start")).sort(byNumber);
        for (let after = "start", given: number[] = [];;) {
          const read = await reader.since({ after, limit: 11, waitMs: 0, query });
          for (const index of read.events.keys()) {
            const before = positionsOf(read.events.slice(0, index + 1));
            const rest = await readRest(reader, query, read.cursorAfter(index));
            const all = [...given, ...before, ...positionsOf(rest)];
            assert.deepEqual(all.sort(byNumber), wanted);
          }
          if (read.passed === 0) break;
          given = [...given, ...positionsOf(read.events)];
          after = read.cursor;
        }
      }
    },
  },
  {
    name:
      "only counts what matches, up to the end and from any place on, where none is to be given",
    async run(store) {
      await using opened = await openBoth(store);
      const { reader } = opened;
      const events = Array.from({ length: 60 }, (_, i) => toNeedle(i, i % 7 === 3));
      for (const [offset, partition] of [0, 1, 0].entries()) {
        const part = events.slice(20 * offset, 20 * offset + 20);
        await opened.append(part, { epoch: "e", partition, offset });
      }
      for (const query of [parseQuery(""), parseQuery("needle"), NOTHING]) {
        const wanted = (await readRest(reader, query, "start")).length;
        let [matched, passed] = [0, 0];
        for (let after = "start";;) {
          const read = await reader.since({ after, limit: 0, waitMs: 0, query });
          assert.deepEqual(read.events, []);
          matched += read.matched;
          passed += read.passed;
          if (read.isEnd) break;
          after = read.cursor;
        }
        assert.deepEqual([matched, passed], [wanted, 60]);
        const some = await reader.since({ after: "start", limit: 5, waitMs: 0, query });
        assert.equal(some.matched, some.events.length);
      }
      const query = parseQuery("needle");
      const { cursor } = await reader.since({ after: "end", limit: 0, waitMs: 0, query });
      const waiting = reader.since({ after: cursor, limit: 0, waitMs: WAIT_MS, query });
      await opened.append([toNeedle(60, false)]);
      await opened.append([toNeedle(61, true)]);
      assert.equal((await waiting).matched, 1);
    },
  },
  {
    name: "ends a wait with the signal's reason",
    async run(store) {
      await using reader = await store.openReader();
      const controller = new AbortController();
      const reason = new Error("enough");
      const request = { after: "start", limit: 9, waitMs: WAIT_MS, signal: controller.signal };
      const waiting = reader.since(request);
      controller.abort(reason);
      await assert.rejects(waiting, reason);
      await assert.rejects(reader.since(request), reason);
    },
  },
  {
    name: "refuses to read on from an unusable cursor or limit with a RangeError",
    async run(store) {
      await using opened = await openBoth(store);
      await opened.append(toEvents(0, 3));
      for (const after of ["", "x", "e30", "0", "a".repeat(5000)]) {
        await assert.rejects(
          opened.reader.since({ after, limit: 9, waitMs: 0 }),
          RangeError,
          after,
        );
      }
      for (const limit of [-1, 0.5, NaN]) {
        const request = { after: "start", limit, waitMs: 0 };
        await assert.rejects(opened.reader.since(request), RangeError, `${limit}`);
      }
    },
  },
  {
    name: "goes on with the oldest kept event where a cursor's own was pruned",
    async run(store) {
      await using opened = await openBoth(store);
      await opened.append(toEvents(0, 20, { ingestedMs: 1000 }));
      const { cursor } = await opened.reader.since({ after: "start", limit: 5, waitMs: 0 });
      const gone = await opened.writer.prune({
        ingestedBeforeMs: 1001,
        happenedBeforeMs: null,
        bytesMax: null,
      });
      assert.equal(gone, 20);
      await opened.append(toEvents(20, 5));
      assert.deepEqual((await readSince(opened.reader, cursor)).events, toEvents(20, 5));
      assert.deepEqual((await readSince(opened.reader, "start")).events, toEvents(20, 5));
    },
  },
];

/** An event that the query `needle` finds, or not. */
function toNeedle(index: number, isWanted: boolean): LogEvent {
  return toEvent(index, { message: isWanted ? "needle" : "hay" });
}

function byNumber(a: number, b: number): number {
  return a - b;
}

/** All that matches from `after` on. */
async function readRest(reader: LogReader, query: Query, after: string): Promise<LogEvent[]> {
  const { events, cursor, passed } = await reader.since({ after, limit: 1000, waitMs: 0, query });
  return passed === 0 ? events : [...events, ...await readRest(reader, query, cursor)];
}

/** All that matches from the start on, and how many events passed. */
async function readMatching(reader: LogReader, query: Query, limit: number) {
  const events: LogEvent[] = [];
  let passed = 0;
  for (let after = "start";;) {
    const read = await reader.since({ after, limit, waitMs: 0, query });
    assert(read.events.length <= limit, "no reading is over its limit");
    passed += read.passed;
    events.push(...read.events);
    assert(read.passed > 0 || read.isEnd, "nothing passes only at the end");
    const rest = await reader.since({ after: read.cursor, limit, waitMs: 0, query });
    assert.equal(read.isEnd, rest.passed === 0, "it is the end where nothing follows");
    if (read.passed === 0) return { events, passed, cursor: read.cursor };
    after = read.cursor;
  }
}

/** Reads from the start until there are `count` events, waiting for them. */
async function follow(
  reader: LogReader,
  { limit, count }: { limit: number; count: number },
): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  for (let after = "start"; events.length < count;) {
    const read = await reader.since({ after, limit, waitMs: WAIT_MS });
    assert(read.events.length > 0, `events come before ${WAIT_MS} ms have passed`);
    events.push(...read.events);
    after = read.cursor;
  }
  return events;
}

/** `NOT *` */
const NOTHING: Query = { kind: "not", part: { kind: "all" } };

/** Beyond the deadline of a case, so that one passes only where readers are woken. */
const WAIT_MS = 600_000;
