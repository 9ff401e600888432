import { makeBatch } from "../../tests/contract/make_batch.ts";
import { openSqliteBus } from "./bus.ts";

/** What ship hands over at once: 40 batches of 1,000 lines of 97 bytes, 3.9 MB. */
const LINE =
  "2025-10-23 14:32:15 INFO [payment-service] Payment completed for order order_45231 in 17 ms, ok";
const BATCH = makeBatch({ lines: Array.from({ length: 1000 }, () => LINE) });
const READING = Array.from({ length: 40 }, () => BATCH);

const folder = await Deno.makeTempDir();
addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
const stopping = new AbortController();
const bus = await openSqliteBus({ path: `${folder}/bus.db`, bytesMax: 1024 ** 3 });
const deliveries = bus.subscribe("logs-raw", { group: "bench", signal: stopping.signal })
  [Symbol.asyncIterator]();

async function consume(records: number): Promise<void> {
  for (let count = 0; count < records;) {
    const { value } = await deliveries.next();
    count += value!.records.length;
    await value!.ack();
  }
}

Deno.bench("Bus (sqlite) publishes and consumes 40,000 lines in one call", async () => {
  await bus.publish("logs-raw", READING);
  await consume(READING.length);
});

Deno.bench("Bus (sqlite) publishes and consumes 1,000 lines", async () => {
  await bus.publish("logs-raw", [BATCH]);
  await consume(1);
});

Deno.bench("Bus (sqlite) publishes and consumes 40 calls of 1 line at once", async () => {
  const one = makeBatch({ lines: [LINE] });
  await Promise.all(READING.map(() => bus.publish("logs-raw", [one])));
  await consume(READING.length);
});
