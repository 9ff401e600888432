import assert from "node:assert/strict";
import type { LogEvent } from "../../core/event.ts";
import { toEvents } from "../../tests/contract/log_store/case.ts";
import { BLOCK_TEXT_MAX, toBlocks } from "./seal.ts";

Deno.test("toBlocks makes blocks of about the usual size and leaves nothing over", () => {
  const sizes = (count: number) =>
    toBlocks({ firstArrival: 100, events: toEvents(0, count) }, 10).map(({ events }) =>
      events.length
    );
  assert.deepEqual(sizes(1), [1]);
  assert.deepEqual(sizes(14), [14]);
  assert.deepEqual(sizes(15), [8, 7]);
  assert.deepEqual(sizes(24), [12, 12]);
  assert.deepEqual(sizes(95), [10, 9, 10, 9, 10, 9, 10, 9, 10, 9]);
});

Deno.test("toBlocks numbers blocks in order of arrival", () => {
  const blocks = toBlocks({ firstArrival: 100, events: toEvents(0, 25) }, 10);
  assert.deepEqual(blocks.map(({ firstArrival }) => firstArrival), [100, 108, 117]);
  assert.deepEqual(blocks.flatMap(({ events }) => events), toEvents(0, 25));
});

for (
  const [where, toLong] of Object.entries<(text: string) => Partial<LogEvent>>({
    message: (message) => ({ message }),
    service: (service) => ({ service }),
    hostname: (hostname) => ({ hostname }),
    value: (value) => ({ fields: { value } }),
    name: (name) => ({ fields: { [name]: 1 } }),
  })
) {
  Deno.test(`toBlocks closes a block early when its text is long: ${where}`, () => {
    const events = toEvents(0, 5, toLong("x".repeat(BLOCK_TEXT_MAX / 2)));
    const blocks = toBlocks({ firstArrival: 0, events }, 1000);
    assert.deepEqual(blocks.map(({ events }) => events.length), [2, 2, 1]);
  });
}
