import assert from "node:assert/strict";
import { toEvent, toEvents } from "../../tests/contract/log_store/case.ts";
import { BLOCK_TEXT_MAX, toBlocks } from "./seal.ts";

Deno.test("toBlocks makes full blocks, one of a large rest, and leaves a small one", () => {
  const sizes = (count: number) => {
    const { blocks, rest } = toBlocks({ firstArrival: 100, events: toEvents(0, count) }, 10);
    return [...blocks.map(({ events }) => events.length), `rest ${rest.events.length}`];
  };
  assert.deepEqual(sizes(9), ["rest 9"]);
  assert.deepEqual(sizes(10), [10, "rest 0"]);
  assert.deepEqual(sizes(24), [10, 10, "rest 4"]);
  assert.deepEqual(sizes(25), [10, 10, 5, "rest 0"]);
});

Deno.test("toBlocks numbers blocks and rest in order of arrival", () => {
  const { blocks, rest } = toBlocks({ firstArrival: 100, events: toEvents(0, 24) }, 10);
  assert.deepEqual(blocks.map(({ firstArrival }) => firstArrival), [100, 110]);
  assert.equal(rest.firstArrival, 120);
  assert.deepEqual(rest.events, toEvents(20, 4));
});

Deno.test("toBlocks closes a block early when its text is long", () => {
  const message = "x".repeat(BLOCK_TEXT_MAX / 2);
  const events = Array.from({ length: 5 }, (_, i) => toEvent(i, { message }));
  const { blocks, rest } = toBlocks({ firstArrival: 0, events }, 1000);
  assert.deepEqual(blocks.map(({ events }) => events.length), [2, 2]);
  assert.equal(rest.events.length, 1);
});
