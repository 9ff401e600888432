import assert from "node:assert/strict";
import { zstdDecompressSync } from "node:zlib";
import kafkajs from "kafkajs";
import { createGenerator } from "../../core/generate.ts";
import { removeNamespace } from "../stack/remove_namespace.ts";
import { readStack, WITHOUT_SERVERS } from "../stack/servers.ts";
import { eventually } from "./eventually.ts";
import { startPipeline, toFreePorts } from "./pipeline_process.ts";
import { runCli } from "./run_cli.ts";
import { countReaches } from "./ship_files.ts";
import { newNamespace, toServerVariables, WORLDS } from "./worlds.ts";

const SERVERS = readStack();
const LINES = 5000;

/** What reads the servers here leaves timers behind. */
const LEAKS = { sanitizeOps: false, sanitizeResources: false };

/** What stands on the servers is for everybody: nothing here reads it by LogFlow's code. */
Deno.test({
  name: `pipeline on servers leaves documents and messages that others read${
    SERVERS === null ? WITHOUT_SERVERS : ""
  }`,
  ignore: SERVERS === null,
  ...LEAKS,
  async fn() {
    const namespace = newNamespace();
    const folder = await Deno.makeTempDir({ prefix: "logflow-servers-" });
    const world = WORLDS.find(({ name }) => name === "servers")!;
    const variables = { ...toServerVariables(world, namespace), LOGFLOW_TIME_ZONE: "UTC" };
    const lines = makeLines();
    Deno.writeTextFileSync(`${folder}/app.log`, lines.map((line) => `${line}\n`).join(""));
    try {
      await using pipeline = startPipeline({
        dataDir: `${folder}/data`,
        logFiles: [`${folder}/app.log`],
        variables,
      });
      await countReaches(pipeline, LINES);
      await checkDocuments(namespace, lines);
      await checkMessages(namespace, { lines, file: `${folder}/app.log` });
      await checkWords({ ...variables, LOGFLOW_DATA_DIR: `${folder}/data` });
      assert.equal(await pipeline.stop(), 0, pipeline.output());
      assert.doesNotMatch(pipeline.output(), /starts again| WARN \[| ERROR \[/);
    } finally {
      await removeNamespace(namespace);
      await Deno.remove(folder, { recursive: true });
    }
  },
});

function makeLines(): string[] {
  const nowMs = Date.now();
  const generator = createGenerator({ seed: 1, format: "text", startMs: nowMs });
  return Array.from({ length: LINES }, (_, i) => generator.next(nowMs - LINES + i));
}

async function checkDocuments(namespace: string, lines: readonly string[]): Promise<void> {
  const url = `${SERVERS!.elasticsearch}/${namespace}-logs-*`;
  const { count } = await (await fetch(`${url}/_count`)).json();
  assert.equal(count, LINES);
  const query = { size: LINES, query: { match: { level: "ERROR" } } };
  const response = await fetch(`${url}/_search`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(query),
  });
  const { hits: { hits } } = await response.json();
  const errors = lines.filter((line) => / ERROR \[/.test(line));
  const toLine = ({ _source: { timestamp, level, service, message } }: Hit) =>
    `${timestamp.slice(0, 19).replace("T", " ")} ${level} [${service}] ${message}`;
  assert.deepEqual((hits as Hit[]).map(toLine).sort(), errors.toSorted());
  const { _id, _source } = hits[0] as Hit;
  assert.match(_id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const { source, arrival, extra_fields, ingested_at } = _source;
  assert.match(String(source.origin), /^[0-9a-f]{15}$/);
  assert.deepEqual(
    [typeof source.hostname, typeof source.file, typeof source.position],
    ["string", "string", "number"],
  );
  assert.deepEqual([typeof arrival.partition, typeof arrival.offset], ["number", "number"]);
  assert.deepEqual(extra_fields ?? {}, {});
  assert.ok(Date.parse(ingested_at) <= Date.now());
}

interface Hit {
  readonly _id: string;
  readonly _source: {
    readonly timestamp: string;
    readonly level: string;
    readonly service: string;
    readonly message: string;
    readonly source: Readonly<Record<string, string>>;
    readonly arrival: { readonly partition: number; readonly offset: number };
    readonly extra_fields?: Readonly<Record<string, unknown>>;
    readonly ingested_at: string;
  };
}

async function checkMessages(
  namespace: string,
  { lines, file }: { readonly lines: readonly string[]; readonly file: string },
): Promise<void> {
  const messages = await consume(`${namespace}-logs-raw`);
  const values = messages.map(({ key, value }) => ({ key, ...JSON.parse(value) }));
  values.sort((a, b) => a.metadata.position - b.metadata.position);
  assert.deepEqual(values.map(({ raw_log }) => raw_log), lines);
  const { key, metadata } = values[0]!;
  const { source, shipper_timestamp, service, origin, ...rest } = metadata;
  assert.equal(key, origin);
  assert.deepEqual([typeof source, service], ["string", "app"]);
  assert.ok(Math.abs(shipper_timestamp - Date.now() / 1000) < 600);
  const bytes = new TextEncoder().encode(lines[0]!).length;
  const expected = { file_path: file, position: 0, end: bytes + 1, format: "text" };
  assert.deepEqual(rest, { ...expected, time_zone: "UTC" });
}

async function consume(topic: string): Promise<{ key: string; value: string }[]> {
  const { CompressionCodecs, CompressionTypes, Kafka, logLevel } = kafkajs;
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: () => Promise.reject(new Error("only read")),
    decompress: (data: Uint8Array) => Promise.resolve(zstdDecompressSync(data)),
  });
  const kafka = new Kafka({ brokers: [SERVERS!.kafka], logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `${topic}-plain` });
  const messages: { key: string; value: string }[] = [];
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      eachMessage: ({ message }) => {
        messages.push({ key: `${message.key}`, value: `${message.value}` });
        return Promise.resolve();
      },
    });
    await eventually(`${LINES} messages`, () => messages.length >= LINES || null);
    return messages;
  } finally {
    await consumer.disconnect();
  }
}

