import type { Config } from "../runtime/config.ts";
import type { ConfinedWord } from "../runtime/permissions.ts";
import { EXIT_USAGE } from "../runtime/supervise.ts";
import type { Context } from "./context.ts";
import { type DenoCommand, toDenoCommand } from "./deno_command.ts";
import { stopSignals } from "./stop_signal.ts";
import { taskEnded } from "./task_ended.ts";

/** A word to start in a process of its own. */
export interface Launch {
  readonly word: ConfinedWord;
  readonly config: Config;
  /** Files that the command line names beside the configuration. */
  readonly named: readonly string[];
}

/**
 * Whether this process is the one that the user started with the right to start others: then it only
 * starts the confined one. Without that right (`deno run -P=ship …`) the work is done right here.
 */
export function mayLaunch(context: Context): boolean {
  if (context.supervised) return false;
  const wanted = { name: "run", command: Deno.execPath() } as const;
  return Deno.permissions.querySync(wanted).state === "granted";
}

/** Checks what can be checked before, then runs the word until it ends. Resolves to its exit code. */
export async function launch({ word, config, named }: Launch, context: Context): Promise<number> {
  const { variables } = context;
  const args = context.args.slice(1);
  const gone = taskEnded(variables);
  if (SERVICES.includes(word)) {
    const check = toDenoCommand({ word: "check", args: [word, "--quiet"], config, variables });
    if (await runToEnd(check, "null", gone) !== 0) return EXIT_USAGE;
  }
  const command = toDenoCommand({ word, args, config, variables, named });
  const holds = SERVICES.includes(word) && !config.logFiles.includes("-");
  return await runToEnd(command, holds ? "piped" : "inherit", gone);
}

/** They run until they are stopped, and end when their standard input closes. */
const SERVICES: readonly string[] = ["pipeline", "ship", "process", "api", "alert"];

async function runToEnd(
  command: DenoCommand,
  stdin: "piped" | "inherit" | "null",
  gone: AbortSignal,
): Promise<number> {
  const child = new Deno.Command(command.program, {
    args: [...command.args],
    env: command.variables,
    clearEnv: true,
    stdin,
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  const { stop, kill } = stopSignals(false);
  const end = () => {
    try {
      child.kill("SIGTERM");
    } catch {
      // It has ended.
    }
  };
  stop.addEventListener("abort", end);
  kill.addEventListener("abort", end);
  gone.addEventListener("abort", end);
  if (gone.aborted) end();
  const { code, signal } = await child.status;
  return signal === "SIGTERM" && stop.aborted ? 130 : code;
}
