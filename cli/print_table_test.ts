import assert from "node:assert/strict";
import type { Table } from "../core/stats/table.ts";
import { printTable } from "./print_table.ts";

const TABLE: Table = {
  columns: [
    { name: "service", kind: "text" },
    { name: "bin(5m)", kind: "time" },
    { name: "count()", kind: "number" },
  ],
  rows: [["shop\x1b", 1_761_229_800_000, 1234], [null, null, 5], ["a", 0, null]],
};

Deno.test("printTable aligns columns, numbers to the right, and lets nothing steer the terminal", () => {
  assert.equal(
    printTable(TABLE, false),
    [
      "service     bin(5m)                   count()",
      "shop\\u001b  2025-10-23T14:30:00.000Z     1234",
      "-           -                               5",
      "a           1970-01-01T00:00:00.000Z        -",
      "",
    ].join("\n"),
  );
});

Deno.test("printTable gives one JSON object a row, for machines", () => {
  const rows = printTable(TABLE, true).trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(rows[0], {
    service: "shop\x1b",
    "bin(5m)": "2025-10-23T14:30:00.000Z",
    "count()": 1234,
  });
  assert.deepEqual(rows[1], { service: null, "bin(5m)": null, "count()": 5 });
});
