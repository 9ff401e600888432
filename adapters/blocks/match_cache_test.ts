import assert from "node:assert/strict";
import { MatchCache } from "./match_cache.ts";

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
