import assert from "node:assert/strict";
import fc from "fast-check";
import { DAY_MS, monthAt, toDay, twoDigitsAt } from "./calendar.ts";

Deno.test("toDay agrees with Date for every date it takes", () => {
  const date = fc.tuple(fc.integer({ min: 1, max: 9999 }), fc.nat(13), fc.nat(32));
  fc.assert(
    fc.property(date, ([year, month, day]) => {
      const expected = new Date(0);
      expected.setUTCFullYear(year, month - 1, day);
      const real = expected.getUTCMonth() === month - 1 && expected.getUTCDate() === day;
      assert.equal(toDay(year, month, day), real ? expected.getTime() / DAY_MS : null);
    }),
    { numRuns: 5000 },
  );
});

Deno.test("toDay knows leap years and refuses years outside 1 to 9999", () => {
  assert.equal(toDay(1900, 2, 29), null);
  assert.equal(toDay(2000, 2, 29), 11016);
  assert.equal(toDay(1970, 1, 1), 0);
  for (const year of [0, 10_000, NaN, 1.5e9]) assert.equal(toDay(year, 1, 1), null);
});

Deno.test("monthAt finds names of months only where they begin", () => {
  assert.deepEqual(["Jan", "Dec", "anF", "", "De", "dec"].map((text) => monthAt(text, 0)), [
    1,
    12,
    0,
    0,
    0,
    0,
  ]);
  assert.equal(monthAt("23/Oct/2025", 3), 10);
});

Deno.test("twoDigitsAt is NaN beside digits and past the end", () => {
  assert.equal(twoDigitsAt("x07", 1), 7);
  for (const at of [0, 2, 3, 9]) assert.ok(Number.isNaN(twoDigitsAt("x07", at)));
});
