import assert from "node:assert/strict";
import type { LogEvent } from "../../../core/event.ts";
import { parseQuery } from "../../../core/query/parse_query.ts";
import type { LogReader } from "../../../ports/log_store.ts";
import { BASE_MS } from "../arbitraries.ts";
import { type Case, openBoth, toEvent, toEvents, toFilter } from "./case.ts";

/** What `aggregate` promises. */
export const aggregateCases: readonly Case[] = [
  {
    name: "counts exactly, all and filtered",
    async run(store) {
      await using opened = await openBoth(store);
      await opened.append(toEvents(0, 300));
      await opened.append(toEvents(300, 5, { level: "ERROR" }));
      const count = async (query: string, fromMs: number | null = null) => {
        const filter = toFilter({ query: parseQuery(query), fromMs });
        return await opened.reader.aggregate({ filter, histogram: null, facets: null });
      };
      assert.deepEqual(await count("*"), { count: 305, histogram: null, facets: null });
      assert.equal((await count("level:err")).count, 5);
      assert.equal((await count("event NOT level:err", BASE_MS + 290_000)).count, 10);
      assert.equal((await count("nothing")).count, 0);
    },
  },
  {
    name: "makes buckets of epoch time, from the first match to the last, empty ones too",
    async run(store) {
      await using opened = await openBoth(store);
      const times = [-1500, -1, 0, 999, 5000];
      await opened.append(times.map((timestampMs, i) => toEvent(i, { timestampMs })));
      const buckets = await histogram(opened.reader, { intervalMs: 1000 });
      assert.deepEqual(buckets, [
        [-2000, 1],
        [-1000, 1],
        [0, 2],
        [1000, 0],
        [2000, 0],
        [3000, 0],
        [4000, 0],
        [5000, 1],
      ]);
      assert.deepEqual(await histogram(opened.reader, { intervalMs: 86_400_000 }), [
        [-86_400_000, 2],
        [0, 3],
      ]);
    },
  },
  {
    name: "makes the buckets of [from, to) where given, and none where nothing is known",
    async run(store) {
      await using opened = await openBoth(store);
      await opened.append([2500, 3000].map((timestampMs, i) => toEvent(i, { timestampMs })));
      const { reader } = opened;
      const options = { intervalMs: 1000 };
      assert.deepEqual(await histogram(reader, { ...options, fromMs: 1500, toMs: 5000 }), [
        [1000, 0],
        [2000, 1],
        [3000, 1],
        [4000, 0],
      ]);
      assert.deepEqual(await histogram(reader, { ...options, fromMs: 1500 }), [
        [1000, 0],
        [2000, 1],
        [3000, 1],
      ]);
      assert.deepEqual(await histogram(reader, { ...options, toMs: 2501 }), [[2000, 1]]);
      assert.deepEqual(await histogram(reader, { ...options, query: "nothing" }), []);
      assert.deepEqual(await histogram(reader, { ...options, fromMs: 9000 }), []);
      assert.deepEqual(await histogram(reader, { ...options, fromMs: 9000, toMs: 8000 }), []);
      const empty = { ...options, query: "nothing", fromMs: 1000, toMs: 2001 };
      assert.deepEqual(await histogram(reader, empty), [[1000, 0], [2000, 0]]);
    },
  },
  {
    name: "splits buckets by a field's values",
    async run(store) {
      await using opened = await openBoth(store);
      const user = (name: string | number): Partial<LogEvent> => ({ fields: { user: name } });
      await opened.append([
        toEvent(0, user("ann")),
        toEvent(0, { position: 10, level: "ERROR", ...user("bob") }),
        toEvent(0, { position: 20, level: "ERROR", ...user("ann") }),
        toEvent(2, { position: 30, level: "WARN" }),
        toEvent(3, { position: 40, ...user(7) }),
      ]);
      const split = async (by: string) => {
        const request = { filter: toFilter(), histogram: { intervalMs: 1000, by }, facets: null };
        return (await opened.reader.aggregate(request)).histogram?.map((bucket) => bucket.by);
      };
      assert.deepEqual(await split("level"), [{ INFO: 1, ERROR: 2 }, {}, { WARN: 1 }, { INFO: 1 }]);
      assert.deepEqual(await split("user"), [{ ann: 2, bob: 1 }, {}, {}, { 7: 1 }]);
      assert.deepEqual(await split("nothing"), [{}, {}, {}, {}]);
    },
  },
  {
    name: "refuses more than 10,000 buckets and unusable intervals with a RangeError",
    async run(store) {
      await using opened = await openBoth(store);
      const { reader } = opened;
      await opened.append([toEvent(0, { timestampMs: 0 }), toEvent(1, { timestampMs: 9_999_999 })]);
      assert.equal((await histogram(reader, { intervalMs: 1000 })).length, 10_000);
      await assert.rejects(histogram(reader, { intervalMs: 999 }), RangeError);
      const far = { intervalMs: 1000, toMs: 10_000_001 };
      await assert.rejects(histogram(reader, { ...far, fromMs: 0 }), RangeError);
      assert.equal((await histogram(reader, { ...far, fromMs: 1000 })).length, 10_000);
      for (const intervalMs of [0, -1, 0.5, NaN]) {
        await assert.rejects(histogram(reader, { intervalMs }), RangeError, `${intervalMs}`);
      }
    },
  },
  {
    name: "names the most frequent values, ties by value, as texts",
    async run(store) {
      await using opened = await openBoth(store);
      const values = ["b", "a", "c", "c", 1, "1", true, "v".repeat(1025), "10", "é", "Z"];
      await opened.append(values.map((user, i) => toEvent(i, { fields: { user } })));
      await opened.append([toEvent(20, { service: "auth-service", level: "ERROR" })]);
      const facets = async (fields: string[], limit: number, query = "*") => {
        const filter = toFilter({ query: parseQuery(query) });
        const found = await opened.reader.aggregate({
          filter,
          histogram: null,
          facets: { fields, limit },
        });
        return Object.fromEntries(
          Object.entries(found.facets!).map(([name, list]) => [
            name,
            list.map(({ value, count }) => `${value} ${count}`).join(", "),
          ]),
        );
      };
      assert.deepEqual(await facets(["user", "level", "service", "nothing"], 100), {
        user: "1 2, c 2, 10 1, Z 1, a 1, b 1, true 1, é 1",
        level: "INFO 11, ERROR 1",
        service: "payment-service 11, auth-service 1",
        nothing: "",
      });
      assert.deepEqual(await facets(["user"], 3), { user: "1 2, c 2, 10 1" });
      assert.deepEqual(await facets(["host", "file"], 9, "user:c"), {
        host: "web-1 2",
        file: "/var/log/app.log 2",
      });
    },
  },
  {
    name: "tells an extra field from the fixed one that shadows it",
    async run(store) {
      await using opened = await openBoth(store);
      await opened.append([toEvent(0, { fields: { level: "loud", host: "h" } })]);
      const names = ["level", "extra_fields.level", "host", "extra_fields.host"];
      const request = { filter: toFilter(), histogram: null, facets: { fields: names, limit: 5 } };
      const { facets } = await opened.reader.aggregate(request);
      const values = ["INFO", "loud", "web-1", "h"];
      assert.deepEqual(names.map((name) => facets?.[name]?.[0]?.value), values);
    },
  },
  {
    name: "refuses to count by message or id with a RangeError",
    async run(store) {
      await using opened = await openBoth(store);
      await opened.append(toEvents(0, 1));
      for (const field of ["message", "id"]) {
        const facets = { fields: [field], limit: 5 };
        const request = { filter: toFilter(), histogram: null, facets };
        await assert.rejects(opened.reader.aggregate(request), RangeError, field);
        const histogram = { intervalMs: 1000, by: field };
        const split = { filter: toFilter(), histogram, facets: null };
        await assert.rejects(opened.reader.aggregate(split), RangeError, field);
      }
    },
  },
];

interface HistogramOptions {
  readonly intervalMs: number;
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly query?: string;
}

/** Pairs of start and count; checks that `by` is null. */
async function histogram(
  reader: LogReader,
  { intervalMs, fromMs, toMs, query }: HistogramOptions,
): Promise<[startMs: number, count: number][]> {
  const { histogram } = await reader.aggregate({
    filter: { query: parseQuery(query ?? "*"), fromMs: fromMs ?? null, toMs: toMs ?? null },
    histogram: { intervalMs, by: null },
    facets: null,
  });
  return histogram!.map(({ startMs, count, by }) => {
    assert.equal(by, null);
    return [startMs, count];
  });
}
