import { toDenoCommand } from "../cli/deno_command.ts";
import { openBus } from "../cli/compose.ts";
import type { Bus } from "../ports/bus.ts";
import { type Child, startChild } from "../runtime/child.ts";
import { type Config, parseConfig } from "../runtime/config.ts";
import { wait } from "../runtime/wait.ts";
import { freePort } from "../tests/e2e/pipeline_process.ts";
import { openOwnServer, type OpenServer } from "../tests/stack/own_server.ts";
import { measureBareElasticsearch } from "./bare_elasticsearch.ts";
import { measureBareKafka } from "./bare_kafka.ts";
import type { BenchRun } from "./bench_run.ts";
import { VARIABLES } from "./ingest_run.ts";
import { toMib } from "./sampler.ts";
import { median } from "./statistics.ts";
import { findTop } from "./top_functions.ts";
import { readProfile } from "./profile.ts";
import { readUsage, type Usage } from "./usage.ts";

/**
 * File → Kafka by `ship` alone, then Kafka → Elasticsearch by `process` alone, on servers of its own; beside
 * each a bare client that does the same with the same data: kafkajs, and requests with bodies made before.
 */
export async function measureServers(bench: BenchRun): Promise<void> {
  bench.say("starting Kafka and Elasticsearch");
  await using kafka = await openOwnServer("kafka", { isTuned: true });
  await using elasticsearch = await openOwnServer("elasticsearch", { isTuned: true });
  for (const kind of ["A", "B"] as const) {
    const corpus = bench.corpus(kind);
    const runs: Hops[] = [];
    for (let i = 0; i <= bench.options.runs; i++) {
      bench.say(`corpus ${kind} through the servers, ${i === 0 ? "to warm them" : `run ${i}`}`);
      const namespace = `bench${kind.toLowerCase()}${i}`;
      const config = toConfig({ bench, kafka, elasticsearch, namespace, logFile: corpus.path });
      const hops = await runHops(config, corpus.lines);
      if (i > 0) runs.push(hops);
    }
    record({ bench, name: `${kind}: ${corpus.lines} lines`, lines: corpus.lines, runs });
    await profile({ bench, kafka, elasticsearch, kind });
  }
}

/** What one run of all hops found; seconds, and what each process used. */
interface Hops {
  readonly ship: Hop;
  readonly bareKafka: Hop;
  readonly process: Hop;
  readonly bareElasticsearch: Hop;
}

