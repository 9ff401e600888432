import assert from "node:assert/strict";
import { testCache } from "../../tests/contract/cache_suite.ts";
import { openMemoryCache } from "./cache.ts";

testCache({
  name: "memory",
  makeFixture() {
    let nowMs = 0;
    const cache = openMemoryCache({ now: () => nowMs });
    return Promise.resolve({
      open: () => Promise.resolve(cache),
      pass: (ms) => Promise.resolve(void (nowMs += ms)),
      [Symbol.asyncDispose]: () => cache[Symbol.asyncDispose](),
    });
  },
});

Deno.test("Cache (memory) holds so many entries, and drops old values before counts", async () => {
  await using cache = openMemoryCache({ entriesMax: 3 });
  await cache.increment("n", 1, 1000);
  for (const key of ["a", "b", "c"]) await cache.set(key, key, 1000);
  assert.deepEqual(await Promise.all(["a", "b", "c"].map((key) => cache.get(key))), [
    null,
    "b",
    "c",
  ]);
  assert.equal(await cache.increment("n", 1, 1000), 2);
  for (const key of ["o", "p", "q"]) await cache.increment(key, 1, 1000);
  assert.equal(await cache.get("c"), null);
  assert.equal(await cache.increment("q", 1, 1000), 2);
  assert.equal(await cache.increment("n", 1, 1000), 1);
});

Deno.test("Cache (memory) holds so many bytes, also when values are replaced", async () => {
  await using cache = openMemoryCache({ bytesMax: 10_000 });
  for (let i = 0; i < 100; i++) await cache.set("same", "x".repeat(4000), 1000);
  assert.equal((await cache.get("same"))?.length, 4000);
  await cache.set("next", "x".repeat(4000), 1000);
  assert.equal(await cache.get("same"), null);
  await cache.set("large", "x".repeat(10_000), 1000);
  assert.deepEqual([await cache.get("next"), await cache.get("large")], [null, null]);
  await cache.set("small", "x", 1000);
  assert.equal(await cache.get("small"), "x");
});
