import { openState } from "../cli/compose_state.ts";
import type { RuleInput } from "../core/alert/rule_input.ts";
import type { StateValue } from "../ports/state_store.ts";
import { readAlertView } from "../runtime/alert_view.ts";
import { parseConfig } from "../runtime/config.ts";
import { toNameId } from "../runtime/name_id.ts";
import { openReceiver } from "../runtime/notices/testing.ts";
import { eventually } from "../tests/e2e/eventually.ts";
import { startPipeline } from "../tests/e2e/pipeline_process.ts";
import { appendLines, openAppended, toTextTime } from "./append_lines.ts";
import type { BenchRun } from "./bench_run.ts";
import { SERVICES } from "./corpus_words.ts";
import { awaitServices, VARIABLES } from "./ingest_run.ts";
import { createLiveLine } from "./live_line.ts";
import { toMib } from "./sampler.ts";
import { percentile } from "./statistics.ts";
import { readUsage, watchOthers } from "./usage.ts";

/**
 * From the line that makes a rule fire to its notice at a webhook, with that rule alone and with a thousand on lines
 * that arrive at some rate; what `alert` takes of a processor then, and how far behind it is at the end.
 */
export async function measureAlerts(bench: BenchRun): Promise<void> {
  await measureRules(bench, { rules: 0, rate: 0 });
  await measureRules(bench, { rules: 999, rate: ALERT_RATE });
}

const ALERT_RATE = 5000;

interface Load {
  /** Beside the one that is looked at. */
  readonly rules: number;
  /** Lines a second. */
  readonly rate: number;
}

async function measureRules(bench: BenchRun, load: Load): Promise<void> {
  const [dataDir, logs] = [bench.emptyFolder("alerts"), bench.emptyFolder("alerts-logs")];
  const told = new Map<string, number>();
  await using receiver = await openReceiver((response, { body }) => {
    for (const { labels } of JSON.parse(body).alerts) {
      if (labels.service !== undefined && !told.has(labels.service)) {
        told.set(labels.service, performance.now());
      }
    }
    response.end();
  });
  const receivers = `${dataDir}/receivers.yaml`;
  Deno.writeTextFileSync(
    receivers,
    `receivers: [{name: ops, type: webhook, url: "${receiver.url}", group_by: [rule, service]}]\n`,
  );
  await writeRules(dataDir, load.rules);
  const variables = { ...VARIABLES, ALERT_RECEIVERS: receivers };
  await using pipeline = startPipeline({ dataDir, logFiles: [logs], variables });
  const alert = (await awaitServices(pipeline)).get("alert")!;
  await using state = await openState(parseConfig({}, { LOGFLOW_DATA_DIR: dataDir }), SILENT);
  await eventually("alert to act", () => readAlertView(state));
  const { seconds } = bench.options;
  bench.say(`alerts: ${1 + load.rules} rules, ${load.rate} lines/s, ${seconds} s`);
  const before = readUsage(alert)!;
  const readOthers = watchOthers(pipeline.services().values());
  const ended = new AbortController();
  const writing = writeLines(`${logs}/app.log`, { rate: load.rate, seconds, signal: ended.signal });
  const latencies = await fire(`${logs}/marks.log`, told, seconds);
  ended.abort();
  await writing;
  const after = readUsage(alert)!;
  const othersShare = readOthers(pipeline.services().values());
  const view = await eventually("what alert shows", () => readAlertView(state));
  bench.record({
    section: "alerts",
    name: `${1 + load.rules} rules, ${load.rate} lines/s`,
    figures: {
      "p50 ms": percentile(latencies, 0.5),
      "max ms": Math.max(...latencies),
      notices: latencies.length,
      "alert, % of a processor": 100 * (after.cpuSeconds - before.cpuSeconds) / seconds,
      "alert, peak MiB": toMib(after.peakBytes),
      "s behind at the end": (view.atMs - view.progressMs) / 1000,
      "% of CPU taken by others": othersShare && 100 * othersShare,
    },
  });
  await pipeline.stop();
}

/** One line every half second makes the rule fire for a service of its own. How long each notice took, milliseconds. */
async function fire(
  path: string,
  told: ReadonlyMap<string, number>,
  seconds: number,
): Promise<number[]> {
  using file = openAppended(path);
  const latencies: number[] = [];
  for (let i = 0; i < 2 * seconds; i++) {
    const startMs = performance.now();
    const line = `${toTextTime(Date.now())} ERROR [mark-${i}] Marked\n`;
    await file.append(new TextEncoder().encode(line), 1);
    const atMs = await eventually("the notice", () => told.get(`mark-${i}`) ?? null);
    latencies.push(atMs - startMs);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 500 - (atMs - startMs))));
  }
  return latencies;
}

async function writeLines(
  path: string,
  { rate, seconds, signal }: { rate: number; seconds: number; signal: AbortSignal },
): Promise<void> {
  const toLine = createLiveLine();
  using file = openAppended(path);
  while (rate > 0 && !signal.aborted) {
    await appendLines({ file, rate, seconds: Math.min(1, seconds), toLine });
  }
}

async function writeRules(dataDir: string, count: number): Promise<void> {
  await using state = await openState(parseConfig({}, { LOGFLOW_DATA_DIR: dataDir }), SILENT);
  const rules = [MARKED, ...Array.from({ length: count }, (_, i) => makeRule(i))];
  for (const rule of rules) {
    await state.write(`rule/${await toNameId(rule.name)}`, rule as unknown as StateValue, null);
  }
}

const MARKED: RuleInput = {
  ...{ name: "Marked", type: "threshold", query: "marked", threshold: 1, window: "1m" },
  ...{ interval: "1s", group_by: ["service"], receivers: ["ops"] },
};

/** Of all kinds, for services, words, levels and values; some find much, most little. */
function makeRule(i: number): RuleInput {
  const service = SERVICES[i % SERVICES.length]!;
  const word = WORDS[i % WORDS.length]!;
  const queries = [
    ...[`level:ERROR service:${service}`, `service:${service} ${word}`, `${word} level:ERROR`],
    ...[`"${word} ${i}"`, `service:none-${i}`, `order_${i}`, `level:WARN service:${service}`],
  ];
  const query = queries[i % queries.length]!;
  const common = { name: `Rule ${i}`, query, window: "5m", interval: i % 3 === 0 ? "5s" : "1m" };
  const group_by = i % 2 === 0 ? ["service"] : [];
  switch (i % 4) {
    case 0:
      return { ...common, type: "absence" };
    case 1:
      return { ...common, type: "ratio", part: "level:ERROR", threshold: ">= 0.99", group_by };
    default:
      return { ...common, type: "threshold", threshold: 1_000_000 + i, group_by };
  }
}

const WORDS = [
  "payment",
  "order",
  "login",
  "failed",
  "completed",
  "timeout",
  "cache",
  "retry",
  "user",
];

const SILENT = { info() {}, warn() {}, error() {} };
