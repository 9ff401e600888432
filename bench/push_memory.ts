import { startApi } from "../tests/e2e/api_process.ts";
import { ask } from "./ask.ts";
import type { BenchRun } from "./bench_run.ts";
import { createCorpusLines } from "./corpus_line.ts";
import { toMib } from "./sampler.ts";
import { startClients } from "./clients.ts";
import { readUsage } from "./usage.ts";

/**
 * How much memory an `api` of its own needs while many clients push large bodies, of which most break off,
 * and others search; and for the largest body that is allowed, alone.
 */
export async function measurePushMemory(bench: BenchRun): Promise<void> {
  const { clients, seconds } = bench.options;
  const dataDir = bench.emptyFolder("memory-push");
  await using api = await startApi(dataDir);
  const peak = () => toMib(readUsage(api.pid)?.peakBytes ?? NaN);
  const figures: Record<string, number> = { "at first": peak() };
  const status = await push(api.apiUrl, toBody(BODY_BYTES_LARGEST));
  if (status !== 200) throw new Error(`Cannot push ${BODY_BYTES_LARGEST} bytes: ${status}`);
  figures["after one of 63 MB"] = peak();
  bench.say(`memory: ${clients} clients push, ${clients} search`);
  const body = toBody(BODY_BYTES);
  const searching = startClients(api.apiUrl, { clients, pauseMs: 0 });
  const endMs = performance.now() + seconds * 1000;
  let taken = 0;
  let brokenOff = 0;
  await Promise.all(Array.from({ length: clients }, async () => {
    while (performance.now() < endMs) {
      const answer = await push(api.apiUrl, body, AbortSignal.timeout(Math.random() * BREAK_MS_MAX))
        .catch(() => null);
      if (answer === null) brokenOff++;
      else if (answer === 200) taken++;
    }
  }));
  await searching.end();
  figures["after pushes and searches"] = peak();
  await ask(api.apiUrl, { path: "/count", params: {} }); // It is alive.
  bench.record({ section: "memory", name: "pushes: peak memory of api, MiB", figures });
  const counts = { "taken": taken, "broken off": brokenOff };
  bench.record({ section: "memory", name: `pushes of ${BODY_BYTES} bytes`, figures: counts });
}

async function push(
  apiUrl: string,
  body: Uint8Array<ArrayBuffer>,
  signal: AbortSignal | null = null,
): Promise<number> {
  const headers = { "content-type": "text/plain" };
  const answer = await fetch(`${apiUrl}/api/v1/logs`, { method: "POST", body, headers, signal });
  await answer.body?.cancel();
  return answer.status;
}

/** Lines of corpus B, long ones, so that there are fewer than a push may have. */
function toBody(bytes: number): Uint8Array<ArrayBuffer> {
  const { next } = createCorpusLines("B", SEED);
  const parts: string[] = [];
  for (let length = 0; length < bytes;) {
    const line = `${next()}${" ".repeat(200)}\n`;
    parts.push(line);
    length += line.length;
  }
  return new TextEncoder().encode(parts.join("")).slice(0, bytes);
}

const BODY_BYTES_LARGEST = 63_000_000;
const BODY_BYTES = 5_000_000;
/** A push breaks off after up to this. */
const BREAK_MS_MAX = 2000;
const SEED = 99;
