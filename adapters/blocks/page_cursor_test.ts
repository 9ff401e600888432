import assert from "node:assert/strict";
import { type PageCursor, parseCursor, printCursor } from "./page_cursor.ts";

const CURSOR: PageCursor = {
  epoch: "0123456789abcdef",
  order: "newest",
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

Deno.test("parseCursor refuses other texts, orders and stores", () => {
  const text = printCursor(CURSOR);
  for (const other of ["", "e30", "W10", "%", text.slice(1), text + "A", "é"]) {
    assert.throws(() => parseCursor(other, CURSOR), RangeError, other);
  }
  assert.throws(() => parseCursor(text, { ...CURSOR, order: "oldest" }), RangeError);
  assert.throws(() => parseCursor(text, { ...CURSOR, epoch: "0000000000000001" }), /made anew/);
});
