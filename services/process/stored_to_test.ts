import assert from "node:assert/strict";
import type { Delivery } from "../../ports/bus.ts";
import { makeBatch } from "../../tests/contract/make_batch.ts";
import { StoredTo } from "./stored_to.ts";

Deno.test("StoredTo is a second ago while nothing waits, and as it was while nobody can tell", () => {
  const storedTo = new StoredTo();
  assert.equal(storedTo.value(50_000, false), null);
  assert.equal(storedTo.value(50_000, true), 49_000);
  assert.equal(storedTo.value(90_000, false), 49_000);
  assert.equal(storedTo.value(90_000, true), 89_000);
});

Deno.test("StoredTo is when the last was shipped that is stored, while more waits", () => {
  const storedTo = new StoredTo();
  const [first, second] = [makeDelivery(0, 10_000), makeDelivery(0, 20_000)];
  storedTo.delivered(first);
  assert.equal(storedTo.value(100_000, true), null);
  storedTo.delivered(second);
  storedTo.settled(first, 100_000);
  assert.equal(storedTo.value(100_000, true), 10_000);
  storedTo.settled(second, 100_001);
  assert.equal(storedTo.value(100_001, true), 99_001);
});

Deno.test("StoredTo waits for the partition that is farthest behind, while it goes on", () => {
  const storedTo = new StoredTo();
  for (const [partition, shippedMs] of [[0, 50_000], [1, 30_000]] as const) {
    const delivery = makeDelivery(partition, shippedMs);
    storedTo.delivered(delivery);
    storedTo.settled(delivery, 100_000);
  }
  storedTo.delivered(makeDelivery(0, 60_000));
  assert.equal(storedTo.value(105_000, true), 30_000);
  assert.equal(storedTo.value(111_000, true), 30_000, "nothing came for long: it cannot be told");
});

Deno.test("StoredTo does not count what was taken back, and forgets what is delivered again", () => {
  const storedTo = new StoredTo();
  const delivery = { ...makeDelivery(0, 10_000), isCurrent: () => false };
  storedTo.delivered(delivery);
  storedTo.delivered(makeDelivery(0, 20_000));
  storedTo.settled(delivery, 100_000);
  assert.equal(storedTo.value(100_000, true), null);
  storedTo.begin();
  assert.equal(storedTo.value(100_000, true), 99_000);
});

function makeDelivery(partition: number, shippedMs: number): Delivery {
  const position = { epoch: "e", partition, offset: 0 };
  const batch = { ...makeBatch({ lines: ["a"] }), shippedMs };
  return {
    records: [{ position, batch, broken: null }],
    position,
    ack: () => Promise.resolve(),
    nack: () => Promise.resolve(),
    isCurrent: () => true,
  };
}
