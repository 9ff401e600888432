import assert from "node:assert/strict";
import { type PageCursor, parseCursor, printCursor } from "./page_cursor.ts";
import { parseSinceCursor, printSinceCursor, toEndCursor } from "./since_cursor.ts";

const LANES = Array.from({ length: 1001 }, (_, i) => ({
  partition: i - 1,
  arrival: Number.MAX_SAFE_INTEGER,
}));
const STORE_ID = crypto.randomUUID();
const ORIGIN = "f".repeat(15);
const STATE = { storeId: STORE_ID, lanes: LANES } as unknown as Parameters<typeof toEndCursor>[1];

Deno.test("A cursor of since has room for as many lanes as a bus has partitions", () => {
  const places = new Map(LANES.map(({ partition, arrival }) => [
    partition,
    { arrival, origin: ORIGIN, position: Number.MAX_SAFE_INTEGER },
  ]));
  const cursor = { storeId: STORE_ID, places };
  assert.deepEqual(parseSinceCursor(printSinceCursor(cursor), STATE), cursor);
  const end = toEndCursor("end", STATE);
  assert.deepEqual(parseSinceCursor(printSinceCursor(end), STATE), end);
});

Deno.test("A cursor of a page has room for as many lanes as a bus has partitions", () => {
  const scope = { storeId: STORE_ID, order: "oldest", queryHash: "f".repeat(64) } as const;
  const cursor: PageCursor = {
    ...scope,
    timestampMs: -Number.MAX_SAFE_INTEGER,
    origin: ORIGIN,
    position: Number.MAX_SAFE_INTEGER,
    marks: LANES.map(({ partition, arrival }) => [partition, arrival]),
    total: { value: Number.MAX_SAFE_INTEGER, relation: "gte" },
  };
  assert.deepEqual(parseCursor(printCursor(cursor), scope), cursor);
});

Deno.test("A text that is far longer than any cursor is none", () => {
  const text = printSinceCursor({
    storeId: STORE_ID,
    places: new Map(Array.from({ length: 9999 }, (_, i) => [
      i,
      { arrival: Number.MAX_SAFE_INTEGER, origin: ORIGIN, position: 1 },
    ])),
  });
  assert.throws(() => parseSinceCursor(text, STATE), /is not a cursor of this store$/);
});
