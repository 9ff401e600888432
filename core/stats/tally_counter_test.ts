import assert from "node:assert/strict";
import { makeEvent } from "../alert/testing.ts";
import { READ_MAX, TallyCounter } from "./tally_counter.ts";
import { toStatsRows } from "./to_stats_rows.ts";

Deno.test("TallyCounter counts each number of each group once, over all parts", () => {
  const each = { field: "n", as: "number" } as const;
  const counter = new TallyCounter({ intervalMs: 1000, by: ["service"], each });
  const values = [[0, "b", 1], [5, "b", 1], [999, "b", -0], [1000, "b", 0], [0, "a", "x"]] as const;
  for (const [atMs, service, n] of values) {
    counter.read(toStatsRows([makeEvent(atMs, { service, fields: { n } })]))();
  }
  assert.deepEqual(counter.result(), [
    { atMs: 0, texts: ["a"], events: 1, read: [] },
    { atMs: 0, texts: ["b"], events: 3, read: [1, 2, 0, 1] },
    { atMs: 1000, texts: ["b"], events: 1, read: [0, 1] },
  ]);
});

Deno.test("TallyCounter refuses more different values than it has room for", () => {
  const each = { field: "n", as: "hash" } as const;
  const counter = new TallyCounter({ intervalMs: 1000, by: [], each });
  const toRows = (from: number, to: number) =>
    toStatsRows(
      Array.from({ length: to - from }, (_, i) => makeEvent(0, { fields: { n: from + i } })),
    );
  counter.read(toRows(0, READ_MAX))();
  counter.read(toRows(0, 100))();
  assert.throws(() => counter.read(toRows(READ_MAX, READ_MAX + 1))(), {
    name: "RangeError",
    message: /^Cannot tally: groups have too many different values/,
  });
});
