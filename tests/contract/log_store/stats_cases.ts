import assert from "node:assert/strict";
import type { Fields, FieldValue, LogEvent } from "../../../core/event.ts";
import type { LogReader } from "../../../ports/log_store.ts";
import { YEAR_1_MS, YEAR_9999_MS } from "../arbitraries.ts";
import { type Case, openBoth, toEvent, toEvents, toFilter } from "./case.ts";
import { parseStats } from "./parse_stats.ts";

/** What `aggregate` promises of `stats`. */
export const statsCases: readonly Case[] = [
  ...tables("counts, adds and compares numbers, and texts that are one", {
    events: withValues(["1", 2, "-3.5", true, "12ms", " 4", "0x10", "", 1e3, "+.5"]),
    tables: {
      "count(), count(n), count_distinct(n)": [[10, 10, 10]],
      "sum(n), avg(n), min(n), max(n), p0(n), p100(n)": [[1000, 200, -3.5, 1000, -3.5, 1000]],
    },
  }),
  ...tables("tells nothing of a field without numbers, and counts none where there is none", {
    events: withValues(["a", false, "12ms"]),
    tables: {
      "count(n), sum(n), avg(n), min(n), max(n), p50(n)": [[3, null, null, null, null, null]],
      "count(x), count_distinct(x), sum(x), avg(x), min(x), max(x), p50(x)": [
        [0, 0, null, null, null, null, null],
      ],
    },
  }),
  ...tables("knows one zero, and no number beyond the largest", {
    events: [
      toEvent(0, { fields: { zero: -0, large: 1e308 } }),
      toEvent(1, { fields: { zero: "-0", large: 1e308 } }),
    ],
    tables: {
      "sum(zero), avg(zero), min(zero), max(zero), p50(zero)": [[0, 0, 0, 0, 0]],
      "sum(large), avg(large), min(large), max(large), p50(large)": [
        [null, null, 1e308, 1e308, 1e308],
      ],
    },
  }),
  ...tables("makes groups of a field's texts, in order, those without one last", {
    events: [
      ...withValues([1, "1", true, "b", "a", "", "é", "\uff5a", "😀", "v".repeat(1025)]),
      toEvent(20),
    ],
    tables: {
      "count(), count(n) by n": [
        ["", 1, 1],
        ["1", 2, 2],
        ["a", 1, 1],
        ["b", 1, 1],
        ["true", 1, 1],
        ["é", 1, 1],
        ["😀", 1, 1],
        ["\uff5a", 1, 1],
        [null, 2, 0],
      ],
      "count() by x": [[null, 11]],
      "count() by x, y": [[null, null, 11]],
    },
  }),
  ...tables("makes groups of several keys, each in turn", {
    events: [
      toEvent(0, { service: "b", timestampMs: -1, fields: { k: "x", n: 1 } }),
      toEvent(1, { service: "a", timestampMs: -1000, fields: { k: "x", n: 2 } }),
      toEvent(2, { service: "a", timestampMs: 999, fields: { n: 3 } }),
      toEvent(3, { service: "a", timestampMs: -1001, fields: { k: "w", n: 4 } }),
      toEvent(4, { service: "a", timestampMs: 0, fields: { n: 5 } }),
    ],
    tables: {
      "sum(n), count() by service, k": [
        ["a", "w", 4, 1],
        ["a", "x", 2, 1],
        ["a", null, 8, 2],
        ["b", "x", 1, 1],
      ],
      "max(n) by k, bin(1s)": [
        ["w", -2000, 4],
        ["x", -1000, 2],
        [null, 0, 5],
      ],
      "count() by bin(7777ms), k, service": [
        [-7777, "w", "a", 1],
        [-7777, "x", "a", 1],
        [-7777, "x", "b", 1],
        [0, null, "a", 2],
      ],
    },
  }),
  ...tables("makes groups of the times of all years", {
    events: [YEAR_1_MS, -1, 0, YEAR_9999_MS]
      .map((timestampMs, i) => toEvent(i, { timestampMs, service: i < 2 ? "old" : "new" })),
    tables: {
      "min(timestamp), max(timestamp)": [[YEAR_1_MS, YEAR_9999_MS]],
      "min(timestamp), max(timestamp) by service": [
        ["new", 0, YEAR_9999_MS],
        ["old", YEAR_1_MS, -1],
      ],
      "count() by bin(1d)": [
        [YEAR_1_MS, 1],
        [-86_400_000, 1],
        [0, 1],
        [YEAR_9999_MS - 86_399_999, 1],
      ],
      "count() by bin(99999999d)": [[-8_639_999_913_600_000, 2], [0, 2]],
    },
  }),
  ...tables("tells an extra field of stats from the fixed one, or the time, that shadows it", {
    events: [
      toEvent(0, { level: "ERROR", fields: { level: "5", host: "h", timestamp: 7 } }),
      toEvent(1, { level: "ERROR", fields: { host: "h", message: 1 } }),
      toEvent(2),
    ],
    tables: {
      "count(level), count(extra_fields.level), max(extra_fields.level) by level": [
        ["ERROR", 2, 1, 5],
        ["INFO", 1, 0, null],
      ],
      "count_distinct(host), count_distinct(extra_fields.host), count(file), count(origin)": [
        [1, 1, 3, 3],
      ],
      "sum(extra_fields.timestamp), count() by extra_fields.message, extra_fields.host": [
        ["1", "h", null, 1],
        [null, "h", 7, 1],
        [null, null, null, 1],
      ],
    },
  }),
  ...tables("counts the first 256 fields of an event, of values up to 1,024 characters", {
    events: [
      toEvent(0, { fields: toFields(300) }),
      toEvent(1, { fields: { f255: 1, f256: 2, long: "9".repeat(1025), short: "x".repeat(1024) } }),
    ],
    tables: {
      "count(f255), sum(f255), count(f256), sum(f256)": [[2, 256, 1, 2]],
      "count(long), max(long), count_distinct(short)": [[0, null, 1]],
    },
  }),
  ...tables("counts fields of which there are thousands of others", {
    events: Array.from({ length: 1500 }, (_, i) =>
      toEvent(i, {
        fields: { [`a${i}`]: i, [`b${i}`]: `v${i}`, ...(i % 500 === 7 && { z: `${i}` }) },
      })),
    tables: {
      "count(a1499), sum(a1499), max(b1499), count(z), sum(z), p50(z)": [
        [1, 1499, null, 3, 1521, 507],
      ],
      "count() by z, b7": [
        ["1007", null, 1],
        ["507", null, 1],
        ["7", "v7", 1],
        [null, null, 1497],
      ],
    },
  }),
  {
    name: "makes one group without keys, and none with keys, where nothing matches",
    async run(store) {
      await using opened = await openBoth(store);
      const { reader } = opened;
      const check = async () => {
        const functions = "count(), count(n), count_distinct(n), sum(n), min(timestamp), p50(n)";
        const whole = [[0, 0, 0, null, null, null]];
        assert.deepEqual(await ask(reader, `nothing | stats ${functions}`), whole);
        for (const by of ["n", "bin(1m)", "x, n"]) {
          assert.deepEqual(await ask(reader, `nothing | stats ${functions} by ${by}`), []);
        }
      };
      await check();
      await opened.append(withValues([1, 2]));
      await check();
    },
  },
  {
    name: "counts stats of what the filter takes, beside all else that is asked for",
    async run(store) {
      await using opened = await openBoth(store);
      await opened.append([...toEvents(0, 10), ...toEvents(10, 5, { level: "WARN" })]);
      const { query, stats } = parseStats("level:WARN | stats count(), min(timestamp) by service");
      const filter = toFilter({ query, fromMs: toEvent(12).timestampMs });
      const histogram = { intervalMs: 86_400_000, by: null };
      const facets = { fields: ["level"], limit: 5 };
      const found = await opened.reader.aggregate({ filter, histogram, facets, stats });
      const first = toEvent(12).timestampMs;
      assert.deepEqual(found.stats, [{ keys: ["payment-service"], values: [3, first] }]);
      assert.deepEqual([found.count, found.histogram?.[0]?.count, found.facets], [
        3,
        3,
        { level: [{ value: "WARN", count: 3 }] },
      ]);
    },
  },
];

/** Stored together, the events make each table: rows of keys, then values. */
function tables(
  name: string,
  { events, tables }: {
    readonly events: readonly LogEvent[];
    readonly tables: Readonly<Record<string, readonly (readonly (string | number | null)[])[]>>;
  },
): Case[] {
  return [{
    name,
    async run(store) {
      await using opened = await openBoth(store);
      await opened.append(events);
      for (const [stats, rows] of Object.entries(tables)) {
        assert.deepEqual(await ask(opened.reader, `* | stats ${stats}`), rows, stats);
      }
    },
  }];
}

async function ask(reader: LogReader, text: string): Promise<(string | number | null)[][]> {
  const { query, stats } = parseStats(text);
  const filter = toFilter({ query });
  const found = await reader.aggregate({ filter, histogram: null, facets: null, stats });
  return found.stats!.map(({ keys, values }) => [...keys, ...values]);
}

/** An event for each value of the field `n`. */
function withValues(values: readonly FieldValue[]): LogEvent[] {
  return values.map((n, i) => toEvent(i, { fields: { n } }));
}

function toFields(count: number): Fields {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, i]));
}
