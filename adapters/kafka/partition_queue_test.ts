import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import { makeBatch } from "../../tests/contract/make_batch.ts";
import type { BusRecord } from "../../ports/bus.ts";
import { textsOf } from "../../tests/contract/bus_fixture.ts";
import { writeRecordBatch } from "./message/write_record_batch.ts";
import type { RecordsWriter } from "./message/records_writer.ts";
import { PartitionQueue } from "./partition_queue.ts";
import { readBack } from "./testing/records.ts";

/** A queue, what was sent through it, and the calls that were made. */
class Run {
  readonly sent: string[][] = [];
  readonly queue: PartitionQueue;

  constructor(refuse: (records: RecordsWriter, tries: number) => Error | null) {
    let tries = 0;
    this.queue = new PartitionQueue(async (records) => {
      const bytes = writeRecordBatch(records, { compression: "none", nowMs: 0 });
      const lines: BusRecord[] = readBack(bytes);
      const error = refuse(records, ++tries);
      await Promise.resolve();
      if (error !== null) throw error;
      this.sent.push(textsOf({ records: lines }));
    }, [0]);
  }

  publish(...batches: string[][]): Promise<void> {
    return new Promise((resolve, reject) => {
      const job = { left: batches.length, resolve, reject };
      for (const lines of batches) this.queue.add(makeBatch({ lines }), job);
    });
  }
}

Deno.test("PartitionQueue (kafka) sends calls that are made at once together, in order", async () => {
  const run = new Run(() => null);
  await Promise.all([run.publish(["a"], ["b", "c"]), run.publish(["d"])]);
  await run.publish(["e"]);
  assert.deepEqual(run.sent, [["a", "b", "c", "d"], ["e"]]);
});

Deno.test("PartitionQueue (kafka) divides what is too much for one record batch", async () => {
  const run = new Run(() => null);
  const long = "x".repeat(300_000);
  await run.publish([`1${long}`, `2${long}`, `3${long}`], [`4${long}`]);
  assert.deepEqual(run.sent.map((lines) => lines.map((line) => line[0])), [["1", "2"], ["3", "4"]]);
});

Deno.test("PartitionQueue (kafka) tries again what a broker could not take just now", async () => {
  const run = new Run((_, tries) => tries === 1 ? new UnavailableError("not yet") : null);
  await run.publish(["a"]);
  assert.deepEqual(run.sent, [["a"]]);
});

Deno.test("PartitionQueue (kafka) lets nothing pass what failed", async () => {
  const run = new Run((_, tries) => tries <= 2 ? new UnavailableError("away") : null);
  const first = run.publish(["a"]);
  await Promise.resolve();
  const results = await Promise.allSettled([first, run.publish(["b"])]);
  assert.deepEqual(results.map(({ status }) => status), ["rejected", "rejected"]);
  await run.publish(["c"]);
  assert.deepEqual(run.sent, [["c"]]);
});

Deno.test("PartitionQueue (kafka) halves what a topic does not take, and refuses only an event that is too large alone", async () => {
  const run = new Run(({ length }) => length > 900 ? new RangeError("too large") : null);
  const lines = Array.from({ length: 9 }, (_, i) => `${i}`);
  const results = await Promise.allSettled([
    run.publish(lines, ["x"]),
    run.publish(["y", "z".repeat(1000)]),
    run.publish(["last"]),
  ]);
  assert.deepEqual(results.map(({ status }) => status), ["fulfilled", "rejected", "fulfilled"]);
  assert.deepEqual(run.sent.flat(), [...lines, "x", "y", "last"]);
  assert.ok(run.sent.length < 9);
});
