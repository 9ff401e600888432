import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import type { Bus, BusRecord, Delivery } from "../../ports/bus.ts";
import type { LogWriter } from "../../ports/log_store.ts";
import { makeBatch } from "../../tests/contract/make_batch.ts";
import { processLogs, type StoredDelivery } from "./process_logs.ts";

const NOW_MS = 1_729_698_645_999;

Deno.test("processLogs tells what became of a delivery, how long its batches waited, and for whom it had to wait", async () => {
  const told: StoredDelivery[] = [];
  const failed: string[] = [];
  await processLogs({
    bus: createBus([toRecord(["new", "odd", "known"], 250), toBroken(), toRecord(["new"], 900)]),
    store: createStore(),
    now: () => NOW_MS,
    onStored: (delivery) => told.push(delivery),
    onRetry: ({ of, error }) => failed.push(`${of}: ${error.message}`),
  }, new AbortController().signal);
  const counts = { stored: 2, duplicates: 1, unreadable: 1, refused: 1 };
  assert.deepEqual(told, [{ ...counts, waitedMs: [250, 900] }]);
  assert.deepEqual(failed.sort(), ["bus: full", "store: away"]);
});

Deno.test("processLogs tells not how long batches waited that were taken back before they were stored", async () => {
  const told: StoredDelivery[] = [];
  await processLogs({
    bus: createBus([toRecord(["new"], 250)], () => false),
    store: createStore(),
    now: () => NOW_MS,
    onStored: (delivery) => told.push(delivery),
  }, new AbortController().signal);
  assert.deepEqual(told, [{ stored: 0, duplicates: 0, unreadable: 0, refused: 0, waitedMs: [] }]);
});

let offset = 0;

function toRecord(lines: readonly string[], waitedMs: number): BusRecord {
  const begin = 1000 * ++offset;
  const batch = { ...makeBatch({ lines, begin }), shippedMs: NOW_MS - waitedMs };
  return { position: { epoch: "e", partition: 0, offset }, batch, broken: null };
}

function toBroken(): BusRecord {
  const position = { epoch: "e", partition: 0, offset: ++offset };
  return { position, batch: null, broken: { bytes: new Uint8Array(1), reason: "damaged" } };
}

/** Has one delivery, and cannot publish at first. */
function createBus(records: readonly BusRecord[], isCurrent = () => true): Bus {
  const delivery: Delivery = {
    records,
    position: records.at(-1)!.position,
    ack: () => Promise.resolve(),
    nack: () => Promise.resolve(),
    isCurrent,
  };
  const publish = failOnce(new UnavailableError("full", { retryAfterMs: 1 }));
  return {
    publish,
    async *subscribe() {
      yield await Promise.resolve(delivery);
    },
  } as Partial<Bus> as Bus;
}

/** Knows what says so, refuses what is odd, and is away at first. */
function createStore(): LogWriter {
  const beThere = failOnce(new UnavailableError("away"));
  return {
    ahead() {},
    async append(events) {
      await beThere();
      const of = (text: string) => events.filter(({ message }) => message === text);
      return {
        stored: of("new").length,
        duplicates: of("known").length,
        rejected: of("odd").map((event) => ({ event, reason: "odd" })),
      };
    },
  } as Partial<LogWriter> as LogWriter;
}

function failOnce(error: Error): () => Promise<void> {
  let isFirst = true;
  return () => {
    const fails = isFirst;
    isFirst = false;
    return fails ? Promise.reject(error) : Promise.resolve();
  };
}
