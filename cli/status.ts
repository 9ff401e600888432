import type { Config } from "../runtime/config.ts";
import { toDataFiles } from "../runtime/data_files.ts";
import { type Heartbeat, readHeartbeats } from "../runtime/heartbeat.ts";
import { toReason } from "../runtime/reason.ts";
import { wait } from "../runtime/wait.ts";
import { askHealth, askMetrics } from "./ask_service.ts";
import type { Context } from "./context.ts";
import { findJob, findJobs, type FoundJob } from "./job.ts";
import { toLogPath } from "./job_logs.ts";
import { findLastError } from "./last_error.ts";
import { toAsked } from "./to_asked.ts";
import { toFlow } from "./flow.ts";
import { printStatus, toStatusLines } from "./print_status.ts";
import { type StatusRow, toStatusRows } from "./status_row.ts";

/** Tells how everything is that was started. Resolves to the exit code: 1 when anything of it does not run. */
export async function status(
  { json = false }: { readonly json?: boolean },
  config: Config,
  context: Context,
): Promise<number> {
  const { run, log } = toDataFiles(config.dataDir);
  const jobs = findJobs(run);
  const asked = toAsked(config, jobs);
  const beats = await readBeats(config, context);
  const rows = toStatusRows({ jobs, beats, ...await look(asked) });
  const before = await readMetrics(asked);
  const startedMs = performance.now();
  await wait(RATE_MS);
  const after = await readMetrics(asked);
  const seconds = (performance.now() - startedMs) / 1000;
  const shown = rows.map((row) => {
    const isHere = row.host === Deno.hostname() && row.state === "running";
    const samples = { before: before.get(row.word), after: after.get(row.word), seconds };
    const beat = beats.find(({ pid, hostname }) => pid === row.pid && hostname === row.host);
    const since = jobs.find(({ word }) => word === row.job)?.record?.startedAt;
    const error = row.error ??
      (since === undefined ? null : findLastError(toLogPath(log, row.word), since));
    const flow = toFlow(row.word, { ...(isHere ? samples : { seconds }), beat, nowMs: Date.now() });
    return { ...row, error, ...flow };
  });
  context.process.stdout.write(
    json ? toStatusLines(shown) : printStatus(shown, config, Date.now()),
  );
  return shown.every(({ state }) => state === "running" || state === "stopped") ? 0 : 1;
}

/** Waits until all processes of a job answer, one has failed, or a minute is over; tells of each as JSON. */
export async function awaitJob(word: string, config: Config, context: Context): Promise<number> {
  const { run } = toDataFiles(config.dataDir);
  for (let ms = 0;; ms += LOOK_MS) {
    const jobs = [findJob(run, word)].filter((job): job is FoundJob => job !== null);
    const rows = toStatusRows({ jobs, beats: [], ...await look(toAsked(config, jobs)) });
    const isStarting = rows.length === 0 || rows.some(({ state }) => state === "starting");
    const failed = rows.some(({ state }) => state !== "starting" && state !== "running");
    if ((isStarting && !failed) && ms < AWAIT_MS_MAX) {
      await wait(LOOK_MS);
      continue;
    }
    context.process.stdout.write(toLines(rows));
    return isStarting || failed ? 1 : 0;
  }
}

/** Between two looks at what is counted. */
const RATE_MS = 1000;

const [LOOK_MS, AWAIT_MS_MAX] = [100, 60_000];

/** As {@linkcode StatusRow} is, for `start`. */
function toLines(rows: readonly StatusRow[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

type Asked = ReturnType<typeof toAsked>;

async function look(addresses: Asked) {
  const asked = addresses.map(async ([word, address]) => {
    const answer = await askHealth(address);
    return answer === null ? [] : [[word, answer.problem] as const];
  });
  const answers = new Map((await Promise.all(asked)).flat());
  return { answers, host: Deno.hostname(), nowMs: Date.now() };
}

async function readMetrics(addresses: Asked): Promise<Map<string, string>> {
  const asked = addresses.map(async ([word, address]) => {
    const text = await askMetrics(address);
    return text === null ? [] : [[word, text] as const];
  });
  return new Map((await Promise.all(asked)).flat());
}

/** None where nothing was ever kept; who asks how things are makes nothing. */
async function readBeats(config: Config, context: Context): Promise<Heartbeat[]> {
  if (config.database === null && !isThere(toDataFiles(config.dataDir).state)) return [];
  try {
    const { openState } = await import("./compose_state.ts");
    await using state = await openState(config, context.log("status"));
    return await readHeartbeats(state);
  } catch (error) {
    context.process.stderr.write(`logflow: Cannot read heartbeats: ${toReason(error)}\n`);
    return [];
  }
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
