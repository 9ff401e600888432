import assert from "node:assert/strict";
import { firstSize, nextSize } from "./page_size.ts";

Deno.test("pages of groups are as large as a table, unless the server holds much of each group", () => {
  assert.equal(firstSize({ texts: 0, numbers: 0 }), 10_000);
  assert.equal(firstSize({ texts: 2, numbers: 0 }), 500);
  assert.equal(firstSize({ texts: 0, numbers: 2 }), 16);
  assert.equal(firstSize({ texts: 20, numbers: 1 }), 32);
  assert.equal(firstSize({ texts: 1, numbers: 20 }), 2);
});

Deno.test("pages of groups grow while their numbers are few, and shrink to one group", () => {
  const next = (groups: number, events: number, numbers = 1) =>
    nextSize({ texts: 0, numbers }, { groups, events });
  assert.equal(next(32, 32), 256);
  assert.equal(next(256, 256, 2), 2048);
  assert.equal(next(5000, 5000), 10_000);
  assert.equal(next(100, 100_000), 800);
  assert.equal(next(100, 1_000_000), 200);
  assert.equal(next(100, 1_000_000, 2), 100);
  assert.equal(next(32, 320_000_000), 1);
  assert.equal(nextSize({ texts: 0, numbers: 0 }, { groups: 10_000, events: 1e9 }), 10_000);
  assert.equal(nextSize({ texts: 4, numbers: 1 }, { groups: 100, events: 100 }), 250);
});
