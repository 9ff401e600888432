import assert from "node:assert/strict";
import { median, percentile, toSignificant } from "./statistics.ts";

Deno.test("median is the middle, or the mean of both middles", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 10]), 3);
  assert.ok(Number.isNaN(median([])));
});

Deno.test("percentile is the nearest rank, never beyond the values", () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  assert.equal(percentile(hundred, 0.5), 50);
  assert.equal(percentile(hundred, 0.99), 99);
  assert.equal(percentile(hundred, 1), 100);
  assert.equal(percentile([7], 0.99), 7);
  assert.ok(Number.isNaN(percentile([], 0.5)));
});

Deno.test("toSignificant keeps three digits", () => {
  assert.deepEqual([1_234_567, 0.011849, 42].map((n) => toSignificant(n)), [1_230_000, 0.0118, 42]);
});
