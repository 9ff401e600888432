import { type Config, parseConfig, type Texts } from "../runtime/config.ts";
import type { ConfinedWord } from "../runtime/permissions.ts";
import { VARIABLES } from "../runtime/variables.ts";
import type { Context } from "./context.ts";
import type { Settings } from "./flags.ts";
import { toReason } from "./reason.ts";

/** A word and what came with it. */
export interface WordRun {
  /** Decides what it may touch. */
  readonly word: ConfinedWord;
  /** Those flags that are settings; others may be among them. */
  readonly flags: Settings;
  /** Log files given without a flag. */
  readonly paths?: readonly string[];
  /** Files that the command line names beside the configuration. */
  readonly named?: readonly string[];
  /** The work itself. Resolves to an exit code other than 0, or to nothing. */
  readonly work: (config: Config) => Promise<number | void>;
}

/** Reads the configuration and runs a word: in a confined process of its own, or here if this is it. */
export async function runWord(context: Context, run: WordRun): Promise<void> {
  const config = readConfig(context, run.flags, run.paths);
  const { launch, mayLaunch } = await import("./launch.ts");
  const { word, named = [] } = run;
  const launches = mayLaunch(context);
  if (launches && READERS.includes(word) && named.length === 0) refuseNoFolder(config);
  const code = launches ? await launch({ word, config, named }, context) : await run.work(config);
  if (code) context.process.exitCode = code;
}

/** They read what a pipeline keeps. */
const READERS: readonly ConfinedWord[] = [
  "search",
  "count",
  "dead",
  "verify",
  "store-check",
  "store-compact",
  "store-forget",
];

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
  flags: Settings,
  paths: readonly string[] = [],
): Config {
  return parseConfig(toTexts(flags, paths), context.variables);
}

function toTexts(flags: Settings, paths: readonly string[]): Texts {
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
