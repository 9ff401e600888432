import assert from "node:assert/strict";
import fc from "fast-check";
import { DISTINCT_EXACT_MAX, DistinctCounter, DistinctRoom, hashText } from "./distinct_counter.ts";

Deno.test("DistinctCounter counts few different texts exactly, however often they come", () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: "binary" })), (texts) => {
    const counter = new DistinctCounter(new DistinctRoom());
    for (const text of [...texts, ...texts]) counter.add(hashText(text));
    assert.equal(counter.count(), new Set(texts).size);
  }));
});

Deno.test("DistinctCounter counts up to its bound exactly, beyond it within 5 %", () => {
  for (
    const toText of [
      (i: number) => `user-${i}`,
      (i: number) => String(i),
      (i: number) => `${i}`.padStart(36, "0"),
    ]
  ) {
    const counter = new DistinctCounter(new DistinctRoom());
    let next = 0;
    for (
      const total of [DISTINCT_EXACT_MAX, DISTINCT_EXACT_MAX + 1, 6000, 12_000, 50_000, 300_000]
    ) {
      while (next < total) counter.add(hashText(toText(next++)));
      for (let i = 0; i < 100; i++) counter.add(hashText(toText(i)));
      const told = counter.count();
      if (total <= DISTINCT_EXACT_MAX) assert.equal(told, total);
      assert(Math.abs(told - total) <= 0.05 * total, `${told} for ${total}`);
    }
  }
});

Deno.test("DistinctCounter estimates early where others took the room, and refuses beyond all room", () => {
  const room = new DistinctRoom(5000, 10);
  const counters = Array.from({ length: 15 }, () => new DistinctCounter(room));
  const fill = (counter: DistinctCounter, group: number) => {
    for (let i = 0; i < 1000; i++) counter.add(hashText(`${group} ${i}`));
    return counter.count();
  };
  counters.forEach((counter, group) => {
    const told = fill(counter, group);
    assert(Math.abs(told - 1000) <= 80, `${told}`);
  });
  assert.throws(() => fill(new DistinctCounter(room), 15), {
    name: "RangeError",
    message: /Cannot count different values: .* narrow the query/,
  });
});

Deno.test("hashText is a whole number of 53 bits, each bit as often 0 as 1", () => {
  const ones = new Array<number>(53).fill(0);
  const total = 20_000;
  for (let i = 0; i < total; i++) {
    const hash = hashText(`10.0.${i >>> 8}.${i & 255}`);
    assert(Number.isSafeInteger(hash) && hash >= 0);
    for (let bit = 0; bit < 53; bit++) ones[bit]! += Math.floor(hash / 2 ** bit) % 2;
  }
  for (const count of ones) {
    assert(Math.abs(count - total / 2) < 5 * Math.sqrt(total / 4), `${ones}`);
  }
});
