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

Deno.test("FirstFew gives up its last, and keeps one less from then on", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { minLength: 1 }), fc.array(fc.nat(50)), (items, more) => {
      const few = new FirstFew<number>(7, (a, b) => a - b);
      for (const item of items) few.offer(item);
      const kept = few.sorted();
      assert.equal(few.dropLast(), kept.pop());
      assert.deepEqual(few.sorted(), kept);
      for (const item of more) few.offer(item);
      const expected = [...kept, ...more].sort((a, b) => a - b).slice(0, kept.length);
      assert.deepEqual(few.sorted(), expected);
    }),
  );
});
