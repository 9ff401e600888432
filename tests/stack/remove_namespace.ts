import { Client } from "@elastic/elasticsearch";
import { Redis } from "ioredis";
import { Kafka, logLevel } from "kafkajs";
import postgres from "postgres";
import { readStack, type TestServers } from "./servers.ts";

/** Removes all that a LogFlow with this `LOGFLOW_NAMESPACE` has made on the servers. */
export async function removeNamespace(
  namespace: string,
  servers: TestServers | null = readStack(),
): Promise<void> {
  if (servers === null) return;
  await removeTopics(servers.kafka, namespace);
  await removeIndices(servers.elasticsearch, namespace);
  await removeSchema(servers.postgres, namespace);
  await removeKeys(servers.redis, namespace);
}

async function removeTopics(broker: string, namespace: string): Promise<void> {
  const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(`${namespace}-`));
    if (topics.length > 0) await admin.deleteTopics({ topics });
    const { groups } = await admin.listGroups();
    const own = groups.map(({ groupId }) => groupId).filter((id) => id.startsWith(`${namespace}-`));
    await admin.deleteGroups(own).catch(() => {}); // One that has members yet goes by itself.
  } finally {
    await admin.disconnect();
  }
}

async function removeIndices(url: string, namespace: string): Promise<void> {
  const client = new Client({ node: url });
  try {
    const indices = await client.indices.get({
      index: `${namespace}-*`,
      expand_wildcards: "all",
      filter_path: "*.settings.index.uuid",
    });
    for (const index of Object.keys(indices)) await client.indices.delete({ index });
    await client.indices.deleteIndexTemplate({ name: `${namespace}-*` }, { ignore: [404] });
  } finally {
    await client.close();
  }
}

async function removeSchema(url: string, namespace: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql`DROP SCHEMA IF EXISTS ${sql(`${namespace}_logflow`)} CASCADE`;
  } finally {
    await sql.end();
  }
}

async function removeKeys(url: string, namespace: string): Promise<void> {
  const redis = new Redis(url);
  try {
    const keys = await redis.keys(`${namespace}:*`);
    if (keys.length > 0) await redis.del(...keys);
  } finally {
    redis.disconnect();
  }
}
