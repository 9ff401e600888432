import assert from "node:assert/strict";
import type { Stats } from "../../../core/query/pipe.ts";
import type { LogReader } from "../../../ports/log_store.ts";
import { assertStats } from "../assert_stats.ts";
import { type Case, openBoth, toEvent, toFilter } from "./case.ts";
import { parseStats } from "./parse_stats.ts";

/** How much `aggregate` counts for `stats`, and how well. */
export const statsBoundsCases: readonly Case[] = [
  {
    name: "makes 12,000 groups, each complete",
    async run(store) {
      await using opened = await openBoth(store);
      const events = Array.from({ length: 12_000 }, (_, i) =>
        toEvent(i, {
          timestampMs: toEvent(0).timestampMs + i % 5000,
          fields: { user: `u${i % 9999}`, ms: i % 7, ...(i < 11_998 && { n: i }) },
        }));
      await opened.append(events);
      for (
        const text of [
          "count() by n",
          "count(), p50(ms), p95(ms), count_distinct(user), max(ms) by n",
          "count(), count_distinct(user) by bin(5s), user",
        ]
      ) {
        const { stats } = parseStats(`* | stats ${text}`);
        const told = { stats, events, nearness: store.nearness, told: text };
        assertStats(await ask(opened.reader, stats), told);
      }
    },
  },
  {
    name: "makes groups of fields that only some days have",
    async run(store) {
      await using opened = await openBoth(store);
      const events = Array.from({ length: 300 }, (_, i) =>
        toEvent(i, {
          timestampMs: toEvent(0).timestampMs + i % 3 * 86_400_000,
          fields: i % 3 === 0
            ? { user: `u${i % 70}`, n: i }
            : i % 3 === 1
            ? { n: -i, "only here": i % 7 }
            : null,
        }));
      await opened.append(events);
      for (const by of ["user", '"only here", user', "bin(1d), user", "user, n", "nowhere, user"]) {
        for (const functions of ["count()", "p50(n), p95(user), count_distinct(user), sum(n)"]) {
          const { stats } = parseStats(`* | stats ${functions} by ${by}`);
          const told = { stats, events, nearness: store.nearness, told: by };
          assertStats(await ask(opened.reader, stats), told);
        }
      }
    },
  },
  {
    name: "refuses more than 2 MiB of text in the keys of groups with a RangeError",
    async run(store) {
      await using opened = await openBoth(store);
      const text = "k".repeat(1000);
      await opened.append(
        Array.from(
          { length: 1100 },
          (_, i) => toEvent(i, { fields: { one: `${i}${text}`, other: `${i}${text}` } }),
        ),
      );
      const { stats: few } = parseStats("* | stats count() by one");
      assert.equal((await ask(opened.reader, few))?.length, 1100);
      const { stats: many } = parseStats("* | stats count() by one, other");
      await assert.rejects(ask(opened.reader, many), RangeError);
    },
  },
  {
    name: "refuses to count stats by message or id with a RangeError",
    async run(store) {
      await using opened = await openBoth(store);
      await opened.append([toEvent(0)]);
      const count = { kind: "count", field: null } as const;
      for (const field of ["message", "id"]) {
        for (
          const stats of [
            { functions: [count], by: [{ kind: "field", field }] },
            { functions: [{ ...count, field }], by: [] },
            { functions: [{ kind: "count_distinct", field }], by: [] },
          ] as const
        ) {
          await assert.rejects(ask(opened.reader, stats), RangeError, JSON.stringify(stats));
        }
      }
    },
  },
  {
    name: "estimates percentiles and numbers of different values as near as it says",
    async run(store) {
      await using opened = await openBoth(store);
      const events = Array.from({ length: 12_000 }, (_, i) => {
        const chance = (i * 7919 % 12_007) / 12_007; // Of a fixed, well mixed order.
        return toEvent(i, {
          service: i % 4 === 0 ? "few" : "many",
          fields: {
            even: chance * 1000,
            long_tail: Math.round(Math.exp(chance * 30)),
            ties: Math.floor(chance * 4),
            both_signs: (chance - 0.5) * 10 ** (i % 40 - 20),
            user: `user-${i * 7919 % 12_007}`,
          },
        });
      });
      await opened.append(events);
      const fields = ["even", "long_tail", "ties", "both_signs"];
      const percentiles = fields.map((field) =>
        `p0(${field}), p1(${field}), p50(${field}), p95(${field}), p99.9(${field}), p100(${field})`
      );
      for (
        const functions of [...percentiles, "count_distinct(user), sum(both_signs), avg(even)"]
      ) {
        for (const by of ["", " by service"]) {
          const { stats } = parseStats(`* | stats ${functions}${by}`);
          assertStats(await ask(opened.reader, stats), { stats, events, nearness: store.nearness });
        }
      }
    },
  },
];

async function ask(reader: LogReader, stats: Stats) {
  const request = { filter: toFilter(), histogram: null, facets: null, stats };
  return (await reader.aggregate(request)).stats;
}
