import type { Level, LogEvent } from "../../core/event.ts";
import { parseQuery } from "../../core/query/parse_query.ts";
import { openBlockReader } from "./reader.ts";
import { openBlockWriter } from "./writer.ts";

/** Appends and searches of events as text lines give them. */
const COUNT = 100_000;
const BATCH = 40_000;
const MESSAGES: readonly [Level, (n: number) => string][] = [
  ["INFO", (n) => `Payment completed for order order_${n * 7919 % 9_999_991}`],
  ["INFO", (n) => `User user_${n * 31 % 200_000} logged in from 10.${n % 256}.${n * 3 % 256}.7`],
  ["WARN", (n) => `Slow query detected: took ${500 + n % 8500}ms on table orders`],
  ["ERROR", (n) => `Connection to database timed out after ${1000 + n % 29_000}ms`],
  ["DEBUG", (n) => `SQL: SELECT * FROM orders WHERE id = ${n * 104_729 % 9_999_991} LIMIT 1`],
];

const events = Array.from({ length: COUNT }, (_, i) => toEvent(i));
const log = (message: string) => {
  throw new Error(message);
};

Deno.bench({ name: "append 100,000 text events", n: 5, warmup: 1 }, async (b) => {
  const folder = await Deno.makeTempDir();
  await using writer = await openBlockWriter({ path: `${folder}/logs.db`, log });
  b.start();
  for (let at = 0; at < COUNT; at += BATCH) await writer.append(events.slice(at, at + BATCH), null);
  b.end();
  await Deno.remove(folder, { recursive: true });
});

const folder = await Deno.makeTempDir();
const path = `${folder}/logs.db`;
{
  await using writer = await openBlockWriter({ path, log });
  for (let at = 0; at < COUNT; at += BATCH) await writer.append(events.slice(at, at + BATCH), null);
}
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

for (const text of ["*", "timed out", "order_7919", "level:ERROR service:auth-service", "-sql"]) {
  const filter = { query: parseQuery(text), fromMs: null, toMs: null };
  Deno.bench(`search the newest 100 of ${text} in 100,000`, async () => {
    await using reader = await openBlockReader({ path, log });
    await reader.search({ filter, order: "newest", limit: 100, cursor: null });
  });
  Deno.bench(`count ${text} in 100,000`, async () => {
    await using reader = await openBlockReader({ path, log });
    await reader.aggregate({ filter, histogram: null, facets: null });
  });
}

function toEvent(i: number): LogEvent {
  const [level, print] = MESSAGES[i * 7 % MESSAGES.length]!;
  const service = ["payment-service", "auth-service", "user-service"][i % 3]!;
  return {
    origin: "9f3c5a01b2c4d5e",
    position: i * 97,
    begin: i * 97,
    end: i * 97 + 97,
    timestampMs: 1_760_918_400_000 + i * 85,
    level,
    service,
    message: print(i),
    hostname: "web-1",
    file: "/var/log/app.log",
    fields: null,
    ingestedMs: 1_760_918_400_000 + Math.floor(i / 1000),
  };
}
