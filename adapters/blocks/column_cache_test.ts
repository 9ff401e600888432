import assert from "node:assert/strict";
import fc from "fast-check";
import { ColumnCache } from "./column_cache.ts";

interface Entry {
  readonly bytes: number;
  readonly key: number;
}

Deno.test("ColumnCache gives what was made for a key, and keeps no more than it may", () => {
  const steps = fc.array(fc.record({ key: fc.nat(9), bytes: fc.integer({ min: 1, max: 60 }) }));
  fc.assert(
    fc.property(steps, (list) => {
      const cache = new ColumnCache(100);
      for (const { key, bytes } of list) {
        const before = cache.find<Entry>(key);
        const entry = cache.get<Entry>(key, () => ({ key, bytes }));
        assert.equal(entry.key, key);
        if (before !== null) assert.equal(entry, before);
        const kept = Array.from({ length: 10 }, (_, other) => cache.find<Entry>(other));
        const sum = kept.reduce((all, one) => all + (one?.bytes ?? 0), 0);
        assert(sum <= 100 || kept.filter((one) => one !== null).length === 1, `${sum} bytes`);
        assert.equal(cache.find(key), entry, "the latest stays");
      }
    }),
  );
});

Deno.test("ColumnCache lets go first what was not asked for longest", () => {
  const cache = new ColumnCache(100);
  for (const key of [1, 2, 3]) cache.get(key, () => ({ bytes: 30 }));
  cache.find(1);
  cache.get(4, () => ({ bytes: 30 }));
  assert.deepEqual([1, 2, 3, 4].map((key) => cache.find(key) !== null), [true, false, true, true]);
});
