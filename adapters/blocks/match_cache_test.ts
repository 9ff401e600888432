import assert from "node:assert/strict";
import fc from "fast-check";
import { MatchCache, QueryMatches } from "./match_cache.ts";
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

Deno.test("MatchCache gives back the rows of a block, few and many, as copies", () => {
  const matches = new MatchCache(1 << 20).of("a");
  const few = Uint8Array.from({ length: 3000 }, (_, row) => row % 100 === 7 ? 1 : 0);
  const many = Uint8Array.from({ length: 3000 }, (_, row) => row % 3 === 1 ? 1 : 0);
  for (const [id, rows] of (["all", "none", few, many] as const).entries()) matches.add(id, rows);
  assert.deepEqual([matches.find(0, 3000), matches.find(1, 3000)], ["all", "none"]);
  assert.deepEqual([matches.find(2, 3000), matches.find(3, 3000)], [few, many]);
  (matches.find(2, 3000) as Uint8Array).fill(0);
  assert.deepEqual(matches.find(2, 3000), few);
  assert.deepEqual([matches.isNone(1), matches.isNone(2), matches.isNone(4)], [true, false, false]);
  assert.equal(matches.find(4, 3000), null);
});

Deno.test("MatchCache keeps any row number, also in blocks of more rows than a code unit tells apart", () => {
  const matches = new MatchCache(1 << 20).of("a");
  for (const [id, count] of [65_536, 65_537, 70_000].entries()) {
    const rows = new Uint8Array(count);
    for (const row of [0, 97, 108, 0xd800, 0xdfff, count - 1]) rows[row] = 1;
    matches.add(id, rows);
    assert.deepEqual(matches.find(id, count), rows);
  }
});

Deno.test("MatchCache counts what few and many rows take", () => {
  for (const step of [3, 100]) {
    const cache = new MatchCache(20_000);
    const matches = cache.of("a");
    const rows = Uint8Array.from({ length: 3000 }, (_, row) => row % step === 0 ? 1 : 0);
    for (let id = 0; id < 200; id++) matches.add(id, rows);
    assert.notEqual(cache.of("a"), matches, "it was forgotten");
  }
});

Deno.test("MatchCache forgets the query first that was not asked for longest", () => {
  const cache = new MatchCache(2000);
  cache.of("a").add(1, "all");
  cache.of("b").add(1, "all");
  cache.of("a");
  cache.of("c").add(1, "all");
  cache.of("d").add(1, "all");
  assert.deepEqual(["a", "c", "d"].map((query) => cache.of(query).find(1, 1)), [
    "all",
    "all",
    "all",
  ]);
  assert.equal(cache.of("b").find(1, 1), null);
});

Deno.test("MatchCache forgets of each query what it did not need for long, and gives its room back", () => {
  const cache = new MatchCache(10_000);
  cache.of("other").add(1, "all");
  const few = Uint8Array.from({ length: 100 }, (_, row) => row % 50 === 0 ? 1 : 0);
  // Who asks for the newest: each asking finds another block, and needs the one before and the first.
  for (let id = 0; id < 1000; id++) {
    const matches = cache.of("a");
    for (const needed of [0, id - 1]) {
      if (needed >= 0 && needed < id) assert.deepEqual(matches.find(needed, 100), few);
    }
    matches.add(id, few);
  }
  assert.equal(cache.of("a").find(900, 100), null);
  assert.equal(cache.of("other").find(1, 1), "all");
});

Deno.test("QueryMatches keeps for 32 askings what was needed, and counts what it has", () => {
  const needs = fc.array(fc.array(fc.nat(7), { maxLength: 4 }), { minLength: 200, maxLength: 300 });
  fc.assert(
    fc.property(needs, rows, (askings, given) => {
      let bytes = 100;
      const matches = new QueryMatches(bytes, (change) => bytes += change);
      const neededAt = new Map<number, number>();
      askings.forEach((ids, asking) => {
        matches.ask();
        for (const id of ids) {
          const idle = asking - (neededAt.get(id) ?? -Infinity);
          const found = matches.find(id, given.length);
          if (found !== null) assert.deepEqual(found, given);
          assert(found === null ? idle >= 32 : idle <= 64, `${idle}`);
          matches.add(id, given);
          neededAt.set(id, asking);
        }
        assert.equal(matches.bytes, bytes);
      });
    }),
    { numRuns: 50 },
  );
});

Deno.test("MatchCache is bounded also by queries of which nothing is remembered", () => {
  const cache = new MatchCache(100_000);
  const first = cache.of("first");
  for (let i = 0; i < 1000; i++) cache.of(`query ${i}`);
  assert.notEqual(cache.of("first"), first);
});

Deno.test("MatchCache does not count what a query adds that it forgot while it was being answered", () => {
  const cache = new MatchCache(2000);
  const large = cache.of("large");
  for (let id = 0; id < 1000; id++) large.add(id, "none");
  assert.equal(large.isNone(0), false);
  const small = cache.of("small");
  small.add(1, "none");
  assert(cache.of("small").isNone(1));
});
