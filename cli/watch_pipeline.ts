import type { Config } from "../runtime/config.ts";
import { toAddress } from "../runtime/address.ts";
import { VARIABLES } from "../runtime/variables.ts";
import { wait } from "../runtime/wait.ts";
import type { Screen } from "./screen.ts";

/** What to look at, and where to tell. */
export interface WatchOptions {
  /** Where api and process are. */
  readonly config: Config;
  /** Where to tell. */
  readonly screen: Screen;
  /** How often a service died. */
  readonly restarts: () => number;
  /** Whether a person watches a terminal. */
  readonly isTerminal: boolean;
  /** Ends the watching. */
  readonly signal: AbortSignal;
}

/** How the status is asked for, and how often it becomes a plain line where there is no terminal. */
const [ASK_MS, PLAIN_EVERY] = [1000, 30];

/** After so many questions the address is told even though nothing is stored yet. */
const PATIENCE = 10;

/** Tells where to search once the first events can be found, and from then on how things are. Never rejects. */
export async function watchPipeline(options: WatchOptions): Promise<void> {
  const { config, screen, signal } = options;
  const origin = `http://${toAddress(config.apiHost, config.apiPort)}`;
  let told = false;
  let before: Counts | null = null;
  for (let round = 1; !signal.aborted; round++) {
    if (!told && await isSearchable(origin, round >= PATIENCE)) {
      for (const line of toInvitation(config, Deno.execPath())) screen.print(line);
      told = true;
    }
    const counts = await readCounts(config, origin);
    const status = counts && toStatus(before ?? counts, counts, options.restarts());
    if (status) screen.setStatus(status);
    if (status && !options.isTerminal && round % PLAIN_EVERY === 0) screen.print(status);
    before = counts ?? before;
    await wait(told ? ASK_MS : ASK_MS / 4, signal).catch(() => {});
  }
  screen.setStatus("");
}

/** What the metrics of api and process say at some time. */
export interface Counts {
  /** Epoch milliseconds. */
  readonly atMs: number;
  /** Events that the store keeps. */
  readonly stored: number;
  /** Events in the bus that process has not stored yet. */
  readonly lag: number;
}

/** One line: how many, how fast, how far behind. */
export function toStatus(before: Counts, now: Counts, restarts: number): string {
  const seconds = (now.atMs - before.atMs) / 1000;
  const grown = now.stored - before.stored; // Negative when old ones were removed.
  const rate = seconds > 0 && grown > 0 ? Math.round(grown / seconds) : 0;
  const number = (n: number) => n.toLocaleString("en");
  return `${number(now.stored)} events stored, ${number(rate)}/s, lag ${number(now.lag)}, ` +
    `restarts ${restarts}`;
}

/** Finds a metric without labels in Prometheus text; null when it is not there or no number. */
export function readMetric(text: string, name: string): number | null {
  const line = text.split("\n").find((line) => line.startsWith(`${name} `));
  const value = line === undefined ? NaN : Number(line.slice(name.length + 1));
  return Number.isFinite(value) ? value : null;
}

async function readCounts(config: Config, origin: string): Promise<Counts | null> {
  const [api, process] = await Promise.all([
    read(`${origin}/metrics`),
    read(`http://${toAddress(config.metricsHost, config.processMetricsPort)}/metrics`),
  ]);
  const stored = readMetric(api ?? "", "logflow_store_events");
  const lag = readMetric(process ?? "", "logflow_bus_lag_events");
  return stored === null || lag === null ? null : { atMs: Date.now(), stored, lag };
}

async function isSearchable(origin: string, evenEmpty: boolean): Promise<boolean> {
  const text = await read(`${origin}/api/v1/logs?limit=1`);
  return text !== null && (evenEmpty || !text.startsWith('{"events":[]'));
}

async function read(url: string): Promise<string | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1000) });
    const text = await response.text();
    return response.ok ? text : null;
  } catch {
    return null; // Not up yet, or just starting again: the supervisor tells.
  }
}

/** What to type next, for this program (npx brings its own Deno, which the shell does not find). */
export function toInvitation(config: Config, deno: string): string[] {
  const { dataDir } = config;
  const task = /[\\/]node_modules[\\/]/.test(deno) ? "npx -y deno task" : "deno task";
  const isInitial = dataDir === VARIABLES.LOGFLOW_DATA_DIR.initial;
  const folder = isInitial ? "" : ` --data-dir '${dataDir.replaceAll("'", String.raw`'\''`)}'`;
  return [
    "Ready. Search from the terminal or by HTTP:",
    `  ${task} search${folder} level:ERROR`,
    `  curl 'http://${toAddress(config.apiHost, config.apiPort)}/api/v1/logs?q=level:ERROR'`,
  ];
}
