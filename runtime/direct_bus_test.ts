import assert from "node:assert/strict";
import { toTestBatch } from "../core/parse/test_batch.ts";
import { ArrayStore } from "../tests/contract/array_store.ts";
import { createDirectBus } from "./direct_bus.ts";

const LOG = { info() {}, warn() {}, error: (message: string) => assert.fail(message) };

Deno.test("a direct bus stores what is published, in order, a repeat once", async () => {
  const store = new ArrayStore();
  const bus = createDirectBus({ writer: store.writer, now: () => 5, log: LOG });
  const batches = [toTestBatch(["a", "b"]), toTestBatch(["c"], { origin: "1f3c5a01b2c4d5e" })];
  await Promise.all([bus.publish("logs-raw", batches), bus.publish("logs-raw", batches)]);
  assert.deepEqual(store.events().map(({ message }) => message), ["a", "b", "c"]);
  assert.ok(store.events().every(({ ingestedMs }) => ingestedMs === 5));
  assert.equal((await bus.status("logs-raw")).kept, 0);
});

Deno.test("a direct bus rejects as its store does, and goes on; what the store refuses is logged", async () => {
  const logged: string[] = [];
  let calls = 0;
  const writer = {
    append: () =>
      ++calls === 1 ? Promise.reject(new Error("away")) : Promise.resolve({
        ...{ stored: 0, duplicates: 0 },
        rejected: [{ event: null as never, reason: "it is too odd" }],
      }),
  };
  const bus = createDirectBus({
    writer: writer as never,
    now: () => 5,
    log: { ...LOG, error: (message) => void logged.push(message) },
  });
  await assert.rejects(bus.publish("logs-raw", [toTestBatch(["a"])]), /away/);
  await bus.publish("logs-raw", [toTestBatch(["a"])]);
  assert.deepEqual(logged, ["Cannot store 1 pushed events: it is too odd"]);
});
