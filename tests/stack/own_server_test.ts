import assert from "node:assert/strict";
import { Redis } from "ioredis";
import { Kafka, type KafkaConfig, logLevel } from "kafkajs";
import postgres from "postgres";
import { eventually } from "../e2e/eventually.ts";
import {
  canOpenOwnServer,
  makeCertificate,
  openOwnServer,
  type OpenServer,
  type ServerName,
} from "./own_server.ts";
import { isRunning } from "./server_process.ts";
import { WITHOUT_SERVERS } from "./servers.ts";

function test(server: ServerName, what: string, run: () => Promise<void>): void {
  const ignore = !canOpenOwnServer(server);
  Deno.test({
    name: `own server (${server}) ${what}${ignore ? WITHOUT_SERVERS : ""}`,
    ignore,
    fn: run,
  });
}

test("redis", "keeps its data over stop, kill and start", async () => {
  await using server = await openOwnServer("redis");
  await ask(server, (redis) => redis.set("key", "value"));
  await server.stop();
  await assert.rejects(Deno.connect({ hostname: "127.0.0.1", port: server.port }));
  await server.start();
  await ask(server, (redis) => redis.incr("count"));
  await server.kill();
  await server.start();
  assert.deepEqual(await ask(server, (redis) => redis.mget("key", "count")), ["value", "1"]);
});

test("redis", "wants its password and speaks TLS", async () => {
  await using folder = await makeFolder();
  const tls = await makeCertificate(folder.path);
  await using server = await openOwnServer("redis", { tls, password: "p@ss/word" });
  const ca = await Deno.readTextFile(tls.ca);
  const redis = new Redis(server.address, { tls: { ca } });
  assert.equal(await redis.ping(), "PONG");
  await redis.quit();
});

test("redis", "ends with its folder when it is disposed of", async () => {
  const server = await openOwnServer("redis");
  await server[Symbol.asyncDispose]();
  assert.equal(await isRunning(server.pid()), false);
  await assert.rejects(Deno.stat(server.home), Deno.errors.NotFound);
});

test("redis", "ends with the process that started it, even by SIGKILL", async () => {
  const module = new URL("./own_server.ts", import.meta.url).href;
  const code = `const { openOwnServer } = await import("${module}");
    const server = await openOwnServer("redis"); console.log(server.pid(), server.home);`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "-q", code],
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const [pid, home] = (await reader.read()).value!.trim().split(" ");
  assert.equal(await isRunning(Number(pid)), true);
  child.kill("SIGKILL");
  await child.status;
  await reader.cancel();
  await eventually("Redis to end", async () => !await isRunning(Number(pid)) || null);
  await Deno.remove(home!, { recursive: true });
});

test("postgres", "keeps its data over stop, kill and start", async () => {
  await using server = await openOwnServer("postgres");
  await query(server, (sql) => sql`create table kept (x int)`);
  await server.stop();
  await server.start();
  await query(server, (sql) => sql`insert into kept values (7)`);
  await server.kill();
  await server.start();
  assert.deepEqual(await query(server, (sql) => sql`select x from kept`), [{ x: 7 }]);
});

test("postgres", "wants its password and speaks TLS, and nothing else", async () => {
  await using folder = await makeFolder();
  const tls = await makeCertificate(folder.path);
  await using server = await openOwnServer("postgres", { tls, password: "p@ss/word" });
  const ssl = { ca: await Deno.readTextFile(tls.ca) };
  const one = (sql: postgres.Sql) => sql`select 1 as one`;
  assert.deepEqual(await query(server, one, { ssl }), [{ one: 1 }]);
  await assert.rejects(query(server, one, { ssl, password: "wrong" }), { code: "28P01" });
  await assert.rejects(query(server, one, { ssl: false }), { code: "28000" });
});

test("kafka", "keeps its data over kill and start", async () => {
  const settings = { "broker.session.timeout.ms": "2000", "broker.heartbeat.interval.ms": "500" };
  await using server = await openOwnServer("kafka", { settings });
  const create = { topics: [{ topic: "kept", numPartitions: 1 }] };
  await administer(server, (admin) => admin.createTopics(create));
  await server.kill();
  await server.start();
  assert.deepEqual(await administer(server, (admin) => admin.listTopics()), ["kept"]);
});

test("kafka", "takes SASL over TLS, and refuses a wrong password", async () => {
  await using folder = await makeFolder();
  const tls = await makeCertificate(folder.path);
  await using server = await openOwnServer("kafka", { tls, password: "secret" });
  const ssl = { ca: await Deno.readTextFile(tls.ca) };
  const as = (mechanism: "plain" | "scram-sha-256" | "scram-sha-512", password: string) =>
    administer(server, (admin) => admin.listTopics(), {
      ssl,
      sasl: { mechanism: mechanism as "plain", username: "logflow", password },
    });
  assert.deepEqual(await as("plain", "secret"), []);
  assert.deepEqual(await as("scram-sha-256", "secret"), []);
  assert.deepEqual(await as("scram-sha-512", "secret"), []);
  await assert.rejects(as("scram-sha-512", "wrong"), /[Aa]uthentication/);
});

test("elasticsearch", "keeps its data over kill and start", async () => {
  await using server = await openOwnServer("elasticsearch");
  const path = `${server.address}/kept/_doc/1`;
  const headers = { "content-type": "application/json" };
  const put = await fetch(path, { method: "PUT", headers, body: '{"x": 7}' });
  await put.body?.cancel();
  assert.equal(put.status, 201);
  await server.kill();
  await server.start();
  const got = await fetch(path);
  assert.deepEqual((await got.json())._source, { x: 7 });
});

test("elasticsearch", "says that it has neither passwords nor TLS", async () => {
  await assert.rejects(openOwnServer("elasticsearch", { password: "x" }), /x-pack/);
});

async function ask<T>(server: OpenServer, run: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(server.address);
  try {
    return await run(redis);
  } finally {
    await redis.quit();
  }
}

async function query(
  server: OpenServer,
  run: (sql: postgres.Sql) => PromiseLike<Iterable<postgres.Row>>,
  options: postgres.Options<Record<string, never>> = {},
): Promise<postgres.Row[]> {
  const sql = postgres(server.address, { max: 1, ...options });
  try {
    return [...await run(sql)];
  } finally {
    await sql.end();
  }
}

async function administer<T>(
  server: OpenServer,
  run: (admin: ReturnType<Kafka["admin"]>) => Promise<T>,
  options: Partial<KafkaConfig> = {},
): Promise<T> {
  const client = new Kafka({
    brokers: [server.address],
    logLevel: logLevel.NOTHING,
    retry: { retries: 2 },
    ...options,
  });
  const admin = client.admin();
  try {
    await admin.connect();
    return await run(admin);
  } finally {
    await admin.disconnect();
  }
}

async function makeFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
