import { eventually } from "../tests/e2e/eventually.ts";
import { startPipeline } from "../tests/e2e/pipeline_process.ts";
import { appendLines, openAppended, toTextTime } from "./append_lines.ts";
import { ask } from "./ask.ts";
import type { BenchRun } from "./bench_run.ts";
import { HitWatch } from "./hit_watch.ts";
import { VARIABLES } from "./ingest_run.ts";
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
    const watch = await measureRate(apiUrl, { path, rate, seconds: bench.options.seconds });
    const { hits, gaps } = watch;
    const latencies = hits.map(({ ms }) => ms);
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

async function measureRate(
  apiUrl: string,
  { path, rate, seconds }: { path: string; rate: number; seconds: number },
): Promise<HitWatch> {
  const mark = `stamped${rate}`;
  const watch = new HitWatch({ apiUrl, mark, pauseMs: PAUSE_MS });
  using file = openAppended(path);
  await appendLines({
    ...{ file, rate, seconds },
    toLine: (i, timeMs) =>
      `${toTextTime(timeMs)} INFO [payment-service] Line ${mark} number=${i} of order order_${i}`,
    onWrite: (last) => watch.wrote(last),
  });
  await watch.end();
  return watch;
}

/** The poller's pause after each answer. */
const PAUSE_MS = 2;
