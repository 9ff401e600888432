import type { Config } from "../runtime/config.ts";
import type { ConfinedWord } from "../runtime/word_variables.ts";
import { type DenoCommand, toDenoCommand } from "./deno_command.ts";
import type { Context } from "./context.ts";

/**
 * The configuration with the addresses by which Kafka's brokers call themselves, so that a word may talk to
 * them: asked for by a process that may talk to `KAFKA_BROKERS` alone. As it was where they are known, not
 * needed, or cannot be found out now: the word itself then tells what is wrong, and goes on once it can.
 */
export async function learnBrokers(
  word: ConfinedWord,
  config: Config,
  { variables }: Pick<Context, "variables">,
): Promise<Config> {
  const { kafka } = config;
  if (kafka === null || kafka.advertised.length > 0 || !USERS.includes(word)) return config;
  const advertised = await askBrokers(
    toDenoCommand({ word: "brokers", args: [], config, variables }),
  );
  return { ...config, kafka: { ...kafka, advertised } };
}

/** They talk to Kafka, or start what does. */
const USERS: readonly ConfinedWord[] = ["pipeline", "ship", "process", "api", "dead", "verify"];

async function askBrokers({ program, args, variables }: DenoCommand): Promise<string[]> {
  const child = new Deno.Command(program, {
    args: [...args],
    env: variables,
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
    signal: AbortSignal.timeout(ASK_MS_MAX),
  });
  const { success, stdout } = await child.output();
  const lines = new TextDecoder().decode(stdout).split("\n");
  return success ? lines.filter((line) => line !== "").sort() : [];
}

/** A start is held up for so long where no broker answers. */
const ASK_MS_MAX = 10_000;
