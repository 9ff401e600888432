import { ConflictError } from "../core/errors.ts";
import type { Config } from "../runtime/config.ts";
import { toDataFiles } from "../runtime/data_files.ts";
import { lookAtPidFile, type PidFile, removeLeftPidFile } from "../runtime/pid_file.ts";
import { wait } from "../runtime/wait.ts";
import type { Context } from "./context.ts";
import { findJob, findJobs, JOB_WORDS, type JobWord } from "./job.ts";

/** What to end. */
export interface StopOptions {
  /** Empty = all. */
  readonly words: readonly JobWord[];
  /** Seconds that each may take; 15 unless told. */
  readonly within?: number;
}

/** Its own processes have 10 s. */
const WITHIN = 15;

/** Ends what runs in the background: these words, or all. Resolves to the exit code. */
export async function stop(
  { words, within = WITHIN }: StopOptions,
  config: Config,
  { process }: Context,
): Promise<number> {
  const folder = toDataFiles(config.dataDir).run;
  const there = findJobs(folder).filter(({ file }) => file !== null).map(({ word }) => word);
  const wanted: readonly string[] = words.length > 0 ? words : there;
  if (wanted.length === 0) {
    process.stdout.write(
      `Nothing runs in the background with data folder "${config.dataDir}"; what runs in the foreground ends by ` +
        "Ctrl-C\n",
    );
  }
  let code = 0;
  for (const word of JOB_WORDS.filter((word) => wanted.includes(word))) {
    const { said, failed = false } = await stopWord(folder, word, within);
    (failed ? process.stderr : process.stdout).write(`${failed ? "logflow: " : ""}${said}\n`);
    if (failed) code = 1;
  }
  return code;
}

interface Stopped {
  readonly said: string;
  readonly failed?: boolean;
}

async function stopWord(folder: string, word: string, within: number): Promise<Stopped> {
  const file = findJob(folder, word)?.file ?? null;
  const refusal = file?.runs ? toRefusal(word, file) : null;
  if (refusal !== null) return { said: `Cannot stop ${word}: ${refusal}`, failed: true };
  if (file?.runs) return await end({ base: `${folder}/${word}`, word, pid: file.pid, within });
  if (file !== null) return removeLeft(`${folder}/${word}`, word, file.pid);
  const whole = findJob(folder, "pipeline");
  if (whole?.file?.runs && word in (whole.record?.parts ?? {})) {
    return { said: `Cannot stop ${word} alone: it is a part of pipeline; stop that`, failed: true };
  }
  return { said: `${word} does not run in the background` };
}

/** Whom its number may not mean here; null = it does. */
function toRefusal(word: string, { pid, host, isLost }: PidFile): string | null {
  if (isLost) {
    return `process ${pid} has its lock, and no pid file: it is being started (try again), or somebody removed ` +
      `"${word}.pid"; end it by \`kill ${pid}\` where it runs`;
  }
  if (host === null || host === Deno.hostname()) return null;
  return `it is process ${pid} of "${host}", and this is "${Deno.hostname()}"; stop it there (in its container)`;
}

function removeLeft(base: string, word: string, pid: number): Stopped {
  try {
    removeLeftPidFile(base);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    return { said: `Cannot stop ${word}: it is being started now; try again`, failed: true };
  }
  const how = `process ${pid} had ended without a word (killed, or the machine went down)`;
  return { said: `${word} does not run: ${how}; removed the pid file that it left` };
}

interface Ended {
  readonly base: string;
  readonly word: string;
  readonly pid: number;
  readonly within: number;
}

async function end({ base, word, pid, within }: Ended): Promise<Stopped> {
  const startedMs = Date.now();
  send(base, pid, "SIGTERM");
  if (await hasEnded(base, pid, within * 1000)) {
    const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
    return { said: `${word} (process ${pid}) has ended, after ${seconds} s` };
  }
  send(base, pid, "SIGKILL");
  const isDead = await hasEnded(base, pid, KILL_MS_MAX);
  const late = `it had not ended within ${within} s`;
  if (!isDead) {
    return { said: `Cannot kill ${word} (process ${pid}), though ${late}`, failed: true };
  }
  removeLeft(base, word, pid);
  const next = "its services end by themselves, and the next start goes on where they stopped";
  return { said: `Killed ${word} (process ${pid}): ${late}; ${next}`, failed: true };
}

const KILL_MS_MAX = 2000;

const LOOK_MS = 50;

function isHeldBy(base: string, pid: number): boolean {
  const file = lookAtPidFile(base);
  return file !== null && file.runs && file.pid === pid;
}

async function hasEnded(base: string, pid: number, msMax: number): Promise<boolean> {
  for (let ms = 0; ms < msMax; ms += LOOK_MS) {
    if (!isHeldBy(base, pid)) return true;
    await wait(LOOK_MS);
  }
  return false;
}

/** The lock tells that the process lives and is ours (see `holdPidFile`), and is asked right before. */
function send(base: string, pid: number, signal: Deno.Signal): void {
  if (!isHeldBy(base, pid)) return;
  try {
    Deno.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // It has just ended.
  }
}
