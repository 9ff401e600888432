import { toDataFiles } from "../runtime/data_files.ts";
import { openDatabase } from "../runtime/sqlite.ts";
import { eventually } from "../tests/e2e/eventually.ts";
import { type PipelineProcess, startPipeline } from "../tests/e2e/pipeline_process.ts";
import { awaitCount } from "./ask.ts";
import { type Sample, Sampler, sizeOf, toMib } from "./sampler.ts";
import { readUsage, type Usage, watchOthers } from "./usage.ts";

/** One run of a whole pipeline over a whole corpus. */
export interface IngestRun {
  /** From the start of the pipeline's command until all lines are counted. */
  readonly wallSeconds: number;
  /** From ship's first look at its files until all lines are counted. */
  readonly shipSeconds: number;
  /** By service; null where the system does not tell. */
  readonly usage: ServiceUsage;
  /** Processors' share that went to processes other than these and the bench itself; null as above. */
  readonly othersShare: number | null;
  /** The largest size of the bus that was seen. */
  readonly busPeakMib: number;
  /** Size of the bus at the end. */
  readonly busAfterMib: number;
  /** Size of the store at the end. */
  readonly storeBytes: number;
  /** Memory and bus over time. */
  readonly samples: readonly Sample[];
}

/** What each service has used up, by its word. */
export type ServiceUsage = Readonly<Record<string, Usage | null>>;

/** What to run over. */
export interface IngestOptions {
  /** Of lines that are an event each. */
  readonly corpus: { readonly path: string; readonly lines: number };
  /** Empty; the whole corpus is in its store afterwards. */
  readonly dataDir: string;
  /** Done once all lines are counted and the usage is read, before the pipeline ends. */
  readonly afterwards?: (pipeline: PipelineProcess) => Promise<void>;
}

/** Runs a pipeline on a new data folder until the whole corpus is searchable, and ends it. */
export async function ingest({ corpus, dataDir, afterwards }: IngestOptions): Promise<IngestRun> {
  const startMs = Date.now();
  const readOthers = watchOthers();
  await using pipeline = startPipeline({ dataDir, logFiles: [corpus.path], variables: VARIABLES });
  const services = await awaitServices(pipeline);
  using sampler = new Sampler(services, dataDir);
  await awaitCount(pipeline.apiUrl, { wanted: corpus.lines, seconds: INGEST_SECONDS_MAX });
  const endMs = Date.now();
  const shipMs = readShipStart(pipeline);
  const usage = readUsages(services);
  const othersShare = readOthers(services.values());
  await afterwards?.(pipeline);
  await pipeline.stop();
  const { bus, logs } = toDataFiles(dataDir);
  return {
    wallSeconds: (endMs - startMs) / 1000,
    shipSeconds: (endMs - shipMs) / 1000,
    usage,
    othersShare,
    busPeakMib: sampler.busPeakMib,
    busAfterMib: toMib(sizeOf([bus, `${bus}-wal`])),
    storeBytes: readStoreBytes(logs),
    samples: sampler.samples,
  };
}

/** Times of text lines have no offset: so they mean the same everywhere. */
export const VARIABLES = { LOGFLOW_TIME_ZONE: "UTC" } as const;

/** No ingest takes longer. */
const INGEST_SECONDS_MAX = 1800;

/** Resolves with the pids of all four services, once these run. */
export function awaitServices(pipeline: PipelineProcess): Promise<Map<string, number>> {
  return eventually("all services", () => {
    const found = pipeline.services();
    return found.size === 4 ? found : null;
  });
}

/** What the services have used up so far. */
export function readUsages(services: ReadonlyMap<string, number>): ServiceUsage {
  return Object.fromEntries([...services].map(([word, pid]) => [word, readUsage(pid)]));
}

/** The most memory that each service ever had. */
export function toPeaksMib(usage: ServiceUsage): Record<string, number | null> {
  const peaks = Object.entries(usage).map(([word, used]) => [word, used && toMib(used.peakBytes)]);
  return Object.fromEntries(peaks);
}

/** CPU seconds of all services together; null where one is not known. */
export function sumCpuSeconds(usage: ServiceUsage): number | null {
  const used = Object.values(usage).filter((each) => each !== null);
  if (used.length < Object.keys(usage).length) return null;
  return used.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
}

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
