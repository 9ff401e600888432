import type { Config } from "../runtime/config.ts";
import type { ConfinedWord } from "../runtime/word_variables.ts";
import { EXIT_USAGE } from "../runtime/supervise.ts";
import type { Context } from "./context.ts";
import { toCheckCommand } from "./check_command.ts";
import { type DenoCommand, toDenoCommand, toWords } from "./deno_command.ts";
import { findReceivers } from "./find_receivers.ts";
import { learnBrokers } from "./learn_brokers.ts";
import { type StopSignals, stopSignals } from "./stop_signal.ts";
import { taskEnded } from "./task_ended.ts";

/** A word to start in a process of its own. */
export interface Launch {
  /** Decides what the process may touch. */
  readonly word: ConfinedWord;
  /** As read from flags, environment and `.env`. */
  readonly config: Config;
  /** Files that the command line names beside the configuration. */
  readonly named: readonly string[];
  /** Makes the data folder first, as it does for services. */
  readonly makesFolder?: boolean;
  /** Where `status` asks. */
  readonly asked?: readonly string[];
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
export async function launch(given: Launch, context: Context): Promise<number> {
  const { word, named, makesFolder = false } = given;
  const { variables } = context;
  const { stop, kill } = stopSignals(false);
  const signals = { stop: AbortSignal.any([stop, taskEnded(variables)]), kill };
  const isService = SERVICES.includes(word);
  if (isService || makesFolder) {
    const check = await toCheckCommand(word, given.config, { variables });
    const { code, signal } = await runToEnd(check, "null", signals);
    if (signals.stop.aborted || signal === "SIGINT") return EXIT_INTERRUPTED;
    if (code !== 0) return EXIT_USAGE;
  }
  const config = await learnBrokers(word, given.config, context);
  const command = toDenoCommand({
    word,
    args: context.args.slice(toWords(word).length),
    config,
    variables,
    named,
    receivers: await findReceivers(word, config),
    ...(given.asked === undefined ? {} : { asked: given.asked }),
  });
  const isLong = isService || LONG.includes(word);
  const holds = isLong && !config.logFiles.includes("-");
  const { code, signal } = await runToEnd(command, holds ? "piped" : "inherit", signals);
  if (signals.stop.aborted && signal !== null) return EXIT_INTERRUPTED;
  if (isService && signal !== null) context.process.stderr.write(toDeath(word, signal));
  return code;
}

/** Ctrl-C came before the work could end in good order. */
const EXIT_INTERRUPTED = 130;

/** They run until they are stopped, and end when their standard input closes. */
const SERVICES: readonly string[] = ["pipeline", "ship", "process", "api", "alert"];

/** These do, too. */
const LONG: readonly string[] = ["generate", "tail", "export", "rule-backtest"];

function toDeath(word: string, signal: string): string {
  return `\nlogflow: ${word} was ended by ${signal}; start it again, it goes on where it stopped\n`;
}

async function runToEnd(
  command: DenoCommand,
  stdin: "piped" | "inherit" | "null",
  { stop, kill }: StopSignals,
): Promise<Deno.CommandStatus> {
  const child = new Deno.Command(command.program, {
    args: [...command.args],
    env: command.variables,
    clearEnv: true,
    stdin,
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  const end = () => {
    try {
      child.kill("SIGTERM");
    } catch {
      // It has ended.
    }
  };
  stop.addEventListener("abort", end);
  kill.addEventListener("abort", end);
  if (stop.aborted) end();
  return await child.status;
}
