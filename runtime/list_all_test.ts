import assert from "node:assert/strict";
import { MemoryState } from "../adapters/memory/state_store.ts";
import { listAll } from "./list_all.ts";

Deno.test("listAll gives all documents of a prefix once, in order, whatever a page is, and not more than wanted", async () => {
  const state = new MemoryState();
  const keys = Array.from({ length: 12 }, (_, i) => `a/${String.fromCharCode(97 + i)}`);
  for (const key of ["a", ...keys.toReversed(), "b/a"]) await state.write(key, null, null);
  for (let page = 1; page <= 14; page++) {
    for (let max = 0; max <= 14; max++) {
      const found = await Array.fromAsync(listAll(state, { prefix: "a/", max, page }));
      assert.deepEqual(found.map(({ key }) => key), keys.slice(0, max));
    }
  }
  assert.equal((await Array.fromAsync(listAll(state, { prefix: "" }))).length, 14);
});
