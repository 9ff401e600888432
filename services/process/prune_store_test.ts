import assert from "node:assert/strict";
import type { PrunePolicy } from "../../ports/log_store.ts";
import { askDeletion, readDeletion } from "../../runtime/deletions.ts";
import { MemoryState } from "../../adapters/memory/state_store.ts";
import { type PruneOptions, pruneStore } from "./prune_store.ts";

Deno.test("pruneStore removes what is past its retention, at once and again after each pause", async () => {
  const { policies, told } = await runLooks([3, "Cannot prune: disk full", 0, 5], {});
  assert.deepEqual(policies.map(({ ingestedBeforeMs }) => ingestedBeforeMs), [600, 610, 620, 630]);
  assert.deepEqual(told, [3, "Cannot prune: disk full", 5]);
});

Deno.test("pruneStore looks at bytes with every look, at age with every third", async () => {
  const { policies } = await runLooks([0, 0, 0, 7, 0], { bytesMax: 5000, ageEvery: 3 });
  assert.deepEqual(policies, [
    { ingestedBeforeMs: 600, happenedBeforeMs: null, bytesMax: 5000 },
    { ingestedBeforeMs: null, happenedBeforeMs: null, bytesMax: 5000 },
    { ingestedBeforeMs: null, happenedBeforeMs: null, bytesMax: 5000 },
    { ingestedBeforeMs: 630, happenedBeforeMs: null, bytesMax: 5000 },
    { ingestedBeforeMs: null, happenedBeforeMs: null, bytesMax: 5000 },
  ]);
});

Deno.test("pruneStore says an error that stays once, and again after it was gone", async () => {
  const { told } = await runLooks(["full", "full", "broken", 0, "broken", "broken"], {});
  assert.deepEqual(told, ["full", "broken", "broken"]);
});

Deno.test("pruneStore carries out what was asked for with the look after it, beside what it does itself", async () => {
  const state = new MemoryState();
  const wanted = { beforeMs: 77, askedMs: 1, askedBy: "loopback" };
  const { id } = await askDeletion(state, wanted, (bytes) => new Uint8Array(bytes));
  const { policies, told } = await runLooks([0, "full", 0, 9, 0], { state, ageEvery: 5 });
  const none = { ingestedBeforeMs: null, happenedBeforeMs: null, bytesMax: null };
  assert.deepEqual(policies, [
    { ...none, ingestedBeforeMs: 600 },
    { ...none, happenedBeforeMs: 77 },
    none,
    { ...none, happenedBeforeMs: 77 },
    none,
  ]);
  assert.deepEqual(told, ["full", [77, 9]]);
  assert.deepEqual((await readDeletion(state, id))!.done, { removed: 9, atMs: 1010 });
});

Deno.test("pruneStore goes on with what it does itself where it cannot find out what was asked for", async () => {
  const list = () => Promise.reject(new Error("away"));
  const state = Object.assign(new MemoryState(), { list });
  const { policies, told } = await runLooks([1, 2, 3], { state });
  assert.deepEqual([policies.length, told], [3, [1, "away", 2, 3]]);
});

/** Lets one look after the other end so: with this many events removed, or this error. */
async function runLooks(outcomes: (number | string)[], options: Partial<PruneOptions>) {
  const stop = new AbortController();
  const policies: PrunePolicy[] = [];
  const told: unknown[] = [];
  let nowMs = 1000;
  const prune = ({ signal, ...policy }: PrunePolicy) => {
    assert.equal(signal, stop.signal);
    policies.push(policy);
    const outcome = outcomes.shift()!;
    if (typeof outcome === "number") return Promise.resolve(outcome);
    return Promise.reject(new Error(outcome));
  };
  await pruneStore({ prune }, {
    retentionMs: 400,
    bytesMax: null,
    everyMs: 10,
    ageEvery: 1,
    state: new MemoryState(),
    onDeleted: ({ beforeMs }, events) => told.push([beforeMs, events]),
    now: () => nowMs,
    onPruned: (events) => told.push(events),
    onError: ({ message }) => told.push(message),
    wait: (ms) => {
      nowMs += ms;
      if (outcomes.length === 0) stop.abort();
      return Promise.resolve();
    },
    ...options,
  }, stop.signal);
  return { policies, told };
}
