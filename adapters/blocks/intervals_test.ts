import assert from "node:assert/strict";
import fc from "fast-check";
import { openDatabase } from "../../runtime/sqlite.ts";
import { StoredIntervals } from "./intervals.ts";
import { ensureSchema } from "./schema.ts";

Deno.test("StoredIntervals holds over restarts what was committed, and nothing that was not", () => {
  const round = fc.record({
    origin: fc.constantFrom("a", "b"),
    from: fc.nat(50),
    length: fc.nat(10),
    end: fc.constantFrom("commit", "revert", "restart"),
  });
  fc.assert(
    fc.property(fc.array(round, { maxLength: 30 }), (rounds) => {
      using database = openDatabase({ path: ":memory:" });
      ensureSchema(database, "0123456789abcdef");
      let intervals = new StoredIntervals(database);
      const model = { a: new Set<number>(), b: new Set<number>() };
      for (const { origin, from, length, end } of rounds) {
        intervals.touch(origin).add(from, from + length);
        if (end === "revert") intervals.revert();
        else {
          intervals.write(0);
          intervals.settle();
          for (let i = from; i < from + length; i++) model[origin as "a" | "b"].add(i);
        }
        if (end === "restart") intervals = new StoredIntervals(database);
        for (let value = 0; value < 62; value++) {
          assert.equal(intervals.touch("a").has(value), model.a.has(value));
          assert.equal(intervals.touch("b").has(value), model.b.has(value));
        }
      }
    }),
    { numRuns: 100 },
  );
});

Deno.test("StoredIntervals reads again what it no longer has in memory", () => {
  using database = openDatabase({ path: ":memory:" });
  ensureSchema(database, "0123456789abcdef");
  const intervals = new StoredIntervals(database);
  for (let i = 0; i < 12_000; i++) {
    intervals.touch(`origin ${i}`).add(i, i + 1);
    if (i % 1000 === 999) {
      intervals.write(0);
      intervals.settle();
    }
  }
  for (let i = 0; i < 12_000; i += 500) assert(intervals.touch(`origin ${i}`).has(i));
});
