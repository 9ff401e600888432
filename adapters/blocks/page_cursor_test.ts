import assert from "node:assert/strict";
import { type PageCursor, parseCursor, printCursor } from "./page_cursor.ts";

const CURSOR: PageCursor = {
  epoch: "0123456789abcdef",
  order: "newest",
  queryHash: "0f1e2d3c4b5a69",
  arrivalEnd: 12,
  timestampMs: -62_135_596_800_000,
  origin: "9f3c5a01b2c4d5e",
  position: 2 ** 53 - 1,
  total: { value: 3, relation: "gte" },
};

Deno.test("parseCursor reads what printCursor wrote, in characters fit for addresses", () => {
  const text = printCursor(CURSOR);
  assert.match(text, /^[A-Za-z0-9_-]+$/);
  assert.deepEqual(parseCursor(text, CURSOR), CURSOR);
});

Deno.test("parseCursor refuses other texts, orders, queries and stores", () => {
  const text = printCursor(CURSOR);
  for (const other of ["", "e30", "W10", "%", text.slice(1), text + "A", "é"]) {
    assert.throws(() => parseCursor(other, CURSOR), RangeError, other);
  }
  for (const change of [{ order: "oldest" as const }, { queryHash: "0f1e2d3c4b5a60" }]) {
    const other = { name: "RangeError", message: /is the cursor of another query or order/ };
    assert.throws(() => parseCursor(text, { ...CURSOR, ...change }), other);
  }
  assert.throws(() => parseCursor(text, { ...CURSOR, epoch: "0000000000000001" }), /made anew/);
});
