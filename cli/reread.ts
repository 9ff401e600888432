import { ConfigError } from "../core/errors.ts";
import type { Config } from "../runtime/config.ts";
import { toCheckCommand } from "./check_command.ts";
import { type Context, readVariables } from "./context.ts";
import { toPlaces } from "./job.ts";
import { readConfig, type WordRun } from "./run_word.ts";

/** What the configuration says now; where it is faulty, every fault in a line. */
export type Reread =
  | { readonly config: Config; readonly context: Context; readonly faults: readonly [] }
  | { readonly faults: readonly string[] };

/** Reads the configuration of a word that runs anew, and checks what can be checked of it. */
export async function reread(run: WordRun, given: Context, running: Config): Promise<Reread> {
  try {
    const context = { ...given, variables: readVariables() };
    const config = readConfig(context, run.flags, run.paths);
    if (config.dataDir !== running.dataDir) return { faults: [OTHER_FOLDER] };
    if (run.word === "pipeline" && isDemo(config) !== isDemo(running)) return { faults: [DEMO] };
    const faults = run.word === "generate" ? [] : await check(run, { context, config, running });
    return faults.length > 0 ? { faults } : { config, context, faults: [] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { faults: error.faults.map(({ key, problem }) => `${key}: ${problem}`) };
  }
}

const OTHER_FOLDER = "LOGFLOW_DATA_DIR: cannot change while it runs; stop it, and start it anew";

const DEMO = "LOG_FILES: the demo cannot begin or end while it runs; stop it, and start it anew";

function isDemo({ logFiles }: Config): boolean {
  return logFiles.length === 0;
}

interface Checked {
  readonly context: Context;
  readonly config: Config;
  readonly running: Config;
}

async function check(
  { word }: WordRun,
  { context: { variables }, config, running }: Checked,
): Promise<string[]> {
  const ownPorts = Object.values(toPlaces(word, running)).filter((place) =>
    typeof place === "number"
  );
  const command = await toCheckCommand(word, config, { variables, ownPorts });
  const { code, stderr } = await new Deno.Command(command.program, {
    args: [...command.args],
    env: command.variables,
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  const lines = new TextDecoder().decode(stderr).split("\n").filter((line) => line !== "");
  if (code === 0) return [];
  const faults = lines.filter((line) => line.startsWith("  ")).map((line) => line.trim());
  return faults.length > 0 ? faults : lines;
}
