import assert from "node:assert/strict";
import type { LogEvent } from "../../../core/event.ts";
import { parseQuery } from "../../../core/query/parse_query.ts";
import { BASE_MS, YEAR_1_MS, YEAR_9999_MS } from "../arbitraries.ts";
import {
  type Case,
  openBoth,
  ORIGIN,
  positionsOf,
  searchAll,
  toEvent,
  toEvents,
  toFilter,
} from "./case.ts";

/** What `search` and `context` promise. */
export const searchCases: readonly Case[] = [
  {
    name: "orders by time, then origin, then position, both ways, whatever the pages",
    async run(store) {
      await using opened = await openBoth(store);
      const sorted = ["000000000000001", "000000000000002"].flatMap((origin) =>
        [5, 40, 300].map((position) => toEvent(0, { origin, position }))
      );
      const all = [toEvent(0, { timestampMs: BASE_MS - 1 }), ...sorted, toEvent(1)];
      await opened.append([all[7]!]);
      await opened.append([...all.slice(4, 7), all[0]!]);
      await opened.append(all.slice(1, 4));
      for (const limit of [1, 2, 3, 8, 10_000]) {
        assert.deepEqual(await searchAll(opened.reader, { limit }), all);
        const newest = await searchAll(opened.reader, { limit, order: "newest" });
        assert.deepEqual(newest, all.toReversed());
      }
    },
  },
  {
    name: "neither skips nor repeats over pages while events arrive",
    async run(store) {
      await using opened = await openBoth(store);
      const { reader } = opened;
      await opened.append(toEvents(100, 10));
      const request = { filter: toFilter(), order: "newest", limit: 4 } as const;
      const first = await reader.search({ ...request, cursor: null });
      await opened.append([toEvent(50), toEvent(200, { timestampMs: BASE_MS + 104_500 })]);
      await opened.append(toEvents(300, 30));
      const second = await reader.search({ ...request, cursor: first.nextCursor });
      await using other = await store.openReader();
      const third = await other.search({ ...request, cursor: second.nextCursor });
      assert.equal(third.nextCursor, null);
      const pages = [...first.events, ...second.events, ...third.events];
      assert.deepEqual(pages, toEvents(100, 10).toReversed());
      assert.equal((await searchAll(reader)).length, 42, "a new search sees them");
    },
  },
  {
    name: "goes on with a cursor after a restart",
    async run(store) {
      const request = { filter: toFilter(), order: "oldest", limit: 4 } as const;
      let cursor: string | null;
      {
        await using opened = await openBoth(store);
        await opened.append(toEvents(0, 6));
        cursor = (await opened.reader.search({ ...request, cursor: null })).nextCursor;
      }
      await using opened = await openBoth(store);
      await opened.append(toEvents(6, 2));
      const page = await opened.reader.search({ ...request, cursor });
      assert.deepEqual(page.events, toEvents(4, 2));
    },
  },
  {
    name: "refuses a cursor of another query or order, and takes one whose times moved on",
    async run(store) {
      await using opened = await openBoth(store);
      await opened.append(toEvents(0, 6));
      const filter = toFilter({ query: parseQuery("event"), fromMs: BASE_MS });
      const request = { filter, order: "newest", limit: 2 } as const;
      const { nextCursor: cursor } = await opened.reader.search({ ...request, cursor: null });
      for (const query of ["*", "event 1", "level:INFO"].map((text) => parseQuery(text))) {
        const other = { ...request, filter: { ...filter, query }, cursor };
        await assert.rejects(opened.reader.search(other), RangeError);
      }
      const turned = { ...request, order: "oldest", cursor } as const;
      await assert.rejects(opened.reader.search(turned), RangeError);
      const moved = { ...filter, fromMs: BASE_MS + 3000 };
      const page = await opened.reader.search({ ...request, filter: moved, cursor });
      assert.deepEqual(page.events, [toEvent(3)]);
    },
  },
  {
    name: "takes from inclusive to exclusive, and nothing where they are turned round",
    async run(store) {
      await using opened = await openBoth(store);
      await opened.append(toEvents(0, 10));
      for (
        const [from, to, indices] of [
          [2000, 5000, [2, 3, 4]],
          [2001, 5001, [3, 4, 5]],
          [null, 1000, [0]],
          [9000, null, [9]],
          [3000, 3000, []],
          [5000, 3000, []],
          [-9e6, 9e6, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
        ] as const
      ) {
        const filter = toFilter({
          fromMs: from === null ? null : BASE_MS + from,
          toMs: to === null ? null : BASE_MS + to,
        });
        const expected = indices.map((index) => index * 10);
        assert.deepEqual(positionsOf(await searchAll(opened.reader, { filter })), expected);
      }
    },
  },
  {
    name: "sorts and limits times of the years 1 and 9999",
    async run(store) {
      await using opened = await openBoth(store);
      const times = [YEAR_1_MS, -1, 0, 1, BASE_MS, YEAR_9999_MS];
      const events = times.map((timestampMs, i) => toEvent(i, { timestampMs }));
      await opened.append(events);
      assert.deepEqual(await searchAll(opened.reader, { limit: 1 }), events);
      const filter = toFilter({ fromMs: YEAR_1_MS, toMs: 0 });
      assert.deepEqual(await searchAll(opened.reader, { filter }), events.slice(0, 2));
    },
  },
  {
    name: "gives nothing but a total for a limit of 0",
    async run(store) {
      await using opened = await openBoth(store);
      await opened.append(toEvents(0, 3));
      const page = await opened.reader.search({
        filter: toFilter(),
        order: "newest",
        limit: 0,
        cursor: null,
      });
      assert.deepEqual(page.events, []);
      assert.equal(page.nextCursor, null);
      assert(page.total.relation === "eq" ? page.total.value === 3 : page.total.value <= 3);
    },
  },
  {
    name: "refuses an unusable cursor or limit of a page with a RangeError",
    async run(store) {
      await using opened = await openBoth(store);
      await opened.append(toEvents(0, 3));
      const request = { filter: toFilter(), order: "newest", limit: 1, cursor: null } as const;
      for (const cursor of ["", "x", "e30", "%00", "a".repeat(5000)]) {
        await assert.rejects(opened.reader.search({ ...request, cursor }), RangeError, cursor);
      }
      for (const limit of [-1, 10_001, 1.5, NaN]) {
        await assert.rejects(opened.reader.search({ ...request, limit }), RangeError, `${limit}`);
      }
    },
  },
  {
    name: "rejects with the signal's reason when that fired",
    async run(store) {
      await using opened = await openBoth(store);
      await opened.append(toEvents(0, 3));
      const reason = new Error("enough");
      const signal = AbortSignal.abort(reason);
      const filter = toFilter({ query: parseQuery("event") });
      await assert.rejects(
        opened.reader.search({ filter, order: "newest", limit: 1, cursor: null, signal }),
        reason,
      );
      await assert.rejects(
        opened.reader.aggregate({ filter, histogram: null, facets: null, signal }),
        reason,
      );
    },
  },
  {
    name: "shows an event among its neighbours in its source",
    async run(store) {
      await using opened = await openBoth(store);
      const other = toEvents(0, 9, { origin: "000000000000001" });
      await opened.append([...other, ...toEvents(6, 4)]);
      await opened.append(toEvents(0, 6));
      const around = (position: number, before: number, after: number) =>
        opened.reader.context({ origin: ORIGIN, position, before, after });
      assert.deepEqual(await around(50, 2, 3), toContext(toEvents(3, 2), 5, toEvents(6, 3)));
      assert.deepEqual(await around(50, 0, 0), toContext([], 5, []));
      assert.deepEqual(await around(0, 5, 1), toContext([], 0, toEvents(1, 1)));
      assert.deepEqual(await around(90, 1, 5), toContext(toEvents(8, 1), 9, []));
      const nothing = { before: [], event: null, after: [] };
      assert.deepEqual(await around(51, 1, 1), nothing);
      assert.deepEqual(await around(1e9, 1, 0), nothing);
      const unknown = { origin: "000000000000009", position: 0, before: 1, after: 1 };
      assert.deepEqual(await opened.reader.context(unknown), nothing);
    },
  },
];

function toContext(before: LogEvent[], index: number, after: LogEvent[]) {
  return { before, event: toEvent(index), after };
}
