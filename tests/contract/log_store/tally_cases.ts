import assert from "node:assert/strict";
import type { LogEvent } from "../../../core/event.ts";
import type { TallyGroup, Tallying } from "../../../core/stats/tallying.ts";
import type { LogReader } from "../../../ports/log_store.ts";
import { tallyArray } from "../array_tallies.ts";
import { type Case, openBoth, toEvent, toFilter } from "./case.ts";

/** What `aggregate` promises of `tallies`. */
export const tallyCases: readonly Case[] = [
  {
    name: "tallies events by time and fields, with the numbers and texts of each",
    async run(store) {
      await using opened = await openBoth(store);
      const events = toMixed(400);
      await opened.append(events.slice(0, 250));
      await opened.append(events.slice(250));
      for (const tallies of TALLYINGS) {
        const found = await ask(opened.reader, tallies);
        assert.deepEqual(toSorted(found), toSorted(tallyArray(events, tallies)));
      }
    },
  },
  {
    name: "tallies only what the filter takes, and nothing where it takes none",
    async run(store) {
      await using opened = await openBoth(store);
      const events = toMixed(50);
      await opened.append(events);
      const [tallies] = TALLYINGS;
      const [fromMs, toMs] = [events[10]!.timestampMs, events[30]!.timestampMs];
      const within = events.filter(({ timestampMs, level }) => {
        return level === "ERROR" && timestampMs >= fromMs && timestampMs < toMs;
      });
      const filter = toFilter({ query: ERRORS, fromMs, toMs });
      const asked = { filter, histogram: null, facets: null, tallies: tallies! };
      const found = await opened.reader.aggregate(asked);
      assert.deepEqual(toSorted(found.tallies!), toSorted(tallyArray(within, tallies!)));
      assert.equal(found.count, within.length);
      const none = {
        ...asked,
        filter: toFilter({ query: { kind: "not", part: { kind: "all" } } }),
      };
      assert.deepEqual((await opened.reader.aggregate(none)).tallies, []);
    },
  },
  {
    name:
      "refuses to tally too many groups, and fields that nothing is counted of, with a RangeError",
    async run(store) {
      await using opened = await openBoth(store);
      await opened.append(
        Array.from({ length: 25_001 }, (_, i) => toEvent(i, { fields: { user: `u${i}` } })),
      );
      for (
        const tallies of [
          { intervalMs: 1000, by: ["user"], each: null },
          { intervalMs: 1000, by: ["message"], each: null },
          { intervalMs: 1000, by: [], each: { field: "id", as: "hash" } },
        ] as const
      ) await assert.rejects(ask(opened.reader, tallies), RangeError);
    },
  },
];

const ERRORS = { kind: "field", field: "level", extra: false, value: ["ERROR"] } as const;

const TALLYINGS: readonly Tallying[] = [
  { intervalMs: 1000, by: ["service"], each: { field: "n", as: "number" } },
  { intervalMs: 7777, by: [], each: null },
  { intervalMs: 60_000, by: ["user", "service"], each: { field: "n", as: "hash" } },
  { intervalMs: 5000, by: ["user"], each: { field: "service", as: "hash" } },
  { intervalMs: 5000, by: ["user"], each: { field: "level", as: "number" } },
  { intervalMs: 5000, by: ["nowhere"], each: { field: "nowhere", as: "number" } },
];

/** Events over some minutes, with values of all kinds. */
function toMixed(count: number): LogEvent[] {
  const values = [1, "1", "1.0", -2.5, "x", true, "", 1e21, -0, "v".repeat(1025), 0.1 + 0.2];
  return Array.from({ length: count }, (_, i) =>
    toEvent(i, {
      timestampMs: toEvent(0).timestampMs + i * 617,
      service: `s${i % 3}`,
      level: i % 4 === 0 ? "ERROR" : "INFO",
      fields: {
        ...i % 5 > 0 && { n: values[i % values.length]! },
        ...i % 7 > 0 && { user: `u${i % 4}` },
        ...i % 6 === 0 && { level: i % 3 },
      },
    }));
}

async function ask(reader: LogReader, tallies: Tallying): Promise<readonly TallyGroup[]> {
  const filter = toFilter({});
  const found = await reader.aggregate({ filter, histogram: null, facets: null, tallies });
  return found.tallies!;
}

/** What is read is in no order. */
function toSorted(groups: readonly TallyGroup[]): unknown {
  return groups.map(({ read, ...group }) => {
    const pairs = read.flatMap((number, i) => i % 2 === 0 ? [[number, read[i + 1]!]] : []);
    return { ...group, read: pairs.sort(([a], [b]) => a! - b!) };
  });
}
