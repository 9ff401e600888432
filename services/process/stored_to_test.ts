import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import type { Delivery, TopicStatus } from "../../ports/bus.ts";
import { makeBatch } from "../../tests/contract/make_batch.ts";
import { VirtualClock } from "../../tests/virtual_clock.ts";
import { StoredTo } from "./stored_to.ts";
import { watchLag } from "./watch_lag.ts";

Deno.test("StoredTo is not known before the bus was seen to be empty, or something was stored", () => {
  const storedTo = new StoredTo();
  assert.equal(storedTo.value(50_000), null);
  storedTo.caughtUp(49_000);
  assert.equal(storedTo.value(50_000), 49_000);
  storedTo.caughtUp(40_000);
  assert.equal(storedTo.value(90_000), 49_000, "it never goes back");
});

Deno.test("StoredTo is when the last was shipped that is stored, while more waits", () => {
  const storedTo = new StoredTo();
  storedTo.settled(makeDelivery(0, 10_000), 100_000);
  assert.equal(storedTo.value(100_000), 10_000);
  storedTo.settled(makeDelivery(0, 20_000), 100_001);
  assert.equal(storedTo.value(100_001), 20_000);
  storedTo.caughtUp(100_002);
  assert.equal(storedTo.value(100_002), 100_002);
});

Deno.test("StoredTo waits for the partition that is farthest behind, while it goes on", () => {
  const storedTo = new StoredTo();
  storedTo.settled(makeDelivery(0, 50_000), 100_000);
  storedTo.settled(makeDelivery(1, 30_000), 100_000);
  assert.equal(storedTo.value(105_000), 30_000);
  storedTo.settled(makeDelivery(0, 60_000), 112_000);
  assert.equal(storedTo.value(112_000), 60_000, "nothing came of the other for long");
});

Deno.test("StoredTo does not count what was taken back", () => {
  const storedTo = new StoredTo();
  storedTo.settled({ ...makeDelivery(0, 10_000), isCurrent: () => false }, 100_000);
  assert.equal(storedTo.value(100_000), null);
});

Deno.test("watchLag tells when nothing waits for process, and nothing while the bus is away", async () => {
  const clock = new VirtualClock();
  const told: number[] = [];
  const stop = new AbortController();
  let lag: number | null = 5;
  const status = () => {
    if (lag === null) return Promise.reject(new UnavailableError("Cannot ask: it is away"));
    const groups = [{ group: "other", positions: [], lag: 0 }, {
      group: "process",
      positions: [],
      lag,
    }];
    return Promise.resolve({ groups } as unknown as TopicStatus);
  };
  const storedTo = { caughtUp: (askedMs: number) => void told.push(askedMs) };
  const ports = { bus: { status }, storedTo, now: () => clock.nowMs, wait: clock.wait };
  const watching = watchLag(ports, stop.signal);
  await clock.pass(3000);
  lag = null;
  await clock.pass(2000);
  assert.deepEqual(told, []);
  lag = 0;
  await clock.pass(4000);
  assert.deepEqual(told, [6000, 8000]);
  stop.abort();
  await watching;
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
