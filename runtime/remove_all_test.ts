import assert from "node:assert/strict";
import { UnavailableError } from "../core/errors.ts";
import { MemoryState } from "../adapters/memory/state_store.ts";
import { removeAll } from "./remove_all.ts";

Deno.test("removeAll leaves what was changed meanwhile, and what it cannot reach", async () => {
  const state = new MemoryState();
  for (const key of ["a", "b", "c", "d"]) await state.write(key, 1, null);
  const found = await state.list({ prefix: "", after: null, limit: 10 });
  await state.write("a", 2, found[0]!.revision);
  let left = 3;
  const remove = (key: string, revision: number) => {
    if (--left < 0) throw new UnavailableError("Cannot reach it: it is away");
    return state.remove(key, revision);
  };
  await removeAll({ remove }, found);
  const kept = await state.list({ prefix: "", after: null, limit: 10 });
  assert.deepEqual(kept.map(({ key }) => key), ["a", "d"]);
});
