import { toDenoCommand } from "../../cli/deno_command.ts";
import { startChild } from "../../runtime/child.ts";
import { parseConfig } from "../../runtime/config.ts";
import { eventually } from "./eventually.ts";
import { freePort } from "./pipeline_process.ts";

/** An `api` of its own, confined as always, that serves what is in a data folder. */
export interface ApiProcess extends AsyncDisposable {
  /** Where it listens. */
  readonly apiUrl: string;
  /** Its number in the system. */
  readonly pid: number;
  /** From the start of the process until it said that it is ready. */
  readonly startMs: number;
  /** Ends it at once, wherever it is (SIGKILL). */
  kill(): Promise<void>;
}

/** Starts it, on a free port unless told; it answers when this resolves. */
export async function startApi(dataDir: string, port: number = freePort()): Promise<ApiProcess> {
  const config = parseConfig({ LOGFLOW_DATA_DIR: dataDir, API_PORT: `${port}` }, {});
  const variables = Deno.env.toObject();
  const lines: string[] = [];
  const beganMs = performance.now();
  const child = startChild({
    ...toDenoCommand({ word: "api", args: [], config, variables }),
    onLine: (line) => lines.length < LINES_MAX && lines.push(line),
  });
  const apiUrl = `http://127.0.0.1:${port}`;
  try {
    await eventually(`api (${lines.join("; ")})`, () => isReady(apiUrl), 60_000);
  } catch (error) {
    child.kill();
    throw error;
  }
  return {
    apiUrl,
    pid: child.pid,
    startMs: performance.now() - beganMs,
    async kill() {
      child.kill();
      await child.exited;
    },
    async [Symbol.asyncDispose]() {
      child.stop();
      await child.exited;
    },
  };
}

async function isReady(apiUrl: string): Promise<true | null> {
  const response = await fetch(`${apiUrl}/ready`);
  await response.body?.cancel();
  return response.ok || null;
}

/** Kept of what it prints. */
const LINES_MAX = 100;
