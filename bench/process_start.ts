import { toDenoCommand } from "../cli/deno_command.ts";
import { startChild } from "../runtime/child.ts";
import { parseConfig } from "../runtime/config.ts";
import { freePort } from "../tests/e2e/pipeline_process.ts";
import { VARIABLES } from "./ingest_run.ts";
import { StoredCount } from "./stored.ts";
import { readUsage } from "./usage.ts";

/** How `process` comes up on a store that is there already. */
export interface ProcessStart {
  /** From the start of the process until it said that it has started; it opens the store then. */
  readonly startedMs: number;
  /** From the same until what waits in the bus is stored: now it works. */
  readonly storedMs: number;
  /** The most resident memory up to then; null where the system does not tell. */
  readonly peakBytes: number | null;
}

/** Starts a `process` of its own, confined as always, on a data folder with something in its bus; and ends it. */
export async function measureProcessStart(dataDir: string): Promise<ProcessStart> {
  const port = `${freePort()}`;
  const given = { ...VARIABLES, LOGFLOW_DATA_DIR: dataDir, PROCESS_METRICS_PORT: port };
  const config = parseConfig(given, {});
  using stored = new StoredCount(dataDir);
  const before = stored.read();
  const lines: string[] = [];
  let startedMs = NaN;
  const beganMs = performance.now();
  const child = startChild({
    ...toDenoCommand({ word: "process", args: [], config, variables: Deno.env.toObject() }),
    onLine(line) {
      if (/INFO \[process\] started/.test(line)) startedMs = performance.now() - beganMs;
      if (lines.length < LINES_MAX) lines.push(line);
    },
  });
  try {
    await stored.reach(before + 1, START_SECONDS_MAX);
    const storedMs = performance.now() - beganMs;
    return { startedMs, storedMs, peakBytes: readUsage(child.pid)?.peakBytes ?? null };
  } catch (error) {
    throw new Error(`Cannot start process: ${lines.join("; ")}`, { cause: error });
  } finally {
    child.stop();
    await child.exited;
  }
}

/** Kept of what it prints. */
const LINES_MAX = 100;
const START_SECONDS_MAX = 300;
