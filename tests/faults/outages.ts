import assert from "node:assert/strict";
import { toDenoCommand } from "../../cli/deno_command.ts";
import { learnBrokers } from "../../cli/learn_brokers.ts";
import { type Child, startChild } from "../../runtime/child.ts";
import { parseConfig } from "../../runtime/config.ts";
import { eventually } from "../e2e/eventually.ts";
import { freePort, type PipelineProcess, startPipeline } from "../e2e/pipeline_process.ts";
import { readPeakMib } from "../e2e/read_memory.ts";
import { newNamespace, openWorld, toServerVariables, WORLDS } from "../e2e/worlds.ts";
import { openOwnServer, type OpenServer, type ServerName } from "../stack/own_server.ts";
import { checkReader } from "./check_store.ts";
import { followStore } from "./follow_store.ts";
import { startWriter } from "./rotating_writer.ts";

/** How long each server is away. */
export interface OutageOptions {
  readonly seconds: number;
}

/**
 * Lines flow through a pipeline and a second `process` on servers of their own, and somebody follows the store.
 * One after the other each server is away for a while, the broker also by kill -9; while Elasticsearch is, the
 * second `process` is killed. Then every line is stored once, in order within its source, was followed so too,
 * and no service took more memory than it may.
 */
export async function outages({ seconds }: OutageOptions): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "logflow-outages-" });
  await using servers = await openServers();
  const world = WORLDS.find(({ name }) => name.startsWith("servers"))!;
  const variables = toServerVariables(world, newNamespace(), servers.addresses);
  const logFiles = [`${folder}/logs/a.log`, `${folder}/logs/b.log`];
  await using writer = await startWriter(`${folder}/logs`, ["a.log", "b.log"], Math.random);
  await using pipeline = startPipeline({ dataDir: `${folder}/data`, logFiles, variables });
  const second = await startProcess({ ...variables, LOGFLOW_DATA_DIR: `${folder}/second` });
  try {
    await grows(pipeline);
    await using opened = await openWorld(variables);
    await using follower = followStore(opened.reader);
    for (const { name, end } of OUTAGES) {
      await servers.open[name][end]();
      await passSeconds(seconds);
      if (name === "elasticsearch") await killMeasured(second);
      await servers.open[name].start();
      await grows(pipeline);
    }
    await writer.stop();
    await countReaches(pipeline, writer.lines());
    for (const [word, pid] of pipeline.services()) await assertMemory(word, pid);
    await follower.assertOnce([...writer.messages()]);
    assert.equal(await pipeline.stop("SIGTERM"), 0);
    await checkReader(opened.reader, writer.messages());
  } catch (error) {
    const said = pipeline.output().slice(-8000);
    throw new Error(`Outages in ${folder} failed; the pipeline said:\n${said}`, { cause: error });
  } finally {
    second.stop();
    await second.exited;
  }
  await Deno.remove(folder, { recursive: true });
}

/** How each server goes away, in order. */
const OUTAGES = [
  { name: "kafka", end: "stop" },
  { name: "postgres", end: "stop" },
  { name: "redis", end: "stop" },
  { name: "kafka", end: "kill" },
  { name: "elasticsearch", end: "stop" },
] as const;

async function killMeasured(second: Child): Promise<void> {
  await assertMemory("the second process", second.pid);
  second.kill();
  assert.equal((await second.exited).signal, "SIGKILL");
}

async function assertMemory(what: string, pid: number): Promise<void> {
  const peakMib = await readPeakMib(pid);
  assert.ok(peakMib < MEMORY_MIB_MAX, `${what} had ${peakMib} MiB`);
}

const MEMORY_MIB_MAX = 300;

async function openServers() {
  await using stack = new AsyncDisposableStack();
  const names = ["kafka", "elasticsearch", "postgres", "redis"] as const;
  const opened = await Promise.allSettled(
    names.map(async (name) =>
      [name, stack.use(await openOwnServer(name, SETTINGS[name]))] as const
    ),
  );
  const entries = opened.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
  const open = Object.fromEntries(entries) as Record<ServerName, OpenServer>;
  const addresses = {
    kafka: open.kafka.address,
    elasticsearch: open.elasticsearch.address,
    postgres: open.postgres.address,
    redis: open.redis.address,
  };
  const all = stack.move();
  return { open, addresses, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** A killed broker is taken back as soon as its session has ended. */
const SETTINGS: Readonly<Record<ServerName, Parameters<typeof openOwnServer>[1]>> = {
  kafka: {
    settings: { "broker.session.timeout.ms": "2000", "broker.heartbeat.interval.ms": "500" },
  },
  elasticsearch: {},
  postgres: {},
  redis: {},
};

/** One more `process` of the same pipeline, confined as always. */
async function startProcess(variables: Readonly<Record<string, string>>): Promise<Child> {
  const given = { ...variables, PROCESS_METRICS_PORT: `${freePort()}` };
  await Deno.mkdir(variables["LOGFLOW_DATA_DIR"]!);
  const inherited = Deno.env.toObject();
  const config = await learnBrokers("process", parseConfig({}, given), { variables: inherited });
  return startChild({
    ...toDenoCommand({ word: "process", args: [], config, variables: inherited }),
    onLine() {},
  });
}

/** Resolves once the pipeline stores something new. */
async function grows(pipeline: PipelineProcess): Promise<void> {
  const before = await eventually("an answer", () => readCount(pipeline), 60_000);
  await eventually("more events", async () => {
    const count = await readCount(pipeline);
    return count !== null && count > before ? true : null;
  }, 60_000);
}

async function countReaches(pipeline: PipelineProcess, lines: number): Promise<void> {
  await eventually(
    `${lines} events`,
    async () => await readCount(pipeline) === lines || null,
    120_000,
  );
}

async function readCount({ apiUrl }: PipelineProcess): Promise<number | null> {
  const response = await fetch(`${apiUrl}/api/v1/logs/count`);
  const { count } = await response.json();
  return response.ok ? count : null;
}

/** How long an outage lasts is what is tested; nothing waits for a state this way. */
function passSeconds(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
}
