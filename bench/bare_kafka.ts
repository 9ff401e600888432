import process from "node:process";
import { promisify } from "node:util";
import { zstdCompress } from "node:zlib";
import kafkajs from "kafkajs";
import type { Bus } from "../ports/bus.ts";
import type { Config } from "../runtime/config.ts";
import { readTopic } from "../runtime/read_topic.ts";
import type { Hop } from "./servers.ts";

/**
 * The same lines sent by kafkajs alone, from memory, as messages of about the same size, with the same
 * compression and acknowledgement, a batch for each call.
 */
export async function measureBareKafka(config: Config, bus: Bus): Promise<Hop> {
  const { CompressionCodecs, CompressionTypes, Kafka, logLevel, Partitioners } = kafkajs;
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: ({ buffer }: { buffer: Uint8Array }) => compress(buffer),
    decompress: () => Promise.reject(new Error("only written")),
  });
  const topic = `${config.namespace}-bare`;
  const kafka = new Kafka({ brokers: [...config.kafka!.brokers], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  const batches = await readMessages(bus);
  await producer.connect();
  try {
    await producer.send({ topic, acks: -1, messages: [{ key: "x", value: "x" }] }); // Makes the topic.
    const cpuBefore = readCpuSeconds();
    const startMs = performance.now();
    for (const messages of batches) {
      await producer.send({ topic, acks: -1, compression: CompressionTypes.ZSTD, messages });
    }
    return {
      seconds: (performance.now() - startMs) / 1000,
      cpuSeconds: readCpuSeconds() - cpuBefore,
      peakBytes: NaN,
    };
  } finally {
    await producer.disconnect();
  }
}

const compress = promisify(zstdCompress);

interface Message {
  readonly key: string;
  readonly value: string;
}

async function readMessages(bus: Bus): Promise<Message[][]> {
  const decoder = new TextDecoder();
  const batches: Message[][] = [];
  for await (const { batch } of readTopic(bus, "logs-raw", [])) {
    const { origin, hostname, file, service, bytes, slices, positions, ends } = batch!;
    const metadata = {
      source: hostname,
      file_path: file,
      shipper_timestamp: batch!.shippedMs / 1000,
    };
    batches.push(Array.from(positions, (position, i) => ({
      key: origin,
      value: JSON.stringify({
        raw_log: decoder.decode(bytes.subarray(slices[2 * i], slices[2 * i + 1])),
        metadata: { ...metadata, service, origin, position, end: ends[i], format: "text" },
      }),
    })));
  }
  return batches;
}

/** Of this process. */
export function readCpuSeconds(): number {
  const { system, user } = process.cpuUsage();
  return (system + user) / 1e6;
}
