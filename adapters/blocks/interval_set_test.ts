import assert from "node:assert/strict";
import fc from "fast-check";
import { type Interval, IntervalSet } from "./interval_set.ts";

Deno.test("IntervalSet holds what a Set of all its numbers holds", () => {
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 40 }), (adds) => {
      const set = new IntervalSet();
      const model = new Set<number>();
      for (const { from, to } of adds) {
        set.add(from, to);
        for (let value = from; value < to; value++) model.add(value);
        for (let value = -1; value < 80; value++) assert.equal(set.has(value), model.has(value));
      }
      const intervals = set.intervals();
      for (let i = 1; i < intervals.length; i++) {
        assert.ok(intervals[i - 1]!.to < intervals[i]!.from, "intervals are apart");
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("IntervalSet.takeChange says what to write so that a copy stays equal", () => {
  fc.assert(
    fc.property(fc.array(fc.array(interval, { maxLength: 5 }), { maxLength: 12 }), (rounds) => {
      const set = new IntervalSet();
      let copy: Interval[] = [];
      for (const adds of rounds) {
        for (const { from, to } of adds) set.add(from, to);
        const change = set.takeChange();
        if (change === null) continue;
        copy = copy.filter(({ from }) => from < change.from || from > change.to)
          .concat(change.intervals).sort((a, b) => a.from - b.from);
        assert.deepEqual(copy, set.intervals());
      }
      assert.equal(set.takeChange(), null);
    }),
    { numRuns: 300 },
  );
});

Deno.test("IntervalSet keeps one interval for a source that is read on", () => {
  const set = new IntervalSet();
  for (let i = 0; i < 1000; i++) set.add(i * 10, i * 10 + 10);
  assert.deepEqual(set.intervals(), [{ from: 0, to: 10_000 }]);
  assert.equal(set.size, 1);
});

const interval = fc.tuple(fc.nat(60), fc.nat(15)).map(([from, length]) => ({
  from,
  to: from + length,
}));
