import type { Config } from "../runtime/config.ts";
import { lookAtPidFile, type PidFile } from "../runtime/pid_file.ts";

/** A word that runs, or ran, in the background, as its keeper tells in `run/WORD.json`. */
export interface JobRecord {
  /** Which. */
  readonly word: string;
  /** Of its keeper. */
  readonly pid: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** What followed the word on the command line. */
  readonly args: readonly string[];
  /** Where it keeps things: `embedded`, or the servers. */
  readonly engine: string;
  /** Where its services listen. */
  readonly places: Partial<Places>;
  /** Its processes by their word, in the order in which they end. */
  readonly parts: Readonly<Record<string, PartRecord>>;
  /** What is wrong with it as a whole; null = nothing. */
  readonly problem: string | null;
  /** When it ended in good order, epoch milliseconds, and why if nobody asked for that; null = it has not. */
  readonly ended: { readonly at: number; readonly why: string | null } | null;
}

/** One process of a job. */
export interface PartRecord {
  /** Null = between two starts. */
  readonly pid: number | null;
  /** The last start, epoch milliseconds. */
  readonly startedAt: number;
  /** How often it died since the keeper began. */
  readonly restarts: number;
  /** How often it died in a row, soon after its start. */
  readonly deaths: number;
}

/** Where services listen. */
export type Places = Pick<
  Config,
  | "apiHost"
  | "apiPort"
  | "metricsHost"
  | "shipMetricsPort"
  | "processMetricsPort"
  | "alertMetricsPort"
>;

/** The words that can run in the background, in the order in which `stop` ends them. */
export const JOB_WORDS = ["generate", "pipeline", "ship", "process", "api", "alert"] as const;

/** One of {@linkcode JOB_WORDS}. */
export type JobWord = (typeof JOB_WORDS)[number];

/** A process that ends sooner than this after its start, so often in a row, is in a crash loop. */
export const [QUICK_DEATH_MS, CRASH_LOOP_DEATHS] = [30_000, 3];

/** What is there about a job; null = nothing: it was never started in this folder. */
export interface FoundJob {
  /** Which. */
  readonly word: string;
  /** Null = nobody wrote one. */
  readonly file: PidFile | null;
  /** Null = there is none that can be read, or it is of an earlier start. */
  readonly record: JobRecord | null;
}

/** All that was started in the background in this folder of small files. */
export function findJobs(folder: string): FoundJob[] {
  return JOB_WORDS.flatMap((word) => findJob(folder, word) ?? []);
}

/** One of them. */
export function findJob(folder: string, word: string): FoundJob | null {
  const base = `${folder}/${word}`;
  const file = lookAtPidFile(base);
  const record = readRecord(base);
  if (file === null && record === null) return null;
  return { word, file, record: file?.runs && file.pid !== record?.pid ? null : record };
}

/** Replaces the record of a job as a whole. */
export function writeRecord(folder: string, record: JobRecord): void {
  const path = `${folder}/${record.word}.json`;
  Deno.writeTextFileSync(`${path}.new`, JSON.stringify(record));
  Deno.renameSync(`${path}.new`, path);
}

/** Where the services of a word listen. */
export function toPlaces(word: string, config: Config): Partial<Places> {
  const names = word === "pipeline" ? Object.values(PLACES).flat() : PLACES[word] ?? [];
  return Object.fromEntries(names.map((name) => [name, config[name]]));
}

const PLACES: Readonly<Record<string, readonly (keyof Places)[]>> = {
  ship: ["metricsHost", "shipMetricsPort"],
  process: ["metricsHost", "processMetricsPort"],
  alert: ["metricsHost", "alertMetricsPort"],
  api: ["apiHost", "apiPort"],
};

function readRecord(base: string): JobRecord | null {
  try {
    return JSON.parse(Deno.readTextFileSync(`${base}.json`));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return null;
    throw error;
  }
}
