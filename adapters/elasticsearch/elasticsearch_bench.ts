import { Buffer } from "node:buffer";
import { Client } from "@elastic/elasticsearch";
import type { Level, LogEvent } from "../../core/event.ts";
import { readStack } from "../../tests/stack/servers.ts";
import { makeTestStore } from "./testing/test_store.ts";
import { ByteText } from "./byte_text.ts";
import { DocumentWriter } from "./write_document.ts";
import { openElasticWriter } from "./writer.ts";

/** Appends of events as text lines give them, beside what the server takes of ready bodies. */
const COUNT = 60_000;
const CALL = 12_000;
const BODY = 5000;
const MESSAGES: readonly [Level, (n: number) => string][] = [
  ["INFO", (n) => `Payment completed for order order_${n * 7919 % 9_999_991}`],
  ["INFO", (n) => `User user_${n * 31 % 200_000} logged in from 10.${n % 256}.${n * 3 % 256}.7`],
  ["WARN", (n) => `Slow query detected: took ${500 + n % 8500}ms on table orders`],
  ["ERROR", (n) => `Connection to database timed out after ${1000 + n % 29_000}ms`],
  ["DEBUG", (n) => `SQL: SELECT * FROM orders WHERE id = ${n * 104_729 % 9_999_991} LIMIT 1`],
];
const events = Array.from({ length: COUNT }, (_, i) => toEvent(i));
const ignore = readStack() === null;

Deno.bench({ name: "append 60,000 text events", n: 5, warmup: 1, ignore }, async (b) => {
  await using store = makeTestStore();
  await using writer = await openElasticWriter(store.options);
  await writer.append(events.slice(0, 1), null);
  b.start();
  for (let at = 0; at < COUNT; at += CALL) {
    await writer.append(events.slice(at, at + CALL), { epoch: "e", partition: 0, offset: at });
  }
  b.end();
});

Deno.bench(
  { name: "post the same as ready bodies, two at a time", n: 5, warmup: 1, ignore },
  async (b) => {
    await using store = makeTestStore();
    {
      await using writer = await openElasticWriter(store.options);
      await writer.append(events.slice(0, 1), null);
    }
    const index = `${store.options.prefix}2025.10.20`;
    const bodies: Buffer[] = [];
    for (let at = 0; at < COUNT; at += BODY) bodies.push(toBody(at, index));
    const client = new Client({ node: store.options.urls[0]! });
    const post = async () => {
      for (let body = bodies.shift(); body !== undefined; body = bodies.shift()) {
        await client.transport.request({ method: "POST", path: "/_bulk", bulkBody: body });
      }
    };
    b.start();
    await Promise.all([post(), post()]);
    b.end();
    await client.close();
  },
);

Deno.bench({ name: "write the documents of 60,000 text events", n: 10 }, () => {
  for (let at = 0; at < COUNT; at += BODY) toBody(at, "logs-2025.10.20");
});

function toBody(at: number, index: string): Buffer {
  const writer = new DocumentWriter();
  const text = new ByteText(1 << 20);
  events.slice(at, at + BODY).forEach((event, i) => {
    const arrival = { partition: 0, offset: at + i };
    writer.write(event, { index, arrival, tell: () => {} }, text);
  });
  return Buffer.from(text.view());
}

function toEvent(i: number): LogEvent {
  const [level, print] = MESSAGES[i * 7 % MESSAGES.length]!;
  return {
    origin: "9f3c5a01b2c4d5e",
    position: i * 97,
    begin: i * 97,
    end: i * 97 + 97,
    timestampMs: 1_760_918_400_000 + i * 85,
    level,
    service: ["payment-service", "auth-service", "user-service"][i % 3]!,
    message: print(i),
    hostname: "web-1",
    file: "/var/log/app.log",
    fields: null,
    ingestedMs: 1_760_925_600_000,
  };
}
