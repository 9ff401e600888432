import assert from "node:assert/strict";
import fc from "fast-check";
import { denseEventLists } from "../../tests/contract/arbitraries.ts";
import { statsOf } from "../../tests/contract/pipe_arbitraries.ts";
import type { LogEvent } from "../event.ts";
import { fieldNumber, fieldText, parseFieldName } from "../query/field.ts";
import type { GroupKey, Stats, StatsFunction } from "../query/pipe.ts";
import { compareGroups, StatsCounter, type StatsGroup } from "./stats_counter.ts";
import { toStatsRows } from "./to_stats_rows.ts";

Deno.test("StatsCounter counts what its functions mean, in however many parts events come", () => {
  fc.assert(fc.property(denseEventLists, statsOf, fc.nat(10), (events, stats, part) => {
    const counter = new StatsCounter(stats);
    for (let at = 0; at < events.length; at += part + 1) {
      counter.read(toStatsRows(events.slice(at, at + part + 1)))();
    }
    const found = counter.result();
    assert.deepEqual(found.map(round), define(events, stats).map(round));
  }));
});

Deno.test("StatsCounter counts only the rows that take part", () => {
  fc.assert(
    fc.property(
      denseEventLists,
      statsOf,
      fc.infiniteStream(fc.boolean()),
      (events, stats, takes) => {
        const selected = Uint8Array.from(events, () => Number(takes.next().value));
        const counter = new StatsCounter(stats);
        counter.read({ ...toStatsRows(events), selected })();
        const taken = events.filter((_, i) => selected[i] === 1);
        assert.deepEqual(counter.result().map(round), define(taken, stats).map(round));
      },
    ),
  );
});

Deno.test("StatsCounter reads nothing more once it counts, and counts nothing before", () => {
  const counter = new StatsCounter({
    functions: [{ kind: "count", field: null }, { kind: "max", field: "n" }],
    by: [{ kind: "field", field: "service" }, { kind: "bin", intervalMs: 1000 }],
  });
  const events = [{ timestampMs: -1, service: "a", fields: { n: 1 } }] as unknown as LogEvent[];
  const rows = toStatsRows(events);
  let reads = 0;
  const seen = <T>(value: T) => (reads++, value);
  const count = counter.read({
    ...rows,
    times: () => seen(rows.times()),
    numbers: (field) => seen(rows.numbers(field)),
    texts: (field) => seen(rows.texts(field)),
  });
  assert.deepEqual([reads, counter.result()], [3, []]);
  count();
  assert.deepEqual([reads, counter.result()], [3, [{ keys: ["a", -1000], values: [1, 1] }]]);
});

Deno.test("StatsCounter refuses more than 25,000 groups", () => {
  const counter = new StatsCounter({
    functions: [{ kind: "count", field: null }],
    by: [{ kind: "field", field: "n" }],
  });
  const toEvents = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => ({ fields: { n: from + i } }) as unknown as LogEvent);
  counter.read(toStatsRows(toEvents(0, 25_000)))();
  assert.equal(counter.result().length, 25_000);
  assert.throws(() => counter.read(toStatsRows(toEvents(25_000, 1)))(), {
    name: "RangeError",
    message: /more than 25000 groups; narrow the query, or group by less/,
  });
});

Deno.test("StatsCounter counts the numbers of a field once for all its percentiles", () => {
  const percents = [1, 50, 95, 99, 99.9];
  const counter = new StatsCounter({
    functions: percents.map((percent) => ({ kind: "percentile", percent, field: "n" })),
    by: [{ kind: "bin", intervalMs: 1 }],
  });
  for (let n = 0; n < 300; n++) {
    const events = Array.from(
      { length: 5000 },
      (_, timestampMs) => ({ timestampMs, fields: { n } }) as unknown as LogEvent,
    );
    counter.read(toStatsRows(events))();
  }
  const found = counter.result();
  assert.equal(found.length, 5000);
  assert.deepEqual(found.at(-1), { keys: [4999], values: [2, 149, 284, 296, 299] });
});

/** What each function means, as docs/query.md says it. */
function define(events: readonly LogEvent[], { functions, by }: Stats): StatsGroup[] {
  const groups = Map.groupBy(events, (event) => JSON.stringify(by.map((key) => keyOf(event, key))));
  if (by.length === 0 && groups.size === 0) groups.set("[]", []);
  return [...groups].map(([keys, own]) => ({
    keys: JSON.parse(keys),
    values: functions.map((called) => valueOf(own, called)),
  })).sort(compareGroups);
}

function keyOf(event: LogEvent, key: GroupKey): string | number | null {
  if (key.kind === "field") return fieldText(event, parseFieldName(key.field));
  return Math.floor(event.timestampMs / key.intervalMs) * key.intervalMs + 0;
}

function valueOf(events: readonly LogEvent[], called: StatsFunction): number | null {
  if (called.kind === "count" && called.field === null) return events.length;
  const field = parseFieldName(called.field!);
  const texts = events.map((event) => fieldText(event, field)).filter((text) => text !== null);
  if (called.kind === "count") return texts.length;
  if (called.kind === "count_distinct") return new Set(texts).size;
  const numbers = events.map((event) => fieldNumber(event, field)).filter(Number.isFinite)
    .sort((a, b) => a - b).map((number) => number + 0);
  if (numbers.length === 0) return null;
  const sum = numbers.reduce((a, b) => a + b, 0);
  switch (called.kind) {
    case "sum":
      return Number.isFinite(sum) ? sum : null;
    case "avg":
      return Number.isFinite(sum) ? sum / numbers.length : null;
    case "min":
      return numbers[0]!;
    case "max":
      return numbers.at(-1)!;
    case "percentile":
      return numbers[Math.max(1, Math.ceil(called.percent * numbers.length / 100)) - 1]!;
  }
}

/** The order of additions may change the last digits. */
function round({ keys, values }: StatsGroup): StatsGroup {
  return {
    keys,
    values: values.map((value) => value === null ? null : Number(value.toPrecision(9))),
  };
}
