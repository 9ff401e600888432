import assert from "node:assert/strict";
import { toDrift, toQuarters } from "./drift.ts";

Deno.test("toQuarters leaves the warm-up out", () => {
  assert.deepEqual(toQuarters(20, 100), {
    first: { from: 20, to: 40 },
    last: { from: 80, to: 100 },
  });
});

Deno.test("toDrift compares the medians of two spans", () => {
  const samples = Array.from({ length: 120 }, (_, seconds) => ({
    ...{ seconds, busMib: 0 },
    rssMib: { process: seconds, ...(seconds < 50 && { api: 7 }) },
  }));
  const quarters = toQuarters(20, 100);
  assert.deepEqual(toDrift(samples, "process", quarters), { first: 29.5, last: 89.5 });
  assert.deepEqual(toDrift(samples, "api", quarters), { first: 7, last: NaN });
});
