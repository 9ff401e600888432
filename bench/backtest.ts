import { openBlockReader } from "../adapters/blocks/reader.ts";
import { openElasticReader } from "../adapters/elasticsearch/reader.ts";
import { openElasticWriter } from "../adapters/elasticsearch/writer.ts";
import type { Rule } from "../core/alert/rule.ts";
import type { LogReader } from "../ports/log_store.ts";
import { backtest } from "../runtime/backtest/backtest.ts";
import { toDataFiles } from "../runtime/data_files.ts";
import { eventually } from "../tests/e2e/eventually.ts";
import { openOwnServer } from "../tests/stack/own_server.ts";
import { BACKTEST_RULES } from "./backtest_rules.ts";
import type { BenchRun } from "./bench_run.ts";
import { COPY_EVENTS, growStore } from "./grow_store.ts";
import { ScaleEvents } from "./scale_events.ts";

/**
 * How long ten rules of all types take over so many million events, as `rule backtest` does it; with `--real` on
 * Elasticsearch, too, where they have to find the same.
 */
export async function measureBacktest(bench: BenchRun): Promise<void> {
  const dataDir = bench.emptyFolder("backtest");
  const events = new ScaleEvents(COPY_EVENTS);
  await using stack = new AsyncDisposableStack();
  const elastic = bench.options.real ? await openElastic(bench, stack) : null;
  for (const millions of bench.options.scale) {
    bench.say(`backtest: growing to ${millions} M events`);
    await growStore(bench, { dataDir, events, millions, also: elastic?.writer ?? null });
    if (elastic !== null) await awaitEvents(elastic.reader, millions * COPY_EVENTS);
    for (const rules of [BACKTEST_RULES, ...BACKTEST_RULES.map((rule) => [rule])]) {
      const name = rules.length > 1 ? `${rules.length} rules` : rules[0]!.name;
      bench.say(`backtest: ${millions} M, ${name}`);
      await using reader = await openEmbedded(dataDir);
      const found = await measure(reader, rules);
      bench.record({ section: "backtest", name: `${millions} M: ${name}`, figures: found.figures });
      if (elastic === null) continue;
      const { figures, alerts } = await measure(elastic.reader, rules);
      bench.record({ section: "backtest", name: `${millions} M, servers: ${name}`, figures });
      if (alerts === found.alerts) continue;
      throw new Error(`Cannot trust these figures: Elasticsearch finds other alerts of ${name}`);
    }
  }
}

function openEmbedded(dataDir: string): Promise<LogReader> {
  return openBlockReader({ path: toDataFiles(dataDir).logs, log: () => {} });
}

async function openElastic(bench: BenchRun, stack: AsyncDisposableStack) {
  bench.say("starting Elasticsearch");
  const server = stack.use(await openOwnServer("elasticsearch", { isTuned: true }));
  const options = { urls: [server.address], auth: null, ca: null, log: () => {}, replicas: 0 };
  return {
    writer: stack.use(await openElasticWriter(options)),
    reader: stack.use(await openElasticReader(options)),
  };
}

/** Searches see what is stored a moment later. */
async function awaitEvents(reader: LogReader, count: number): Promise<void> {
  await eventually("all events", async () => (await reader.status()).events >= count || null);
}

/** The figures, and all alerts, as text. */
async function measure(store: LogReader, rules: readonly Rule[]) {
  const { events, oldestMs, newestMs } = await store.status();
  const startMs = performance.now();
  const { signal } = new AbortController();
  const range = { fromMs: oldestMs!, toMs: newestMs! + 60_000 };
  const { record } = await backtest({ rules, ...range, store, signal });
  const seconds = (performance.now() - startMs) / 1000;
  const made = [...record.alertsMade.values()].reduce((sum, count) => sum + count, 0);
  return {
    figures: { seconds, "events × rules/s": events * rules.length / seconds, alerts: made },
    alerts: record.alerts.map((alert) => JSON.stringify(alert)).sort().join("\n"),
  };
}
