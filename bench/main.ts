import { measureAlerts } from "./alerts.ts";
import { measureBacktest } from "./backtest.ts";
import { BenchRun, removeFolder } from "./bench_run.ts";
import { measureIngest } from "./ingest.ts";
import { measureLatency } from "./latency.ts";
import { measureLive } from "./live.ts";
import { readMachine } from "./machine.ts";
import { type BenchOptions, parseOptions, type Section, USAGE } from "./options.ts";
import { measureMemory } from "./memory.ts";
import { plotGrowth } from "./plot_growth.ts";
import { measureProfile } from "./profile.ts";
import { measureQueries } from "./queries.ts";
import { printTable, type Report } from "./report.ts";
import { measureScale } from "./scale.ts";
import { measureServers } from "./servers.ts";
import { measureSoak } from "./soak.ts";
import { watchOthersThanChildren } from "./usage.ts";

const MEASURES: Readonly<Record<Section, (bench: BenchRun) => Promise<void>>> = {
  ingest: measureIngest,
  queries: measureQueries,
  latency: measureLatency,
  live: measureLive,
  alerts: measureAlerts,
  scale: measureScale,
  backtest: measureBacktest,
  profile: measureProfile,
  memory: measureMemory,
  soak: measureSoak,
  servers: measureServers,
};

Deno.exit(await main(Deno.args));

async function main(args: readonly string[]): Promise<number> {
  let options: BenchOptions;
  try {
    options = parseOptions(args);
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    write(Deno.stderr, `bench: ${error.message}\n${USAGE}`);
    return 2;
  }
  if (options.help) write(Deno.stdout, USAGE);
  else return await runToEnd(options);
  return 0;
}

async function runToEnd(options: BenchOptions): Promise<number> {
  try {
    await run(options);
    return 0;
  } catch (error) {
    write(Deno.stderr, `bench: ${error instanceof Error ? error.message : error}\n`);
    return 1;
  }
}

async function run(options: BenchOptions): Promise<void> {
  const machine = readMachine(new Date());
  const folder = options.folder ?? Deno.makeTempDirSync({ prefix: "logflow-bench-" });
  Deno.mkdirSync(folder, { recursive: true });
  const bench = new BenchRun(options, folder, (text) => write(Deno.stderr, `${text}\n`));
  const interrupted = onInterrupt();
  try {
    for (const section of options.only) {
      const readOthers = watchOthersThanChildren();
      await Promise.race([MEASURES[section](bench), interrupted]);
      const others = readOthers();
      const figures = { "% of CPU taken by others": others && 100 * others };
      bench.record({ section, name: "the machine meanwhile", figures });
    }
  } finally {
    const { rows, series } = bench;
    tell({ machine, options, rows, series }); // Also what was measured before something failed.
    if (options.folder === null) removeFolder(folder);
  }
}

/** Rejects when it is asked to end, as by Ctrl-C. */
function onInterrupt(): Promise<never> {
  return new Promise((_, reject) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      Deno.addSignalListener(signal, () => reject(new Error(`Cannot measure on: ${signal} came`)));
    }
  });
}

function tell(report: Report): void {
  const { machine, options, rows } = report;
  if (options.plot !== null) Deno.writeTextFileSync(options.plot, plotGrowth(rows, "warm ms"));
  if (options.json !== null) Deno.writeTextFileSync(options.json, `${toJson(report)}\n`);
  const { cpu, memoryGib, system, deno, date, commit, load } = machine;
  const before = load.map((value) => value.toFixed(2)).join(" ");
  write(
    Deno.stdout,
    `\n${cpu}, ${memoryGib} GiB, ${system}, Deno ${deno}\n` +
      `${date}, commit ${commit}, load before ${before}\n\n${printTable(rows)}`,
  );
}

/** Samples on one line each, all else indented. */
function toJson({ series, ...rest }: Report): string {
  const lists = Object.entries(series).map(([name, samples]) => {
    const lines = samples.map((sample) => `    ${JSON.stringify(sample)}`);
    return `  ${JSON.stringify(name)}: [\n${lines.join(",\n")}\n  ]`;
  });
  const head = JSON.stringify(rest, null, 2).slice(0, -2);
  return `${head},\n"series": {\n${lists.join(",\n")}\n}}`;
}

function write(to: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += to.writeSync(bytes.subarray(at));
}
