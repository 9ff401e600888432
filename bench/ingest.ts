import { toDataFiles } from "../runtime/data_files.ts";
import { openDatabase } from "../runtime/sqlite.ts";
import { eventually } from "../tests/e2e/eventually.ts";
import { type PipelineProcess, startPipeline } from "../tests/e2e/pipeline_process.ts";
import { awaitCount } from "./ask.ts";
import type { BenchRun } from "./bench_run.ts";
import type { Corpus } from "./corpus.ts";
import type { CorpusKind } from "./corpus_line.ts";
import { Sampler, sizeOf, toMib } from "./sampler.ts";
import { median } from "./statistics.ts";
import { readUsage, type Usage, watchOthers } from "./usage.ts";

/** One run of a whole pipeline over a whole corpus. */
interface IngestRun {
  /** From the start of the pipeline's command until all lines are counted. */
  readonly wallSeconds: number;
  /** From ship's first look at its files until all lines are counted. */
  readonly shipSeconds: number;
  /** By service; null where the system does not tell. */
  readonly usage: Readonly<Record<string, Usage | null>>;
  /** Processors' share that went to processes other than these and the bench itself; null as above. */
  readonly othersShare: number | null;
  readonly busPeakMib: number;
  readonly busAfterMib: number;
  readonly storeBytes: number;
}

/** Lines a second from file to searchable, with CPU, memory and disk, on both corpora. */
export async function measureIngest(bench: BenchRun): Promise<void> {
  for (const kind of ["A", "B"] as const) {
    const runs: IngestRun[] = [];
    for (let i = 1; i <= bench.options.runs; i++) {
      bench.say(`ingest of corpus ${kind}, run ${i} of ${bench.options.runs}`);
      runs.push(await ingest(bench, kind));
    }
    recordRuns(bench, bench.corpus(kind), runs);
  }
}

/** A data folder with the whole corpus in its store; made if no section made it before. */
export async function fillStore(bench: BenchRun, kind: CorpusKind): Promise<string> {
  if (!bench.filled.has(kind)) {
    bench.say(`filling a store with corpus ${kind}`);
    await ingest(bench, kind);
  }
  return bench.filled.get(kind)!;
}

/** Runs a pipeline on a new data folder until the whole corpus is searchable, and ends it. */
async function ingest(bench: BenchRun, kind: CorpusKind): Promise<IngestRun> {
  const corpus = bench.corpus(kind);
  const dataDir = bench.emptyFolder(`store-${kind}`);
  const startMs = Date.now();
  const readOthers = watchOthers();
  await using pipeline = startPipeline({ dataDir, logFiles: [corpus.path], variables: VARIABLES });
  const services = await eventually("all services", () => {
    const found = pipeline.services();
    return found.size === 4 ? found : null;
  });
  using sampler = new Sampler(services, dataDir);
  await awaitCount(pipeline.apiUrl, { wanted: corpus.lines, seconds: INGEST_SECONDS_MAX });
  const endMs = Date.now();
  const shipMs = readShipStart(pipeline);
  const usage = Object.fromEntries([...services].map(([word, pid]) => [word, readUsage(pid)]));
  const othersShare = readOthers(services.values());
  bench.series[`ingest ${kind}`] = sampler.samples;
  await pipeline.stop();
  bench.filled.set(kind, dataDir);
  const { bus, logs } = toDataFiles(dataDir);
  return {
    wallSeconds: (endMs - startMs) / 1000,
    shipSeconds: (endMs - shipMs) / 1000,
    usage,
    othersShare,
    busPeakMib: sampler.busPeakMib,
    busAfterMib: toMib(sizeOf([bus, `${bus}-wal`])),
    storeBytes: readStoreBytes(logs),
  };
}

/** Times of text lines have no offset: so they mean the same everywhere. */
export const VARIABLES = { LOGFLOW_TIME_ZONE: "UTC" } as const;

/** No ingest takes longer. */
const INGEST_SECONDS_MAX = 1800;

/** When ship said that it has started; the next that it does is to open its files. */
function readShipStart(pipeline: PipelineProcess): number {
  const found = /(\S+Z) INFO \[ship\] started/.exec(pipeline.output());
  if (found === null) throw new Error(`Cannot tell when ship started: ${pipeline.output()}`);
  return Date.parse(found[1]!);
}

/** Size of the store once its write-ahead log is in the file. */
export function readStoreBytes(logs: string): number {
  using database = openDatabase({ path: logs });
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  return sizeOf([logs, `${logs}-wal`]);
}

function recordRuns(bench: BenchRun, corpus: Corpus, runs: readonly IngestRun[]): void {
  const { kind, lines, bytes } = corpus;
  const section = "ingest";
  const middle = (of: (run: IngestRun) => number) => median(runs.map(of));
  const shipSeconds = middle((run) => run.shipSeconds);
  bench.record({
    section,
    name: `${kind}: ${lines} lines of ${Math.round(bytes / lines)} bytes`,
    figures: {
      "lines/s": lines / shipSeconds,
      "MB/s": bytes / shipSeconds / 1e6,
      "slowest lines/s": lines / Math.max(...runs.map((run) => run.shipSeconds)),
      "fastest lines/s": lines / Math.min(...runs.map((run) => run.shipSeconds)),
      "s from the command": middle((run) => run.wallSeconds),
      "% of CPU taken by others": middle((run) => 100 * (run.othersShare ?? NaN)),
    },
  });
  const perService = (of: (usage: Usage) => number) =>
    Object.fromEntries(
      Object.keys(runs[0]!.usage).map((word) => {
        const usages = runs.map((run) => run.usage[word] ?? null);
        const known = usages.filter((usage) => usage !== null);
        return [word, known.length === 0 ? null : median(known.map(of))];
      }),
    );
  bench.record({
    section,
    name: `${kind}: CPU seconds`,
    figures: perService((usage) => usage.cpuSeconds),
  });
  bench.record({
    section,
    name: `${kind}: CPU µs a line`,
    figures: perService((usage) => usage.cpuSeconds * 1e6 / lines),
  });
  bench.record({
    section,
    name: `${kind}: peak memory, MiB`,
    figures: perService((usage) => toMib(usage.peakBytes)),
  });
  bench.record({
    section,
    name: `${kind}: disk`,
    figures: {
      "store bytes per raw byte": middle((run) => run.storeBytes / bytes),
      "store MiB": middle((run) => toMib(run.storeBytes)),
      "bus peak MiB": middle((run) => run.busPeakMib),
      "bus after MiB": middle((run) => run.busAfterMib),
    },
  });
}
