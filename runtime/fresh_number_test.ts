import assert from "node:assert/strict";
import { toFreshNumber } from "./fresh_number.ts";

Deno.test("toFreshNumber grows with the time, and without it", () => {
  assert.equal(toFreshNumber(0, 1_700_000_000_000.5), 1_700_000_000_000_500);
  assert.equal(toFreshNumber(5, 0), 6);
  assert.equal(toFreshNumber(2_000, 2), 2_001);
  assert.equal(toFreshNumber(2_000, 3), 3_000);
});

Deno.test("toFreshNumber stays exact whatever the clock says", () => {
  for (const nowMs of [Number.MAX_VALUE, Infinity, 8.64e15]) {
    const first = toFreshNumber(0, nowMs);
    assert.equal(first, 2 ** 52);
    assert.equal(toFreshNumber(first, nowMs), first + 1);
  }
  assert.equal(toFreshNumber(7, -1), 8);
});
