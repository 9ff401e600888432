import assert from "node:assert/strict";
import fc from "fast-check";
import { createIsoPrinter } from "./iso_time.ts";

Deno.test("an ISO printer prints every time as Date does", () => {
  const print = createIsoPrinter();
  const any = fc.integer({ min: -8.64e15, max: 8.64e15 });
  const near = fc.tuple(
    fc.constantFrom(0, -1, -62_167_219_200_000, 253_402_300_800_000),
    fc.nat(2e5),
  )
    .map(([base, ms]) => base + ms - 1e5);
  fc.assert(
    fc.property(
      fc.array(fc.oneof(any, near, fc.double({ min: -1e6, max: 1e6, noNaN: true }))),
      (times) => {
        for (const ms of times) assert.equal(print(ms), new Date(ms).toISOString());
      },
    ),
  );
  for (const ms of [8.64e15, -8.64e15]) assert.equal(print(ms), new Date(ms).toISOString());
  for (const ms of [NaN, 8.65e15, -8.65e15]) assert.throws(() => print(ms), RangeError);
  assert.equal(print(0), "1970-01-01T00:00:00.000Z");
});
