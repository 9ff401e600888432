import assert from "node:assert/strict";
import { parsePipedQuery } from "../query/parse_piped_query.ts";
import type { StatsPipe, TableStep, TopPipe } from "../query/pipe.ts";
import { applySteps, toStatsTable, toTopTable } from "./table.ts";

Deno.test("toStatsTable has keys, then functions, with the kinds of their columns", () => {
  const [pipe] = parsePipedQuery("* | stats count() as n, max(timestamp) by bin(1m), user").pipes;
  const groups = [{ keys: [60_000, null], values: [3, 61_000] }];
  assert.deepEqual(toStatsTable(pipe as StatsPipe, groups), {
    columns: [
      { name: "bin(1m)", kind: "time" },
      { name: "user", kind: "text" },
      { name: "n", kind: "number" },
      { name: "max(timestamp)", kind: "time" },
    ],
    rows: [[60_000, null, 3, 61_000]],
  });
});

Deno.test("applySteps sorts by several columns, texts and numbers, nothing last, and keeps the order of equals", () => {
  const columns = [{ name: "a", kind: "text" }, { name: "b", kind: "number" }] as const;
  const rows = [["x", 10], ["y", 9], [null, 9], ["x", null], ["y", 100]];
  const apply = (text: string) => {
    const [, ...steps] = parsePipedQuery(`* | stats sum(q) as b by a | ${text}`).pipes;
    return applySteps({ columns, rows }, steps as TableStep[]).rows.map((row) => row.join(":"));
  };
  assert.deepEqual(apply("sort b"), ["y:9", ":9", "x:10", "y:100", "x:"]);
  assert.deepEqual(apply("sort b desc"), ["y:100", "x:10", "y:9", ":9", "x:"]);
  assert.deepEqual(apply("sort a desc, b"), ["y:9", "y:100", "x:10", "x:", ":9"]);
  assert.deepEqual(apply("sort a | limit 2 | sort b desc"), ["x:10", "x:"]);
});

Deno.test("toTopTable has the values and how often they occur", () => {
  const [pipe] = parsePipedQuery("* | top 2 path").pipes;
  const table = toTopTable(pipe as TopPipe, [{ value: "/", count: 2 }]);
  assert.deepEqual(table.columns.map(({ name }) => name), ["path", "count()"]);
  assert.deepEqual(table.rows, [["/", 2]]);
});
