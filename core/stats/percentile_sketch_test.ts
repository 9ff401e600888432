import assert from "node:assert/strict";
import fc from "fast-check";
import { EXACT_MAX, PercentileSketch, SketchRoom } from "./percentile_sketch.ts";

const numbers = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -2000, max: 2000, noNaN: true }),
  fc.integer({ min: -1100, max: 1100 }),
  fc.constantFrom(0, -0, 1, 1023, 1024, 5e-324, -5e-324, 2 ** 53, Number.MAX_VALUE),
);

const percents = fc.oneof(
  fc.constantFrom(0, 50, 95, 99.9, 100),
  fc.double({ min: 0, max: 100, noNaN: true }),
);

Deno.test("PercentileSketch tells the numbers themselves as long as there are few", () => {
  const few = fc.array(numbers, { minLength: 1, maxLength: EXACT_MAX });
  fc.assert(fc.property(few, percents, (values, percent) => {
    assert.equal(sketchOf(values).at(percent), pick(values, percent));
  }));
});

Deno.test("PercentileSketch tells of many what is at most 0.2 % nearer to 0", () => {
  const many = fc.array(numbers, { minLength: EXACT_MAX + 1, maxLength: 600 });
  fc.assert(
    fc.property(many, fc.array(percents, { minLength: 1, maxLength: 4 }), (values, all) => {
      const sketch = sketchOf(values);
      for (const percent of all) {
        const exact = pick(values, percent);
        const told = sketch.at(percent)!;
        assert(Math.abs(told) <= Math.abs(exact), `${told} for ${exact}`);
        const least = Math.max(0, Math.abs(exact) * (1 - 2 ** -9) - 2 ** -1022);
        assert(Math.abs(told) >= least && told * exact >= 0, `${told} for ${exact}`);
        if (percent === 0 || percent === 100) assert.equal(told, exact);
        if (Number.isInteger(exact) && Math.abs(exact) < 1024) assert.equal(told, exact);
      }
    }),
    { numRuns: 50 },
  );
});

Deno.test("PercentileSketch goes on after it was asked", () => {
  const sketch = sketchOf(Array.from({ length: 1000 }, (_, i) => i));
  assert.equal(sketch.at(50), 499);
  for (let i = 0; i < 1000; i++) sketch.add(-1);
  assert.deepEqual([0, 50, 50.05, 100].map((percent) => sketch.at(percent)), [-1, -1, 0, 999]);
});

Deno.test("PercentileSketch has none of no numbers, and refuses too many different ones", () => {
  const room = new SketchRoom();
  assert.equal(new PercentileSketch(room).at(50), null);
  const fill = () => {
    const sketch = new PercentileSketch(room);
    for (let i = -1000; i < 1000; i++) sketch.add(2 ** i + 0.1);
  };
  assert.throws(() => {
    for (let i = 0; i < 100; i++) fill();
  }, { name: "RangeError", message: /Cannot tell percentiles: .* narrow the query/ });
});

Deno.test("PercentileSketch takes 4 KiB for whole numbers, however many; all together 64 MiB", () => {
  const room = new SketchRoom();
  const fill = (count: number) => {
    const sketch = new PercentileSketch(room);
    for (let i = 0; i < count; i++) sketch.add(i);
    return sketch;
  };
  for (let i = 0; i < 16_383; i++) fill(EXACT_MAX);
  assert.equal(fill(1000).at(100), 999);
  assert.throws(() => fill(1), RangeError);
});

function sketchOf(values: readonly number[]): PercentileSketch {
  const sketch = new PercentileSketch(new SketchRoom());
  for (const value of values) sketch.add(value);
  return sketch;
}

/** The definition. */
function pick(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted.find((_, i) => (i + 1) * 100 >= percent * values.length - 1e-7);
  return found! + 0;
}
