import { makeBatch } from "../../tests/contract/make_batch.ts";
import { readStack } from "../../tests/stack/servers.ts";
import { createClient } from "./client.ts";
import { Fetched } from "./fetched.ts";
import { RecordsWriter, toBatchToWrite } from "./message/records_writer.ts";
import { writeRecordBatch } from "./message/write_record_batch.ts";
import { TestKafka } from "./testing/test_bus.ts";

/** What ship hands over at once: 40 batches of 1,000 lines of 97 bytes, 3.9 MB. */
const LINE =
  "2025-10-23 14:32:15 INFO [payment-service] Payment completed for order order_45231 in 17 ms, ok";
const LINES = Array.from({ length: 1000 }, () => LINE);
const BATCH = makeBatch({ lines: LINES });
const READING = Array.from(
  { length: 40 },
  (_, i) => makeBatch({ lines: LINES, begin: i * 1000 * (LINE.length + 1) }),
);

Deno.bench("Records (kafka) of 1,000 lines are written", () => {
  writeLines();
});

const packed = writeRecordBatch(writeLines(), { compression: "zstd", nowMs: 0 });

Deno.bench("Records (kafka) of 1,000 lines are read", () => {
  const from = { topic: "logs-raw", id: "", partition: 0 };
  const fetched = new Fetched({ error: 0, aborted: [], bytes: packed }, from, 0);
  fetched.take({ recordsMax: 10, bytesMax: Infinity, eventsMax: Infinity });
});

function writeLines(): RecordsWriter {
  const writer = new RecordsWriter();
  const source = toBatchToWrite(BATCH);
  for (let i = 0; i < LINES.length; i++) writer.write(source, i);
  return writer;
}

if (readStack() !== null) await benchBrokers();

/** Beside kafkajs's own producer, which sends the same messages. */
async function benchBrokers(): Promise<void> {
  const kafka = new TestKafka({ topicPrefix: "bench-" });
  await kafka[Symbol.asyncDispose](); // Of the last time.
  const bus = await kafka.open();
  const producer = createClient(kafka.options).producer({ createPartitioner: () => () => 0 });
  await producer.connect();
  const stopping = new AbortController();
  const options = { group: "bench", signal: stopping.signal };
  const deliveries = bus.subscribe("logs-raw", options)[Symbol.asyncIterator]();
  addEventListener("unload", () => stopping.abort());
  const messages = LINES.map((raw_log, position) => ({
    key: BATCH.origin,
    value: JSON.stringify({
      raw_log,
      metadata: {
        ...{ source: "web-1", file_path: "/var/log/app.log", shipper_timestamp: 1_729_698_645.123 },
        ...{ service: "app", origin: BATCH.origin, position, end: position + 1, format: "text" },
        time_zone: "Europe/Berlin",
      },
    }),
  }));

  const consume = async (lines: number) => {
    for (let count = 0; count < lines;) {
      const { value } = await deliveries.next();
      for (const { batch } of value!.records) count += batch!.ends.length;
      await value!.ack();
    }
  };

  Deno.bench("Bus (kafka) publishes 40,000 lines in one call", async () => {
    await bus.publish("logs-dead", READING);
  });

  Deno.bench("Bus (kafka) publishes and consumes 40,000 lines in one call", async () => {
    await bus.publish("logs-raw", READING);
    await consume(40_000);
  });

  Deno.bench("Bus (kafka) publishes and consumes 1 line", async () => {
    await bus.publish("logs-raw", [makeBatch({ lines: [LINE] })]);
    await consume(1);
  });

  Deno.bench("kafkajs publishes 40,000 lines in 40 calls, not packed", async () => {
    const topic = `${kafka.options.topicPrefix}logs-dead`;
    for (let i = 0; i < 40; i++) await producer.send({ topic, messages });
  });
}
