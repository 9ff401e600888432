import type { RuleInput } from "../core/alert/rule_input.ts";
import { printValue } from "../core/alert/print_value.ts";
import { parseTime } from "../core/time_range.ts";
import { tellTime } from "../core/tell_time.ts";
import { backtest, BACKTEST_RULES_MAX } from "../runtime/backtest/backtest.ts";
import { tellBacktest, type ToldBacktest } from "../runtime/backtest/told_backtest.ts";
import type { Config } from "../runtime/config.ts";
import { escapeJson, escapeText } from "../runtime/escape_text.ts";
import type { FileRule } from "../runtime/rules/parse_rule_file.ts";
import { readRuleFiles } from "../runtime/rules/read_rule_files.ts";
import type { Context } from "./context.ts";
import { UsageError } from "./failure.ts";
import { createScreen } from "./screen.ts";
import { stopSignals } from "./stop_signal.ts";
import { toTable } from "./table.ts";

/** What `rule backtest` was asked for. */
export interface BacktestRun {
  /** Files, folders, globs. */
  readonly paths: readonly string[];
  /** Windows that end after it, as it was written. */
  readonly from: string;
  /** And not after this. */
  readonly to: string;
  /** For machines. */
  readonly json: boolean;
}

/** Tells what the rules of files would have found in what is stored; the exit code. */
export async function runBacktest(
  config: Config,
  { paths, from, to, json }: BacktestRun,
  context: Context,
): Promise<number> {
  const { stdout, stderr } = context.process;
  const { rules, faults } = readRuleFiles(paths);
  for (const fault of faults) stderr.write(`${escapeText(fault)}\n`);
  if (faults.length > 0) return 1;
  refuseMany(rules);
  const range = toRange(from, to);
  const { stop } = stopSignals(context.supervised);
  const signal = AbortSignal.any([stop, stdout.broken]);
  try {
    const found = config.remote === null
      ? await askStore(config, { rules, ...range, signal }, context)
      : await askApi(config.remote, { rules, ...range, signal });
    stdout.write(json ? `${escapeJson(JSON.stringify(found))}\n` : printBacktest(found));
    for (const note of toNotes(found)) stderr.write(`${escapeText(note)}\n`);
    return 0;
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
    return stop.aborted ? EXIT_INTERRUPTED : 0;
  }
}

interface Asked {
  readonly rules: readonly FileRule[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly signal: AbortSignal;
}

async function askStore(
  config: Config,
  { rules, fromMs, toMs, signal }: Asked,
  context: Context,
): Promise<ToldBacktest> {
  const { openReader } = await import("./compose.ts");
  await using store = await openReader(config, context.log("rule"));
  const screen = createScreen(context.process.stderr);
  const startMs = performance.now();
  try {
    const found = await backtest({
      rules: rules.map(({ rule }) => rule),
      ...{ fromMs, toMs, store, signal },
      onProgress(nowMs) {
        const percent = Math.floor(100 * (nowMs - fromMs) / (toMs - fromMs));
        screen.setStatus(`${percent} %, at ${tellTime(nowMs)}`);
      },
    });
    return tellBacktest(found, performance.now() - startMs);
  } finally {
    screen.setStatus("");
  }
}

async function askApi(
  remote: NonNullable<Config["remote"]>,
  { rules, fromMs, toMs, signal }: Asked,
): Promise<ToldBacktest> {
  const { openApi } = await import("./open_api.ts");
  using api = openApi(remote);
  const inputs = rules.map(({ input }) => structuredClone(input) as Mutable<RuleInput>);
  const given = { rules: inputs, from: tellTime(fromMs), to: tellTime(toMs) };
  const found = await api.client.backtest(given as Parameters<typeof api.client.backtest>[0], {
    signal,
  });
  return structuredClone(found) as ToldBacktest;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function refuseMany({ length }: readonly FileRule[]): void {
  if (length === 0) throw new UsageError("FILE: no rule is in the files; name one that has some");
  if (length <= BACKTEST_RULES_MAX) return;
  throw new UsageError(
    `FILE: the files have ${length} rules, and one backtest takes ${BACKTEST_RULES_MAX}; name fewer`,
  );
}

function toRange(from: string, to: string) {
  const nowMs = Date.now();
  const [fromMs, toMs] = [readTime("--from", from, nowMs), readTime("--to", to, nowMs)];
  if (fromMs < toMs) return { fromMs, toMs };
  throw new UsageError(`--from: "${from}" is not before --to "${to}"; exchange them`);
}

/** Also `-7d`, which is `7d` ago. */
function readTime(flag: string, text: string, nowMs: number): number {
  try {
    return parseTime(text.replace(/^-(?=\d+[a-z]+$)/, ""), nowMs);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${flag}: ${error.message}`);
    throw error;
  }
}

function printBacktest({ rules, alerts, receivers }: ToldBacktest): string {
  const count = (number: number) => number.toLocaleString("en");
  const tables = [
    toTable(
      ["START", "END", "PEAK", "RULE", "LABELS"],
      alerts.map(({ starts_at, ends_at, peak, rule, labels }) => [
        ...[starts_at, ends_at ?? "fires still", printValue(peak), rule],
        Object.entries(labels).map(([name, text]) => `${name}=${text}`).join(" "),
      ]),
      [false, false, true],
    ),
    toTable(
      ["RULE", "EVENTS", "ALERTS"],
      rules.map(({ name, events, alerts }) => [name, count(events), count(alerts)]),
      [false, true, true],
    ),
    toTable(
      ["RECEIVER", "NOTICES"],
      receivers.map(({ name, notices }) => [name, count(notices)]),
      [false, true],
    ),
  ];
  const isShown = [alerts.length > 0, true, receivers.length > 0];
  return tables.filter((_, i) => isShown[i]).join("\n");
}

/** What a reader of the tables has to know. */
function toNotes({ complete, to, more_alerts, rules, took_ms }: ToldBacktest): string[] {
  const crowded = rules.filter(({ crowded }) => crowded > 0);
  return [
    ...complete ? [] : [`It took too long: this is what was found until ${to}`],
    ...more_alerts === 0 ? [] : [`There are ${more_alerts} more alerts`],
    ...crowded.map(({ name, crowded }) =>
      `"${name}" left out ${crowded} events, as it had too many groups or values`
    ),
    `It took ${(took_ms / 1000).toFixed(1)} s`,
  ];
}

/** Ctrl-C: what was asked for is not there. */
const EXIT_INTERRUPTED = 130;
