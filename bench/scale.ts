import { startApi } from "../tests/e2e/api_process.ts";
import { toTextTime } from "./append_lines.ts";
import { ask } from "./ask.ts";
import type { BenchRun } from "./bench_run.ts";
import { CORPUS_START_MS } from "./corpus_line.ts";
import { COPY_EVENTS, growStore } from "./grow_store.ts";
import { measureProcessStart } from "./process_start.ts";
import { measureQuery } from "./queries.ts";
import type { Question } from "./query_set.ts";
import { toMib } from "./sampler.ts";
import { ScaleEvents } from "./scale_events.ts";
import { toScaleQueries } from "./scale_queries.ts";
import { readUsage, type Usage } from "./usage.ts";

/**
 * How things change as a store grows to so many million events. The events are made, not shipped: a
 * million of corpus A, again and again with later times and other ids, straight into the block writer.
 */
export async function measureScale(bench: BenchRun): Promise<void> {
  const dataDir = bench.emptyFolder("scale");
  const events = new ScaleEvents(COPY_EVENTS);
  for (const millions of bench.options.scale) {
    const name = `${millions} M`;
    const record = (what: string, figures: Record<string, number | string | null>) =>
      bench.record({ section: "scale", name: `${name}: ${what}`, figures });
    bench.say(`scale: growing to ${name} events`);
    record("store", await growStore(bench, { dataDir, events, millions }));
    bench.say(`scale: ${name}, starts`);
    record("start", await measureStart(dataDir));
    const queries = toScaleQueries(events.startMs);
    for (const query of queries) {
      bench.say(`scale: ${name}, ${query.name}`);
      record(query.name, await measureQuery(dataDir, query));
    }
    bench.say(`scale: ${name}, all of these to one api`);
    record("api after all of these", await measureApiMemory(dataDir, queries));
  }
}

/** Of an `api` that has answered nothing but that it is ready, and of a `process` that then stores a line. */
async function measureStart(dataDir: string): Promise<Record<string, number | null>> {
  const { startMs, usage } = await startAndPush(dataDir);
  const { startedMs, storedMs, peakBytes } = await measureProcessStart(dataDir);
  return {
    "api ready ms": startMs,
    "api MiB": usage && toMib(usage.rssBytes),
    "process started ms": startedMs,
    "process stores ms": storedMs,
    "process peak MiB": peakBytes && toMib(peakBytes),
  };
}

/** The pushed line, of a time when there are others, waits in the bus until there is a `process`. */
async function startAndPush(dataDir: string): Promise<{ startMs: number; usage: Usage | null }> {
  await using api = await startApi(dataDir);
  const usage = readUsage(api.pid);
  const response = await fetch(`${api.apiUrl}/api/v1/logs?service=bench`, {
    method: "POST",
    headers: { "content-type": "text/plain" },
    body: `${toTextTime(CORPUS_START_MS)} INFO [bench] Process is to store this\n`,
  });
  const answer = await response.text();
  if (response.ok) return { startMs: api.startMs, usage };
  throw new Error(`Cannot push a line: status is ${response.status}: ${answer}`);
}

/** Of one `api` that answers each question once. */
async function measureApiMemory(
  dataDir: string,
  queries: readonly Question[],
): Promise<Record<string, number | null>> {
  await using api = await startApi(dataDir);
  let failed = 0;
  for (const { asked } of queries) {
    if ((await ask(api.apiUrl, asked)).status !== 200) failed++;
  }
  const usage = readUsage(api.pid);
  return { "peak MiB": usage && toMib(usage.peakBytes), failed };
}
