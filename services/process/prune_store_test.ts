import assert from "node:assert/strict";
import { pruneStore } from "./prune_store.ts";

Deno.test("pruneStore removes what is past its retention, at once and again after each pause", async () => {
  const stop = new AbortController();
  const before: number[] = [];
  const told: unknown[] = [];
  const removed = [3, new Error("Cannot prune: disk full"), 0, 5];
  let nowMs = 1000;
  const prune = ({ ingestedBeforeMs }: { ingestedBeforeMs: number }) => {
    before.push(ingestedBeforeMs);
    const outcome = removed.shift()!;
    return typeof outcome === "number" ? Promise.resolve(outcome) : Promise.reject(outcome);
  };
  await pruneStore({ prune }, {
    retentionMs: 400,
    everyMs: 10,
    now: () => nowMs,
    onPruned: (events) => told.push(events),
    onError: ({ message }) => told.push(message),
    wait: (ms) => {
      nowMs += ms;
      if (removed.length === 0) stop.abort();
      return Promise.resolve();
    },
  }, stop.signal);
  assert.deepEqual(before, [600, 610, 620, 630]);
  assert.deepEqual(told, [3, "Cannot prune: disk full", 5]);
});
