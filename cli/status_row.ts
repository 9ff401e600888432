import type { Heartbeat } from "../runtime/heartbeat.ts";
import { CRASH_LOOP_DEATHS, type FoundJob, type PartRecord, QUICK_DEATH_MS } from "./job.ts";

/** As the table tells it. */
export type StatusState = "running" | "starting" | "crash loop" | "stopped" | "dead";

/** How one process is. */
export interface StatusRow {
  /** What it does. */
  readonly word: string;
  /** The word that was started, of which it is a part; null = it runs in the foreground. */
  readonly job: string | null;
  /** Where it runs. */
  readonly host: string;
  /** `running`: it answers; `dead`: it should run, and does not. */
  readonly state: StatusState;
  /** Null = there is none now. */
  readonly pid: number | null;
  /** Epoch milliseconds of its last start; null = unknown, or it does not run. */
  readonly startedAt: number | null;
  /** How often it died; null in the foreground, where the pipeline itself tells. */
  readonly restarts: number | null;
  /** Bytes that it occupies; null = unknown. */
  readonly memory: number | null;
  /** `embedded`, or the servers that it uses. */
  readonly engine: string | null;
  /** What is wrong with it now; null = nothing is known. */
  readonly error: string | null;
}

/** What is known about all that was started. */
export interface Known {
  /** What runs, or ran, in the background. */
  readonly jobs: readonly FoundJob[];
  /** What services say of themselves. */
  readonly beats: readonly Heartbeat[];
  /** What those that answer now say is wrong with them (null = nothing), by word. */
  readonly answers: ReadonlyMap<string, string | null>;
  /** The name of this machine. */
  readonly host: string;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

/** One row for each process: those in the background, then those that only their heartbeats tell of. */
export function toStatusRows(known: Known): StatusRow[] {
  const own = known.jobs.flatMap((job) => toJobRows(job, known));
  const others = known.beats.filter((beat) => !isOfJob(beat, known))
    .map((beat) => toBeatRow(beat, known));
  const isLive = (row: StatusRow) => row.state !== "stopped" && row.state !== "dead";
  const live = [...own, ...others].filter(isLive);
  // Who has ended is of interest only where nobody has taken its place.
  const replaced = (row: StatusRow) =>
    live.some(({ word, host }) => word === row.word && host === row.host);
  return [...own, ...others].filter((row) => isLive(row) || !replaced(row));
}

/** A beat that is older is of a service that has ended, or hangs. */
const FRESH_MS = 20_000;

/** Who does not answer so long after its start hangs. */
const START_MS_MAX = 60_000;

/** Whether it is of a job's process: the one that runs, or one before. */
function isOfJob({ hostname, service, pid, at }: Heartbeat, { jobs, host }: Known): boolean {
  return hostname === host && jobs.some(({ record }) => {
    const part = record?.parts[service];
    if (!record || !part) return false;
    return part.pid === pid || at <= (record.ended?.at ?? part.startedAt);
  });
}

function toJobRows({ word, file, record }: FoundJob, known: Known): StatusRow[] {
  const { host } = known;
  if (record === null) {
    const state = file?.runs ? "starting" : "dead";
    return [{ ...toEmptyRow(word, host), job: word, state, pid: file?.pid ?? null }];
  }
  const { engine, ended, problem } = record;
  const parts = Object.entries(record.parts);
  // It ends before it knows what it consists of only where that cannot be told.
  return (parts.length > 0 ? parts : [[word, NONE] as const]).map(([name, part]) => {
    const row = { ...toEmptyRow(name, host), job: word, engine, restarts: part.restarts };
    if (ended !== null) {
      return { ...row, state: ended.why === null ? "stopped" : "dead", error: ended.why };
    }
    // Who has said "stop" since knows of it.
    if (!file?.runs) return { ...row, state: file === null ? "stopped" : "dead", error: KILLED };
    const live = { ...row, ...toLivePart(name, part, known) };
    return { ...live, error: problem ?? live.error };
  });
}

const NONE: PartRecord = { pid: null, startedAt: 0, restarts: 0, deaths: 0 };

const KILLED = "what keeps it running has ended without a word: killed, or the machine went down";

function toLivePart(
  word: string,
  { pid, startedAt, deaths }: PartRecord,
  { beats, answers, nowMs, host }: Known,
): Pick<StatusRow, "pid" | "startedAt" | "state" | "memory" | "error"> {
  const beat = beats.find((beat) => beat.pid === pid && beat.hostname === host);
  const ageMs = nowMs - startedAt;
  const answer = answers.get(word);
  const rest = { pid, startedAt: pid === null ? null : startedAt, memory: toMemory(beat) };
  const error = answer ?? null;
  if (deaths >= CRASH_LOOP_DEATHS && (pid === null || ageMs < QUICK_DEATH_MS)) {
    return { ...rest, state: "crash loop", error };
  }
  if (pid === null) return { ...rest, state: "starting", error };
  if (answer !== undefined || word === "generate") return { ...rest, state: "running", error };
  if (ageMs < START_MS_MAX) return { ...rest, state: "starting", error };
  return { ...rest, state: "dead", error: "it does not answer" };
}

function toBeatRow(beat: Heartbeat, { nowMs }: Known): StatusRow {
  const { service, hostname, pid, startedAt, at, facts } = beat;
  const row = { ...toEmptyRow(service, hostname), engine: toText(facts.engine) };
  if (nowMs - at > FRESH_MS) return { ...row, state: "dead", error: "it has not been heard of" };
  const error = toText(facts.problem);
  return { ...row, pid, startedAt, state: "running", memory: toMemory(beat), error };
}

function toEmptyRow(word: string, host: string) {
  const unknown = { pid: null, startedAt: null, restarts: null, memory: null };
  return { word, host, job: null, ...unknown, engine: null, error: null } as const;
}

function toMemory(beat: Heartbeat | undefined): number | null {
  const memory = beat?.facts.memory;
  return typeof memory === "number" ? memory : null;
}

function toText(fact: unknown): string | null {
  return typeof fact === "string" ? fact : null;
}
