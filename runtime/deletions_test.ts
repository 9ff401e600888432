import assert from "node:assert/strict";
import { UnavailableError } from "../core/errors.ts";
import { LIST_MAX } from "../ports/state_store.ts";
import { MemoryState } from "../adapters/memory/state_store.ts";
import { askDeletion, carryOutDeletions, type Deletion, readDeletion } from "./deletions.ts";

const DAY_MS = 86_400_000;
const WANTED = { beforeMs: 1000, askedMs: 5000, askedBy: "loopback" };

Deno.test("a deletion is done once, told as done, and forgotten a day later", async () => {
  const { state, asked, carryOut } = open();
  const deletion = await ask(state, 7);
  assert.deepEqual(deletion, { ...WANTED, id: "0707070707070707", done: null });
  assert.deepEqual(await readDeletion(state, deletion.id), deletion);
  await carryOut(6000);
  await carryOut(7000);
  assert.deepEqual(asked, [deletion]);
  const done = { removed: 42, atMs: 6000 };
  assert.deepEqual(await readDeletion(state, deletion.id), { ...deletion, done });
  await carryOut(6000 + DAY_MS);
  assert.notEqual(await readDeletion(state, deletion.id), null);
  await carryOut(6001 + DAY_MS);
  assert.equal(await readDeletion(state, deletion.id), null);
  assert.deepEqual(await state.list({ prefix: "", after: null, limit: 9 }), []);
});

Deno.test("a deletion that fails is done the next time, one that is interrupted too", async () => {
  const { state, carryOut } = open();
  const { id } = await ask(state, 1);
  await assert.rejects(carryOut(6000, { remove: () => Promise.reject(new Error("down")) }), /down/);
  const stop = new AbortController();
  const remove = () => {
    stop.abort();
    return Promise.resolve(3);
  };
  await carryOut(6000, { remove, signal: stop.signal });
  assert.equal((await readDeletion(state, id))!.done, null);
  await carryOut(7000);
  assert.deepEqual((await readDeletion(state, id))!.done, { removed: 42, atMs: 7000 });
});

Deno.test("a deletion is told as done by whoever is first", async () => {
  const { state, carryOut } = open();
  const { id } = await ask(state, 1);
  const remove = async () => {
    await carryOut(6000);
    return 0;
  };
  await carryOut(7000, { remove });
  assert.deepEqual((await readDeletion(state, id))!.done, { removed: 42, atMs: 6000 });
});

Deno.test("what is no deletion removes nothing, and goes", async () => {
  const { state, asked, carryOut } = open();
  const whole = { before: "2025-10-23T00:00:00.000Z", at: "2025-10-23T00:00:00.000Z", by: "x" };
  const values = [null, "x", {}, { ...whole, before: "soon" }, { ...whole, by: 1, done_at: null }, {
    ...whole,
    done_at: "2025-10-23T00:00:00.000Z",
    removed: "all",
  }, { ...whole, done_at: 5, removed: 1 }];
  for (const [i, value] of values.entries()) await state.write(`prune/${i}`, value, null);
  await state.write("prune/ffffffffffffffff", whole, null);
  assert.equal(await readDeletion(state, "ffffffffffffffff"), null);
  for (const id of ["", "x", "../key/a", "F".repeat(16)]) {
    assert.equal(await readDeletion(state, id), null);
  }
  await carryOut(6000);
  assert.deepEqual([asked, await state.list({ prefix: "", after: null, limit: 9 })], [[], []]);
});

Deno.test("deletions are refused where very many were asked for", async () => {
  const { state } = open();
  for (let i = 0; i < LIST_MAX; i++) await state.write(`prune/${i}`, null, null);
  await assert.rejects(ask(state, 1), UnavailableError);
});

function ask(state: MemoryState, byte: number): Promise<Deletion> {
  return askDeletion(state, WANTED, (bytes) => new Uint8Array(bytes).fill(byte));
}

function open() {
  const state = new MemoryState();
  const asked: Deletion[] = [];
  const remove = (deletion: Deletion) => {
    asked.push(deletion);
    return Promise.resolve(42);
  };
  const { signal } = new AbortController();
  const carryOut = (
    nowMs: number,
    options: Partial<Parameters<typeof carryOutDeletions>[0]> = {},
  ) => carryOutDeletions({ state, now: () => nowMs, remove, signal, ...options });
  return { state, asked, carryOut };
}
