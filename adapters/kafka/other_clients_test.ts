import assert from "node:assert/strict";
import zlib from "node:zlib";
import { CompressionCodecs, CompressionTypes } from "kafkajs";
import {
  publishLines,
  startReader,
  takeLines,
  textsOf,
  within,
} from "../../tests/contract/bus_fixture.ts";
import { makeBatch } from "../../tests/contract/make_batch.ts";
import { readStack, WITHOUT_SERVERS } from "../../tests/stack/servers.ts";
import { createClient } from "./client.ts";
import { TestKafka } from "./testing/test_bus.ts";

const ignore = readStack() === null;
const suffix = ignore ? WITHOUT_SERVERS : "";

// kafkajs itself knows gzip alone.
CompressionCodecs[CompressionTypes.ZSTD] = () => ({
  compress: (records: { buffer: Uint8Array }) =>
    Promise.resolve(zlib.zstdCompressSync(records.buffer)),
  decompress: (bytes: Uint8Array) => Promise.resolve(zlib.zstdDecompressSync(bytes)),
});

for (const compression of ["zstd", "gzip", "none"] as const) {
  Deno.test({
    name: `Bus (kafka) is read by another client, packed with ${compression}${suffix}`,
    ignore,
    fn: async () => {
      await using kafka = new TestKafka({ compression });
      await using bus = await kafka.open();
      const lines = Array.from({ length: 5000 }, (_, i) => `line ${i} ä`);
      await bus.publish("logs-raw", [makeBatch({ lines })]);
      const consumer = createClient(kafka.options).consumer({ groupId: `${kafka.topic}-other` });
      const got: string[] = [];
      const all = Promise.withResolvers<void>();
      await consumer.connect();
      try {
        await consumer.subscribe({ topics: [kafka.topic], fromBeginning: true });
        await consumer.run({
          eachMessage: ({ message }) => {
            assert.equal(String(message.key), "9f3c5a01b2c4d5e");
            got.push(JSON.parse(String(message.value)).raw_log);
            if (got.length === lines.length) all.resolve();
            return Promise.resolve();
          },
        });
        await within(all.promise);
      } finally {
        await consumer.disconnect();
      }
      assert.deepEqual(got, lines);
    },
  });
}

/** Sends with kafkajs's producer. */
async function withProducer(
  kafka: TestKafka,
  work: (producer: ReturnType<ReturnType<typeof createClient>["producer"]>) => Promise<void>,
  options: { transactionalId?: string } = {},
): Promise<void> {
  const producer = createClient(kafka.options).producer({
    createPartitioner: () => () => 0,
    ...options,
  });
  await producer.connect();
  try {
    await work(producer);
  } finally {
    await producer.disconnect();
  }
}

Deno.test({
  name: `Bus (kafka) reads what other producers wrote, packed in any way${suffix}`,
  ignore,
  fn: async () => {
    await using kafka = new TestKafka();
    const skipped: number[] = [];
    await using bus = await kafka.open({ onSkipped: (count) => skipped.push(count) });
    await withProducer(kafka, async (producer) => {
      const topic = kafka.topic;
      for (const name of ["None", "GZIP", "ZSTD"] as const) {
        const messages = [
          { value: `{"raw_log":"${name} a"}`, headers: { h: "1" } },
          { key: "tombstone", value: null },
          { value: `${name} b`, timestamp: "1729698645123" },
        ];
        await producer.send({ topic, compression: CompressionTypes[name], messages });
      }
    });
    await using reader = startReader(bus);
    const expected = ["None a", "None b", "GZIP a", "GZIP b", "ZSTD a", "ZSTD b"];
    assert.deepEqual(await takeLines(reader, 6), expected);
    const records = await bus.read("logs-raw", [], 100);
    assert.deepEqual(textsOf({ records }), expected);
    assert.equal(records[0]!.batch!.file, `kafka:${kafka.topic}`);
    assert.equal((await bus.status("logs-raw")).groups[0]!.lag, 0);
    assert.ok(skipped.length > 0);
  },
});

Deno.test({
  name: `Bus (kafka) moves over messages with nothing in them${suffix}`,
  ignore,
  fn: async () => {
    await using kafka = new TestKafka();
    await using bus = await kafka.open();
    await using reader = startReader(bus);
    const next = reader.take();
    await withProducer(kafka, async (producer) => {
      await producer.send({ topic: kafka.topic, messages: [{ value: null }, { value: "" }] });
    });
    await publishLines(bus, "after");
    assert.deepEqual(await next, ["after"]);
    assert.equal((await bus.status("logs-raw")).groups[0]!.lag, 0);
  },
});

Deno.test({
  name: `Bus (kafka) does not deliver what a transaction took back${suffix}`,
  ignore,
  fn: async () => {
    await using kafka = new TestKafka();
    await using bus = await kafka.open();
    await withProducer(kafka, async (producer) => {
      for (const [value, end] of [["kept", "commit"], ["void", "abort"], ["kept too", "commit"]]) {
        const transaction = await producer.transaction();
        await transaction.send({ topic: kafka.topic, messages: [{ value: value! }] });
        await transaction[end as "commit"]();
      }
    }, { transactionalId: kafka.topic });
    await publishLines(bus, "last");
    await using reader = startReader(bus);
    assert.deepEqual(await takeLines(reader, 3), ["kept", "kept too", "last"]);
    assert.equal((await bus.status("logs-raw")).groups[0]!.lag, 0);
  },
});

for (const packing of ["snappy", "lz4", "gzip", "zstd", "uncompressed"]) {
  Deno.test({
    name: `Bus (kafka) reads what brokers packed anew with ${packing}${suffix}`,
    ignore,
    fn: async () => {
      await using kafka = new TestKafka({ compression: "none" });
      const configEntries = [{ name: "compression.type", value: packing }];
      const topics = [{ topic: kafka.topic, numPartitions: 1, configEntries }];
      await kafka.admin((admin) => admin.createTopics({ topics, waitForLeaders: true }));
      await using bus = await kafka.open();
      const noise = Array.from({ length: 400 }, () => crypto.randomUUID().repeat(10));
      const lines = [...noise, "a", "a".repeat(300_000), ...noise.toReversed(), "äöü".repeat(100)];
      await bus.publish("logs-raw", [makeBatch({ lines })]);
      assert.deepEqual(textsOf({ records: await bus.read("logs-raw", [], 1000) }), lines);
    },
  });
}
