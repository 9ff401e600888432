import { EVENTS_MAX } from "../adapters/elasticsearch/appender.ts";
import { ByteText } from "../adapters/elasticsearch/byte_text.ts";
import { DocumentWriter } from "../adapters/elasticsearch/write_document.ts";
import { parseBatch } from "../core/parse/parse_batch.ts";
import type { Bus } from "../ports/bus.ts";
import type { Config } from "../runtime/config.ts";
import { readTopic } from "../runtime/read_topic.ts";
import { eventually } from "../tests/e2e/eventually.ts";
import { readCpuSeconds } from "./bare_kafka.ts";
import type { Hop } from "./servers.ts";

/**
 * The same documents sent by nothing but requests whose bodies were made before, as many at a time and as
 * large as `process` makes them, into an index of the same template; until all are counted.
 */
export async function measureBareElasticsearch(config: Config, bus: Bus): Promise<Hop> {
  const url = config.elasticsearch!.urls[0]!;
  const index = `${config.namespace}-logs-bare.0.0`;
  const { bodies, documents } = await makeBodies(index, bus);
  const cpuBefore = readCpuSeconds();
  const startMs = performance.now();
  const left = bodies.values();
  await Promise.all(Array.from({ length: IN_FLIGHT }, async () => {
    for (const body of left) await send(`${url}/_bulk?filter_path=errors`, body);
  }));
  await eventually("all documents", async () => {
    const response = await fetch(`${url}/${index}/_count`);
    return (await response.json()).count >= documents || null;
  });
  return {
    seconds: (performance.now() - startMs) / 1000,
    cpuSeconds: readCpuSeconds() - cpuBefore,
    peakBytes: NaN,
  };
}

const IN_FLIGHT = 2;

async function makeBodies(index: string, bus: Bus) {
  const writer = new DocumentWriter();
  const bodies: Uint8Array<ArrayBuffer>[] = [];
  const text = new ByteText();
  let documents = 0;
  const cut = () => {
    bodies.push(text.view().slice());
    text.cut(0);
  };
  for await (const { batch, position: { partition } } of readTopic(bus, "logs-raw", [])) {
    for (const event of parseBatch(batch!, Date.now())) {
      const arrival = { partition, offset: documents++ };
      writer.write(event, { index, arrival, tell() {} }, text);
      if (documents % EVENTS_MAX === 0) cut();
    }
  }
  if (text.length > 0) cut();
  return { bodies, documents };
}

async function send(url: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
  const headers = { "content-type": "application/x-ndjson" };
  const response = await fetch(url, { method: "POST", headers, body });
  const answer = await response.json();
  if (!response.ok || answer.errors) throw new Error(`Cannot send documents: ${response.status}`);
}
