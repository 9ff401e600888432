import assert from "node:assert/strict";
import { Redis } from "ioredis";
import { Kafka, logLevel } from "kafkajs";
import postgres from "postgres";
import { readStack, WITHOUT_SERVERS } from "./servers.ts";

const servers = readStack();
const suffix = servers === null ? WITHOUT_SERVERS : "";

function test(name: string, run: () => Promise<void>): void {
  Deno.test({ name: `stack: ${name}${suffix}`, ignore: servers === null, fn: run });
}

test("Kafka answers at the address that it advertises", async () => {
  const client = new Kafka({ brokers: [servers!.kafka], logLevel: logLevel.NOTHING });
  const admin = client.admin();
  await admin.connect();
  const { brokers } = await admin.describeCluster();
  await admin.disconnect();
  assert.deepEqual(brokers.map(({ host, port }) => `${host}:${port}`), [servers!.kafka]);
});

test("Elasticsearch answers, and cuts words by LogFlow's analyzer", async () => {
  const tokenizer = { type: "pattern", pattern: "[\\p{L}\\p{N}_]{1,255}", group: 0 };
  const response = await fetch(`${servers!.elasticsearch}/_analyze`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ tokenizer, filter: ["lowercase"], text: "order_45 ÄÖ-Straße 10.0" }),
  });
  const { tokens } = await response.json() as { tokens: { token: string }[] };
  assert.deepEqual(tokens.map(({ token }) => token), ["order_45", "äö", "straße", "10", "0"]);
});

test("PostgreSQL answers", async () => {
  const sql = postgres(servers!.postgres, { max: 1 });
  assert.deepEqual([...await sql`select 1 + 1 as two`], [{ two: 2 }]);
  await sql.end();
});

test("Redis answers", async () => {
  const redis = new Redis(servers!.redis);
  assert.equal(await redis.ping(), "PONG");
  await redis.quit();
});
