import { ConfigError } from "../core/errors.ts";
import { type Config, parseConfig, type Texts } from "../runtime/config.ts";
import type { ConfinedWord } from "../runtime/word_variables.ts";
import { VARIABLES } from "../runtime/variables.ts";
import type { Context } from "./context.ts";
import type { AskingSettings } from "./flags.ts";
import type { Launch } from "./launch.ts";
import { UsageError } from "./failure.ts";
import { refuseCompiled } from "./refuse_compiled.ts";
import { toReason } from "../runtime/reason.ts";

/** A word and what came with it. */
export interface WordRun {
  /** Decides what it may touch. */
  readonly word: ConfinedWord;
  /** Those flags that are settings; others may be among them. */
  readonly flags: AskingSettings;
  /** Log files given without a flag. */
  readonly paths?: readonly string[];
  /** Files that the command line names beside the configuration. */
  readonly named?: readonly string[];
  /** It also makes the data folder, where it keeps something there. */
  readonly makesFolder?: boolean;
  /** Where it asks services, `host:port`. */
  readonly asks?: (config: Config) => readonly string[];
  /** The work itself. Resolves to an exit code other than 0, or to nothing. */
  readonly work: (config: Config) => Promise<number | void>;
}

/** Reads the configuration and runs a word: in a confined process of its own, or here if this is it. */
export async function runWord(context: Context, run: WordRun): Promise<void> {
  const code = await runInRole(context, run);
  if (code) context.process.exitCode = code;
}

async function runInRole(context: Context, run: WordRun): Promise<number | void> {
  if (context.role === "keep") return await (await import("./keep.ts")).keep(run, context);
  if (context.role === "start") {
    refuseCompiled("start");
    return await (await import("./start.ts")).start(run, context);
  }
  if (run.word === "stop") refuseCompiled("stop");
  const config = readConfig(context, run.flags, run.paths);
  const { launch, mayLaunch } = await import("./launch.ts");
  const { word, named = [] } = run;
  const keepsFiles = readsFolder(word, config, named);
  const makesFolder = keepsFiles && (run.makesFolder ?? false);
  if (word.startsWith("store-")) refuseElasticsearch(config);
  const launches = mayLaunch(context);
  if (launches && keepsFiles && !makesFolder) refuseNoFolder(config);
  return launches
    ? await launch({ word, config, named, makesFolder, ...asksOf(run, config) }, context)
    : await run.work(config);
}

function asksOf({ asks }: WordRun, config: Config): Pick<Launch, "asked"> {
  return asks === undefined ? {} : { asked: asks(config) };
}

/** Whether it reads what a pipeline keeps in its data folder. */
function readsFolder(
  word: ConfinedWord,
  { kafka, elasticsearch, database, remote }: Config,
  named: readonly string[],
): boolean {
  const isLocal = remote === null;
  if (word === "search" || word === "count") {
    return isLocal && elasticsearch === null && named.length === 0;
  }
  if (word === "tail" || word === "export" || word === "rule-backtest") {
    return isLocal && elasticsearch === null;
  }
  if (IN_STATE.includes(word)) return isLocal && database === null;
  if (word === "dead") return kafka === null;
  return ["verify", "status", "stop"].includes(word) || word.startsWith("store-");
}

/** Words about what the state store has. */
const IN_STATE: readonly ConfinedWord[] = [
  "key",
  "rule-apply",
  "rule-list",
  "rule-remove",
  "rule-show",
  "alerts",
  "silence",
  "receivers",
];

/** Its indices are looked after by its own tools. */
function refuseElasticsearch({ elasticsearch }: Config): void {
  if (elasticsearch === null) return;
  const problem =
    "is set, and `store` words are for a store in the data folder; unset it for these, " +
    "and look after Elasticsearch's indices by its own tools";
  throw new ConfigError([{ key: "ELASTICSEARCH_URL", problem }]);
}

/** A mistyped folder would look like one where nothing was ever stored. */
function refuseNoFolder({ dataDir }: Config): void {
  const reason = findReason(dataDir);
  if (reason === null) return;
  throw new Error(
    `Cannot read the data folder "${dataDir}": ${reason}; start \`deno task pipeline\` first, or name ` +
      "another one by --data-dir",
  );
}

function findReason(folder: string): string | null {
  try {
    return Deno.statSync(folder).isDirectory ? null : "it is a file";
  } catch (error) {
    return error instanceof Deno.errors.NotFound ? "it does not exist" : toReason(error);
  }
}

/** The configuration by flags, environment and `.env`. Throws ConfigError with every fault. */
export function readConfig(
  context: Context,
  flags: AskingSettings,
  paths: readonly string[] = [],
): Config {
  const config = parseConfig(toTexts(flags, paths), context.variables);
  const { remote } = config;
  if (flags.dataDir === undefined) {
    return { ...config, remote: remote && { ...remote, insecure: flags.insecure ?? false } };
  }
  if (flags.api === undefined) return { ...config, remote: null }; // A flag wins over a variable.
  throw new UsageError("--api and --data-dir: there can be only one place; leave one of them out");
}

function toTexts(flags: AskingSettings, paths: readonly string[]): Texts {
  const given = flags as Readonly<Record<string, string | readonly string[] | undefined>>;
  const texts: Record<string, string> = {};
  for (const [name, { flag }] of Object.entries(VARIABLES)) {
    const value = flag === null ? undefined : given[toCamelCase(flag)];
    const all = [value ?? [], name === "LOG_FILES" ? paths : []].flat();
    if (all.length > 0) texts[name] = all.join("\n");
  }
  return texts;
}

function toCamelCase(flag: string): string {
  return flag.slice(2).replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
