import { type PipelineProcess, startPipeline } from "../tests/e2e/pipeline_process.ts";
import { appendLines, openAppended } from "./append_lines.ts";
import { awaitCount } from "./ask.ts";
import type { BenchRun } from "./bench_run.ts";
import { startClients, toP99s } from "./clients.ts";
import { awaitServices, readUsages, toPeaksMib, VARIABLES } from "./ingest_run.ts";
import { createLiveLine } from "./live_line.ts";
import { Sampler } from "./sampler.ts";
import { percentile } from "./statistics.ts";
import { StoredCount } from "./stored.ts";
import { watchOthers } from "./usage.ts";

/**
 * Many clients search while lines arrive, and how fast lines can arrive with and without them, in one
 * pipeline that has corpus A already. The clients run in this process.
 */
export async function measureLive(bench: BenchRun): Promise<void> {
  const logs = bench.emptyFolder("live-logs");
  const corpus = bench.corpus("A");
  Deno.linkSync(corpus.path, `${logs}/first.log`);
  const dataDir = bench.emptyFolder("live");
  await using pipeline = startPipeline({ dataDir, logFiles: [logs], variables: VARIABLES });
  const services = await awaitServices(pipeline);
  await awaitCount(pipeline.apiUrl, { wanted: corpus.lines, seconds: 1800 });
  using stored = new StoredCount(dataDir);
  using sampler = new Sampler(services, dataDir);
  const live = { bench, pipeline, logs, stored };
  await measureArriving(live, 1000);
  await measureArriving(live, 0);
  await measureBacklog(live, { name: "backlog-alone", clients: 0 });
  await measureBacklog(live, { name: "backlog-searched", clients: bench.options.clients });
  bench.series["live"] = sampler.samples;
  const peaks = toPeaksMib(readUsages(pipeline.services()));
  bench.record({ section: "live", name: "peak memory, MiB", figures: peaks });
  await pipeline.stop();
}

interface Live {
  readonly bench: BenchRun;
  readonly pipeline: PipelineProcess;
  /** The folder that ship watches. */
  readonly logs: string;
  readonly stored: StoredCount;
}

/** Clients that rest `pauseMs` after each answer, while lines arrive at the rate of the options. */
async function measureArriving(
  { bench, pipeline, logs, stored }: Live,
  pauseMs: number,
): Promise<void> {
  const { clients, liveRate, seconds } = bench.options;
  const name = `${clients} clients, ${pauseMs} ms pause`;
  bench.say(`live: ${name}, ${liveRate} lines/s`);
  const before = stored.read();
  const toLine = createLiveLine();
  const services = [...pipeline.services().values()];
  const readOthers = watchOthers(services);
  const crowd = startClients(pipeline.apiUrl, { clients, pauseMs });
  const startMs = performance.now();
  using file = openAppended(`${logs}/arriving-${pauseMs}.log`);
  const written = await appendLines({ file, rate: liveRate, seconds, toLine });
  const endMs = performance.now();
  const othersShare = readOthers(services);
  const ending = crowd.end();
  await stored.reach(before + written);
  const behindSeconds = (performance.now() - endMs) / 1000;
  const searched = await ending;
  const { times, failed } = searched;
  bench.record({
    section: "live",
    name,
    figures: {
      "p50 ms": percentile(times, 0.5),
      "p99 ms": percentile(times, 0.99),
      "searches/s": times.length / ((endMs - startMs) / 1000),
      failed,
      "lines/s written": written / ((endMs - startMs) / 1000),
      "s behind at the end": behindSeconds,
      "% of CPU taken by others": othersShare && 100 * othersShare,
    },
  });
  bench.record({ section: "live", name: `${name}: p99 ms`, figures: toP99s(searched) });
}

/** The rate at which a whole corpus that is there at once becomes searchable: nothing ever waits for lines. */
async function measureBacklog(
  { bench, pipeline, logs, stored }: Live,
  { name, clients }: { name: string; clients: number },
): Promise<void> {
  const corpus = bench.corpus("A");
  bench.say(`live: backlog of ${corpus.lines} lines, ${clients} clients`);
  const before = stored.read();
  const crowd = startClients(pipeline.apiUrl, { clients, pauseMs: 0 });
  const services = [...pipeline.services().values()];
  const readOthers = watchOthers(services);
  const copy = `${bench.folder}/${name}`;
  Deno.copyFileSync(corpus.path, copy);
  Deno.renameSync(copy, `${logs}/${name}.log`);
  await stored.reach(before + 1);
  const [startMs, had] = [performance.now(), stored.read()];
  await stored.reach(before + corpus.lines);
  const seconds = (performance.now() - startMs) / 1000;
  const othersShare = readOthers(services);
  const { times, failed } = await crowd.end();
  bench.record({
    section: "live",
    name: `backlog, ${clients} clients`,
    figures: {
      "lines/s": (before + corpus.lines - had) / seconds,
      ...(clients > 0 && { "p50 ms": percentile(times, 0.5), "p99 ms": percentile(times, 0.99) }),
      ...(clients > 0 && { failed }),
      "% of CPU taken by others": othersShare && 100 * othersShare,
    },
  });
}
