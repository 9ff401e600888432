import type { LogEvent } from "../core/event.ts";
import type { LogWriter } from "../ports/log_store.ts";
import { openBlockWriter } from "../adapters/blocks/writer.ts";
import { toDataFiles } from "../runtime/data_files.ts";
import { startApi } from "./api_process.ts";
import type { BenchRun } from "./bench_run.ts";
import { RARE_WORD } from "./corpus.ts";
import { CORPUS_START_MS, CORPUS_STEP_MS } from "./corpus_line.ts";
import { readStoreBytes } from "./ingest_run.ts";
import { measureQuery } from "./queries.ts";
import type { NamedQuery } from "./query_set.ts";
import { createScaleEvents } from "./scale_events.ts";
import { toMib } from "./sampler.ts";
import { readUsage } from "./usage.ts";

/**
 * How things change as a store grows to so many million events. The events are made, not shipped: a
 * million of corpus A, again and again with later times and other ids, straight into the block writer.
 */
export async function measureScale(bench: BenchRun): Promise<void> {
  const dataDir = bench.emptyFolder("scale");
  const { logs } = toDataFiles(dataDir);
  const events = createScaleEvents(COPY_EVENTS);
  let copies = 0;
  for (const millions of bench.options.scale) {
    const name = `${millions} M`;
    bench.say(`scale: growing to ${name} events`);
    const [startMs, before] = [performance.now(), copies];
    {
      await using writer = await openBlockWriter({ path: logs, log: (text) => bench.say(text) });
      for (; copies < millions; copies++) await appendCopy(writer, events, copies);
    }
    const seconds = (performance.now() - startMs) / 1000;
    const bytes = readStoreBytes(logs);
    bench.record({
      section: "scale",
      name: `${name}: store`,
      figures: {
        "events/s appended": (copies - before) * COPY_EVENTS / seconds,
        "MiB": toMib(bytes),
        "bytes an event": bytes / (copies * COPY_EVENTS),
        ...await measureStart(dataDir),
      },
    });
    for (const query of toScaleQueries(copies)) {
      bench.say(`scale: ${name}, ${query.name}`);
      const figures = await measureQuery(dataDir, query);
      bench.record({ section: "scale", name: `${name}: ${query.name}`, figures });
    }
  }
}

/** So many different events; every million of the store is made of them. */
const COPY_EVENTS = 1_000_000;

/** What one delivery from the bus may bring. */
const APPEND_EVENTS = 40_000;

/** From one copy to the next. */
const COPY_MS = COPY_EVENTS * CORPUS_STEP_MS.A;

/** The first copy has the rare word, so that a search for it has to pass all others. */
async function appendCopy(
  writer: LogWriter,
  events: readonly LogEvent[],
  copy: number,
): Promise<void> {
  const origin = (copy + 1).toString(16).padStart(15, "0");
  const shiftMs = copy * COPY_MS;
  const rareAt = copy === 0 ? Math.floor(events.length / 3) : -1;
  for (let from = 0; from < events.length; from += APPEND_EVENTS) {
    const batch = events.slice(from, from + APPEND_EVENTS).map((event, i) => ({
      ...{ origin, position: event.position, begin: event.begin, end: event.end },
      ...{ timestampMs: event.timestampMs + shiftMs, level: event.level, service: event.service },
      message: from + i === rareAt ? `Ledger drift detected: ${RARE_WORD}` : event.message,
      ...{ hostname: event.hostname, file: event.file, fields: event.fields },
      ingestedMs: event.ingestedMs,
    }));
    await writer.append(batch, null);
  }
}

/** Of an `api` that has answered nothing but that it is ready. */
async function measureStart(dataDir: string): Promise<Record<string, number | null>> {
  await using api = await startApi(dataDir);
  const usage = readUsage(api.pid);
  return { "api ready ms": api.startMs, "api MiB": usage && toMib(usage.rssBytes) };
}

function toScaleQueries(copies: number): NamedQuery[] {
  const lastDay = new Date(CORPUS_START_MS + (copies - 1) * COPY_MS).toISOString();
  const newest = (q: string) => ({ path: "", params: { q, limit: "100" } });
  const errors = { q: "level:ERROR" };
  return [
    { name: "newest 100", asked: newest("") },
    { name: "level and service, newest 100", asked: newest("level:ERROR service:payment-service") },
    { name: "rare word, newest 100", asked: newest(RARE_WORD) },
    {
      name: "errors per minute, last day",
      asked: { path: "/histogram", params: { ...errors, from: lastDay, interval: "1m" } },
    },
    {
      name: "errors per hour, all",
      asked: { path: "/histogram", params: { ...errors, interval: "1h" } },
    },
    { name: "count by service, all", asked: { path: "/facets", params: { fields: "service" } } },
  ];
}
