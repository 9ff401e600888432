import assert from "node:assert/strict";
import { type Cache, CACHE_BYTES_MAX, CACHE_MS_MAX } from "../../ports/cache.ts";
import { type Backend, contractTestOf } from "./contract_test_of.ts";

/** A cache for one test: what is opened twice is the same. */
export interface CacheFixture extends AsyncDisposable {
  /** Opens it once more. */
  open(): Promise<Cache>;
  /** Lets so much time pass for all that is cached, at once. */
  pass(ms: number): Promise<void>;
}

/** What every cache must do. */
export function testCache(backend: Backend<CacheFixture>): void {
  const test = contractTestOf("Cache", backend);
  testValues(test);
  testCounts(test);
  testBounds(test);
}

type Test = ReturnType<typeof contractTestOf<CacheFixture>>;

const TTL_MS = 60_000;

function testValues(test: Test): void {
  test("finds what was set last, on every connection", async ({ open }) => {
    await using one = await open();
    await using other = await open();
    assert.equal(await one.get("a"), null);
    await one.set("a", "1", TTL_MS);
    assert.equal(await other.get("a"), "1");
    await other.set("a", "2", TTL_MS);
    assert.equal(await one.get("a"), "2");
    assert.equal(await one.get("b"), null);
  });

  test("forgets a value after its time; setting it again begins anew", async ({ open, pass }) => {
    await using cache = await open();
    await cache.set("a", "1", TTL_MS);
    await cache.set("b", "1", CACHE_MS_MAX);
    await pass(TTL_MS / 2);
    assert.equal(await cache.get("a"), "1");
    await cache.set("a", "2", TTL_MS);
    await pass(TTL_MS * 0.7);
    assert.equal(await cache.get("a"), "2");
    await pass(TTL_MS * 0.3);
    assert.equal(await cache.get("a"), null);
    assert.equal(await cache.get("b"), "1");
  });

  test("gives every text back as it was, under every key", async ({ open }) => {
    await using cache = await open();
    const texts = ["", "\0", "a\0b", "😀", "\ufeff", "\r\n", "x".repeat(CACHE_BYTES_MAX)];
    const keys = ["a", "A", " ", "😀", "\ufeff", "{a}", "*", "__proto__", "x".repeat(512)];
    for (const text of texts) {
      await cache.set("text", text, TTL_MS);
      assert.equal(await cache.get("text"), text);
    }
    for (const key of keys) await cache.set(key, key, TTL_MS);
    for (const key of keys) assert.equal(await cache.get(key), key);
  });
}

function testCounts(test: Test): void {
  test("counts from 0, up and down", async ({ open }) => {
    await using cache = await open();
    const steps = [[1, 1], [5, 6], [-10, -4], [0, -4], [2 ** 32, 2 ** 32 - 4], [-(2 ** 32), -4]];
    for (const [by, count] of steps) assert.equal(await cache.increment("n", by!, TTL_MS), count);
    assert.equal(await cache.increment("m", 3, TTL_MS), 3);
  });

  test("counts exactly what many add at once, on all connections", async ({ open }) => {
    await using one = await open();
    await using other = await open();
    const counts = await Promise.all(
      Array.from({ length: 200 }, (_, i) => (i % 2 ? one : other).increment("n", 1, TTL_MS)),
    );
    assert.deepEqual(counts.sort((a, b) => a - b), Array.from({ length: 200 }, (_, i) => i + 1));
  });

  test("forgets a count after the time of its first increment", async ({ open, pass }) => {
    await using cache = await open();
    await cache.increment("n", 1, TTL_MS);
    await pass(TTL_MS * 0.7);
    assert.equal(await cache.increment("n", 1, CACHE_MS_MAX), 2);
    await pass(TTL_MS * 0.3);
    assert.equal(await cache.increment("n", 1, TTL_MS), 1);
  });

  test("keeps the time of a count that comes back to 0", async ({ open, pass }) => {
    await using cache = await open();
    await cache.increment("n", 1, TTL_MS);
    await cache.increment("n", -1, TTL_MS);
    await pass(TTL_MS * 0.7);
    assert.equal(await cache.increment("n", 7, TTL_MS), 7);
    await pass(TTL_MS * 0.3);
    assert.equal(await cache.increment("n", 1, TTL_MS), 1);
  });

  test("keeps counts and values apart", async ({ open }) => {
    await using cache = await open();
    await cache.set("a", "text", TTL_MS);
    assert.equal(await cache.increment("a", 2, TTL_MS), 2);
    assert.equal(await cache.get("a"), "text");
    await cache.set("a", "5", TTL_MS);
    assert.equal(await cache.increment("a", 2, TTL_MS), 4);
  });
}

function testBounds(test: Test): void {
  test("refuses keys, values, times and steps that are none", async ({ open }) => {
    await using cache = await open();
    for (const key of ["", "a\0", "\ud800", "x".repeat(513)]) {
      await assert.rejects(cache.get(key), RangeError);
      await assert.rejects(cache.set(key, "", TTL_MS), RangeError);
      await assert.rejects(cache.increment(key, 1, TTL_MS), RangeError);
    }
    for (const value of ["\ud800", "x".repeat(CACHE_BYTES_MAX + 1), "ä".repeat(CACHE_BYTES_MAX)]) {
      await assert.rejects(cache.set("a", value, TTL_MS), RangeError);
    }
    for (const ttlMs of [0, -1, 1.5, NaN, CACHE_MS_MAX + 1]) {
      await assert.rejects(cache.set("a", "", ttlMs), RangeError);
      await assert.rejects(cache.increment("a", 1, ttlMs), RangeError);
    }
    for (const by of [0.5, NaN, 2 ** 32 + 1, -Infinity]) {
      await assert.rejects(cache.increment("a", by, TTL_MS), RangeError);
    }
    assert.equal(await cache.get("a"), null);
  });

  test("closes twice, and is of no use then", async ({ open }) => {
    const cache = await open();
    await cache.set("a", "1", TTL_MS);
    await cache[Symbol.asyncDispose]();
    await cache[Symbol.asyncDispose]();
    await assert.rejects(cache.get("a"), /closed/);
    await assert.rejects(cache.increment("a", 1, TTL_MS), /closed/);
  });
}