/** The words that read bus and store from the terminal. */
async function checkWords(variables: Readonly<Record<string, string>>): Promise<void> {
  const count = await runCli(["count"], variables);
  assert.deepEqual([count.code, count.stdout], [0, `${LINES}\n`], count.stderr);
  const found = await runCli(["search", "--json", "--limit", "3", "level:ERROR"], variables);
  assert.equal(found.code, 0, found.stderr);
  assert.equal(found.stdout.trimEnd().split("\n").length, 3);
  const dead = await runCli(["dead", "list"], variables);
  assert.deepEqual([dead.code, dead.stdout], [0, ""], dead.stderr);
  const verify = await runCli(["verify"], variables);
  assert.equal(verify.code, 0, verify.stdout + verify.stderr);
  assert.match(verify.stdout, /received 5,000 = stored 5,000/);
  const store = await runCli(["store", "check"], variables);
  assert.equal(store.code, 2);
  assert.match(store.stderr, /ELASTICSEARCH_URL/);
}

Deno.test({
  name: `check --connect finds the servers${SERVERS === null ? WITHOUT_SERVERS : ""}`,
  ignore: SERVERS === null,
  ...LEAKS,
  async fn() {
    const world = WORLDS.find(({ name }) => name === "servers")!;
    const dataDir = await Deno.makeTempDir({ prefix: "logflow-check-" });
    const namespace = newNamespace();
    try {
      const { code, stdout, stderr } = await runCli(["check", "--connect"], {
        ...toServerVariables(world, namespace),
        ...toFreePorts(),
        LOGFLOW_DATA_DIR: dataDir,
      });
      assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: "All is well\n", stderr: "" });
    } finally {
      await Deno.remove(dataDir, { recursive: true });
      await removeNamespace(namespace);
    }
  },
});
