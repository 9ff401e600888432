import assert from "node:assert/strict";
import fc from "fast-check";
import { contents } from "../../tests/contract/arbitraries.ts";
import { toEvent } from "../../tests/contract/log_store/case.ts";
import { EventCache } from "./event_cache.ts";

Deno.test("EventCache gives back events exactly, by block and row", () => {
  fc.assert(
    fc.property(fc.array(contents, { minLength: 1, maxLength: 20 }), (list) => {
      const cache = new EventCache();
      const events = list.map((content, i) => toEvent(i, content));
      events.forEach((event, i) => cache.add(i % 3, i, event));
      events.forEach((event, i) => assert.deepEqual(cache.find(i % 3, i), event));
      assert.equal(cache.find(3, 0), null);
    }),
  );
});

Deno.test("EventCache lets go first what was not asked for longest", () => {
  const cache = new EventCache();
  const message = "x".repeat(150 * 1024);
  for (let row = 0; row < 3; row++) cache.add(1, row, toEvent(row, { message }));
  assert.notEqual(cache.find(1, 0), null);
  cache.add(1, 3, toEvent(3, { message }));
  assert.deepEqual([0, 1, 2, 3].map((row) => cache.find(1, row) !== null), [
    true,
    false,
    true,
    true,
  ]);
});
