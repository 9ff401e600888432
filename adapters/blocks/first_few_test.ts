import assert from "node:assert/strict";
import fc from "fast-check";
import { FirstFew } from "./first_few.ts";

Deno.test("FirstFew keeps what sorting and cutting would", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), fc.nat(10), (items, limit) => {
      const few = new FirstFew<number>(limit, (a, b) => a - b);
      for (const item of items) few.offer(item);
      const expected = items.toSorted((a, b) => a - b).slice(0, limit);
      assert.deepEqual(few.sorted(), expected);
      assert.equal(few.last, limit > 0 && items.length >= limit ? expected.at(-1)! : null);
    }),
    { numRuns: 300 },
  );
});