/** One hop over all lines. */
export interface Hop {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

interface Place {
  readonly bench: BenchRun;
  readonly kafka: OpenServer;
  readonly elasticsearch: OpenServer;
  readonly namespace: string;
  readonly logFile: string;
}

function toConfig({ bench, kafka, elasticsearch, namespace, logFile }: Place): Config {
  return parseConfig({
    ...VARIABLES,
    LOGFLOW_DATA_DIR: bench.emptyFolder("servers"),
    LOGFLOW_NAMESPACE: namespace,
    LOG_FILES: logFile,
    KAFKA_BROKERS: kafka.address,
    ELASTICSEARCH_URL: elasticsearch.address,
    ELASTICSEARCH_REPLICAS: "0",
    SHIP_METRICS_PORT: `${freePort()}`,
    PROCESS_METRICS_PORT: `${freePort()}`,
  }, {});
}

async function runHops(config: Config, lines: number): Promise<Hops> {
  await using bus = await openBus(config, SILENT);
  const ship = await runService({ word: "ship", config, isDone: () => isShipped(bus, lines) });
  const bareKafka = await measureBareKafka(config, bus);
  const isDone = () => isStored(config, lines);
  const process = await runService({ word: "process", config, isDone });
  const bareElasticsearch = await measureBareElasticsearch(config, bus);
  return { ship, bareKafka, process, bareElasticsearch };
}

const SILENT = { info() {}, warn() {}, error() {} };

async function isShipped(bus: Bus, lines: number): Promise<boolean> {
  return (await bus.status("logs-raw")).published >= lines;
}

async function isStored({ elasticsearch, namespace }: Config, lines: number): Promise<boolean> {
  const url = `${elasticsearch!.urls[0]}/${namespace}-logs-*/_count`;
  const response = await fetch(url);
  const { count } = await response.json();
  return response.ok && count >= lines;
}

interface ServiceRun {
  readonly word: "ship" | "process";
  readonly config: Config;
  /** Whether all lines are through. */
  readonly isDone: () => Promise<boolean>;
  /** Where V8 writes a profile. */
  readonly profileFolder?: string;
}

/** Runs one service until it is done with everything; from its first word to the last line. */
async function runService({ isDone, ...run }: ServiceRun): Promise<Hop> {
  let startedMs = NaN;
  const child = startConfined(run, (line) => {
    if (line.includes("] started")) startedMs = performance.now();
  });
  const ended = child.exited.then(({ code }) => {
    throw new Error(`${run.word} ended with code ${code} before it was done`);
  });
  ended.catch(() => {}); // When it is done it is stopped.
  try {
    for (const lateMs = performance.now() + HOP_MS_MAX; !await isDone();) {
      if (performance.now() > lateMs) throw new Error(`Gave up waiting for ${run.word}`);
      await Promise.race([wait(PAUSE_MS), ended]);
    }
    const endedMs = performance.now();
    const { cpuSeconds, peakBytes } = readUsage(child.pid) ?? NOTHING_KNOWN;
    return { seconds: (endedMs - startedMs) / 1000, cpuSeconds, peakBytes };
  } finally {
    child.stop();
    await child.exited;
  }
}

const NOTHING_KNOWN: Usage = { cpuSeconds: NaN, rssBytes: NaN, peakBytes: NaN };
const HOP_MS_MAX = 1_800_000;

/** Asked more often, Elasticsearch is busy with the answers. */
const PAUSE_MS = 200;

/** With the permissions it always has. */
function startConfined(
  { word, config, profileFolder }: Omit<ServiceRun, "isDone">,
  onLine: (line: string) => void,
): Child {
  const command = toDenoCommand({ word, args: [], config, variables: Deno.env.toObject() });
  const [run, ...rest] = command.args;
  const flags = profileFolder === undefined
    ? []
    : ["--cpu-prof", `--cpu-prof-dir=${profileFolder}`];
  return startChild({ ...command, args: [run!, ...flags, ...rest], onLine });
}

interface Recording {
  readonly bench: BenchRun;
  readonly name: string;
  readonly lines: number;
  readonly runs: readonly Hops[];
}

function record({ bench, name, lines, runs }: Recording): void {
  const middle = (of: (hops: Hops) => number) => median(runs.map(of));
  const rate = (of: (hops: Hops) => Hop) => lines / middle((hops) => of(hops).seconds);
  const cpu = (of: (hops: Hops) => Hop) => middle((hops) => of(hops).cpuSeconds) * 1e6 / lines;
  bench.record({
    section: "servers",
    name: `${name}, file to Kafka`,
    figures: {
      "lines/s": rate((hops) => hops.ship),
      "bare kafkajs, messages/s": rate((hops) => hops.bareKafka),
      "ship, CPU s per million": cpu((hops) => hops.ship),
      "bare kafkajs, CPU s per million": cpu((hops) => hops.bareKafka),
      "ship, peak MiB": toMib(middle((hops) => hops.ship.peakBytes)),
    },
  });
  bench.record({
    section: "servers",
    name: `${name}, Kafka to Elasticsearch`,
    figures: {
      "documents/s": rate((hops) => hops.process),
      "bare client, documents/s": rate((hops) => hops.bareElasticsearch),
      "of the bare client": middle((hops) => hops.bareElasticsearch.seconds / hops.process.seconds),
      "process, CPU s per million": cpu((hops) => hops.process),
      "bare client, CPU s per million": cpu((hops) => hops.bareElasticsearch),
      "process, peak MiB": toMib(middle((hops) => hops.process.peakBytes)),
    },
  });
}

/** Which share of each service's time goes where. */
async function profile(
  { bench, kafka, elasticsearch, kind }: Omit<Place, "namespace" | "logFile"> & { kind: "A" | "B" },
): Promise<void> {
  const corpus = bench.corpus(kind);
  const namespace = `profile${kind.toLowerCase()}`;
  const config = toConfig({ bench, kafka, elasticsearch, namespace, logFile: corpus.path });
  await using bus = await openBus(config, SILENT);
  const done = {
    ship: () => isShipped(bus, corpus.lines),
    process: () => isStored(config, corpus.lines),
  };
  for (const word of ["ship", "process"] as const) {
    const profileFolder = `${config.dataDir}/profile-${word}`;
    await runService({ word, config, isDone: done[word], profileFolder });
    const figures = findTop(readProfile(profileFolder), { of: "package", count: 12 });
    bench.record({ section: "servers", name: `${kind}: ${word}, % by part`, figures });
  }
}
