import { eventually } from "../tests/e2e/eventually.ts";
import { startPipeline } from "../tests/e2e/pipeline_process.ts";
import { appendLines, toTextTime } from "./append_lines.ts";
import { ask } from "./ask.ts";
import type { BenchRun } from "./bench_run.ts";
import { VARIABLES } from "./ingest.ts";
import { percentile } from "./statistics.ts";

/**
 * From a line's write to a search over HTTP that finds it, at three rates. Every line has its number; a
 * poller searches for the newest one, over and over, and each write has its time. A figure includes the
 * search itself and, on average half of, the time between two answers, which is told beside it.
 */
export async function measureLatency(bench: BenchRun): Promise<void> {
  const dataDir = bench.emptyFolder("latency");
  const path = `${bench.emptyFolder("latency-logs")}/app.log`;
  Deno.writeTextFileSync(path, `${toTextTime(Date.now())} INFO [warm] Ready\n`);
  await using pipeline = startPipeline({ dataDir, logFiles: [path], variables: VARIABLES });
  const { apiUrl } = pipeline;
  await eventually("the first line", async () => {
    const { body } = await ask(apiUrl, { path: "/count", params: {} });
    return body?.count === 1 ? true : null;
  });
  for (const rate of RATES) {
    bench.say(`latency at ${rate} lines/s`);
    const measured = await measureRate(apiUrl, { path, rate, seconds: bench.options.seconds });
    const { latencies, gaps } = measured;
    bench.record({
      section: "latency",
      name: `${rate} lines/s`,
      figures: {
        "p50 ms": percentile(latencies, 0.5),
        "p99 ms": percentile(latencies, 0.99),
        "max ms": Math.max(...latencies),
        "writes": latencies.length,
        "p50 ms between two answers": percentile(gaps, 0.5),
        "p99 ms between two": percentile(gaps, 0.99),
      },
    });
  }
  await pipeline.stop();
}

const RATES = [10, 1000, 20_000];

interface Measured {
  /** Of each write, milliseconds. */
  readonly latencies: readonly number[];
  /** Between answers of the poller, milliseconds. */
  readonly gaps: readonly number[];
}

async function measureRate(
  apiUrl: string,
  { path, rate, seconds }: { path: string; rate: number; seconds: number },
): Promise<Measured> {
  const mark = `stamped${rate}`;
  const writes: { last: number; atMs: number }[] = [];
  const appending = appendLines({
    ...{ path, rate, seconds },
    toLine: (i, timeMs) =>
      `${toTextTime(timeMs)} INFO [payment-service] Line ${mark} number=${i} of order order_${i}`,
    onWrite: (last, atMs) => writes.push({ last, atMs }),
  });
  let total = Infinity;
  const done = appending.then((count) => total = count);
  const latencies: number[] = [];
  const gaps: number[] = [];
  let lastMs = performance.now();
  for (let seen = -1; seen < total - 1;) {
    seen = await readNewest(apiUrl, mark);
    const nowMs = performance.now();
    gaps.push(nowMs - lastMs);
    lastMs = nowMs;
    for (; latencies.length < writes.length;) {
      const { last, atMs } = writes[latencies.length]!;
      if (last > seen) break;
      latencies.push(nowMs - atMs);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  await done;
  return { latencies, gaps };
}

/** The number of the newest line with the mark that a search finds; -1 = none. */
async function readNewest(apiUrl: string, mark: string): Promise<number> {
  const { body } = await ask(apiUrl, { path: "", params: { q: mark, limit: "1" } });
  const message = body?.events?.[0]?.message ?? "";
  return Number(/number=(\d+)/.exec(message)?.[1] ?? -1);
}

/** The poller's pause after each answer. */
const PAUSE_MS = 2;
