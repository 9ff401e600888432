import assert from "node:assert/strict";
import type { PrunePolicy } from "../../ports/log_store.ts";
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
