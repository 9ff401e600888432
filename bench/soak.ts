import { toDataFiles } from "../runtime/data_files.ts";
import { startPipeline } from "../tests/e2e/pipeline_process.ts";
import { appendLines } from "./append_lines.ts";
import { awaitCount } from "./ask.ts";
import type { BenchRun } from "./bench_run.ts";
import { startClients } from "./clients.ts";
import { HitWatch } from "./hit_watch.ts";
import { awaitServices, readStoreBytes, readUsages, VARIABLES } from "./ingest_run.ts";
import { createLiveLine } from "./live_line.ts";
import { recordSoak } from "./record_soak.ts";
import { RotatingLog } from "./rotating_log.ts";
import { Sampler } from "./sampler.ts";
import type { Soaked } from "./soaked.ts";
import { StoredCount } from "./stored.ts";
import { watchOthers } from "./usage.ts";

/**
 * Whether memory stays where it is, and lines stay quick to find, while lines arrive and some clients
 * search for a long time. Logs are rotated meanwhile, and removed once they are stored.
 */
export async function measureSoak(bench: BenchRun): Promise<void> {
  const logs = bench.emptyFolder("soak-logs");
  const dataDir = bench.emptyFolder("soak");
  await using pipeline = startPipeline({ dataDir, logFiles: [logs], variables: VARIABLES });
  const services = await awaitServices(pipeline);
  const soaked = await soak({ bench, apiUrl: pipeline.apiUrl, services, dataDir, logs });
  const now = pipeline.services();
  const restarted = [...services].filter(([word, pid]) => now.get(word) !== pid).length;
  await pipeline.stop();
  const storeBytes = readStoreBytes(toDataFiles(dataDir).logs);
  bench.series["soak"] = soaked.samples;
  recordSoak(bench, { ...soaked, restarted, storeBytes });
}

interface Soak {
  readonly bench: BenchRun;
  readonly apiUrl: string;
  readonly services: ReadonlyMap<string, number>;
  readonly dataDir: string;
  /** The folder that ship watches. */
  readonly logs: string;
}

async function soak(
  { bench, apiUrl, services, dataDir, logs }: Soak,
): Promise<Omit<Soaked, "restarted" | "storeBytes">> {
  const { soakRate: rate, soakMinutes } = bench.options;
  const seconds = soakMinutes * 60;
  using stack = new DisposableStack();
  const log = stack.use(
    new RotatingLog({
      path: `${logs}/app.log`,
      fileBytes: Math.min(FILE_BYTES_MAX, rate * seconds * LINE_BYTES / ROTATIONS_MIN),
      filesKept: FILES_KEPT,
      release: (lines) => stored.reach(lines),
    }),
  );
  const toLine = createLiveLine();
  await log.append(new TextEncoder().encode(`${toLine(0, Date.now())}\n`), 1);
  await awaitCount(apiUrl, { wanted: 1, seconds: START_SECONDS_MAX });
  const stored = stack.use(new StoredCount(dataDir));
  const readOthers = watchOthers(services.values());
  const sampler = stack.use(new Sampler(services, dataDir, SAMPLE_EVERY_MS));
  const crowd = startClients(apiUrl, { clients: CLIENTS, pauseMs: CLIENT_PAUSE_MS });
  const watch = new HitWatch({ apiUrl, mark: MARK, pauseMs: WATCH_PAUSE_MS });
  stack.adopt(tellProgress(bench, stored), clearInterval);
  const startMs = performance.now();
  const markEvery = Math.ceil(rate / MARKS_PER_SECOND);
  const written = await appendLines({
    ...{ file: log, rate, seconds },
    toLine(i, timeMs) {
      if (i % markEvery !== 0) return toLine(i, timeMs);
      watch.wrote(i);
      return toMarkedLine(i, timeMs);
    },
  });
  const endMs = performance.now();
  const behind = 1 + written - stored.read();
  const samples = [...sampler.samples];
  const usage = readUsages(services);
  const othersShare = readOthers(services.values());
  await stored.reach(1 + written);
  const behindSeconds = (performance.now() - endMs) / 1000;
  await watch.end();
  const searched = await crowd.end();
  const timing = { startMs, endMs, behind, behindSeconds };
  return { ...timing, written, samples, usage, othersShare, watch, searched, log };
}

function tellProgress(bench: BenchRun, stored: StoredCount): ReturnType<typeof setInterval> {
  let minutes = 0;
  return setInterval(() => {
    bench.say(`soak: ${++minutes} of ${bench.options.soakMinutes} min, ${stored.read()} stored`);
  }, 60_000);
}

/** With milliseconds, so that the newest is known also where a second's lines are in two files. */
function toMarkedLine(i: number, timeMs: number): string {
  const time = new Date(timeMs).toISOString().slice(0, -1).replace("T", " ");
  return `${time} INFO [payment-service] Line ${MARK} number=${i} of order order_${i}`;
}

const MARK = "soakmark";
/** Lines that the latency is known of. */
const MARKS_PER_SECOND = 20;
/** Between an answer and the next search for the newest such line. */
const WATCH_PAUSE_MS = 20;
const CLIENTS = 5;
const CLIENT_PAUSE_MS = 1000;
const SAMPLE_EVERY_MS = 1000;
const START_SECONDS_MAX = 60;
/** So 500 MB of logs at most. */
const FILE_BYTES_MAX = 50e6;
const FILES_KEPT = 9;
/** Also a short run rotates. */
const ROTATIONS_MIN = 20;
const LINE_BYTES = 97;
