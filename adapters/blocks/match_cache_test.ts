import assert from "node:assert/strict";
import fc from "fast-check";
import { MatchCache } from "./match_cache.ts";
import type { Rows } from "./rows.ts";

const rows: fc.Arbitrary<Rows> = fc.oneof(
  fc.constantFrom<Rows>("all", "none"),
  fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 1, maxLength: 40 })
    .map((bits) => Uint8Array.from(bits)),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 600, max: 1500 }))
    .map(([step, count]) => Uint8Array.from({ length: count }, (_, i) => i % step === 0 ? 1 : 0)),
);

Deno.test("MatchCache gives back the rows of each query and block, and copies of them", () => {
  const entries = fc.array(fc.tuple(fc.constantFrom("a", "b", "c"), fc.nat(5), rows));
  fc.assert(
    fc.property(entries, (list) => {
      const cache = new MatchCache(1 << 20);
      const model = new Map<string, Rows>();
      for (const [query, id, given] of list) {
        const matches = cache.of(query);
        const key = `${query} ${id}`;
        const known = model.get(key) ?? null;
        const count = typeof known === "string" || known === null ? 8 : known.length;
        const found = matches.find(id, count);
        assert.deepEqual(found, known);
        if (found instanceof Uint8Array) found.fill(7); // Whoever gets rows may change them.
        assert.equal(matches.isNone(id), known === "none");
        if (known === null) {
          matches.add(id, given);
          model.set(key, typeof given === "string" ? given : given.slice());
        }
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("MatchCache forgets the query that was not asked for longest, and stays within its bytes", () => {
  const cache = new MatchCache(2000);
  const bits = Uint8Array.from({ length: 8000 }, (_, i) => i % 2);
  cache.of("old").add(1, "none");
  for (const query of ["a", "b"]) cache.of(query).add(1, bits);
  assert.deepEqual(["old", "a", "b"].map((query) => cache.of(query).find(1, 8000) !== null), [
    false,
    false,
    true,
  ]);
  const huge = new MatchCache(10);
  huge.of("a").add(1, bits);
  assert.equal(huge.of("a").find(1, 8000), null);
});
