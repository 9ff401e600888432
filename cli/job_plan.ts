import type { Config } from "../runtime/config.ts";
import type { ConfinedWord } from "../runtime/word_variables.ts";
import type { Context } from "./context.ts";
import { type DenoCommand, toDenoCommand } from "./deno_command.ts";
import { findReceivers } from "./find_receivers.ts";
import { learnBrokers } from "./learn_brokers.ts";
import { type Part, toShipped } from "./parts.ts";

/** How the processes of a job are started from now on. */
export interface JobPlan {
  /** As it was read. */
  readonly config: Config;
  /** Addresses of Kafka's brokers, as they were learnt last. */
  readonly brokers: readonly string[];
  /** In the order in which they end. */
  readonly parts: ReadonlyMap<ConfinedWord, PlannedPart>;
}

/** One of them. */
export interface PlannedPart {
  /** How to start it. */
  readonly command: DenoCommand;
  /** Equal as long as a new start would change nothing: the command, and the files that it reads at its start alone. */
  readonly settings: string;
}

/**
 * What a job is to consist of under this configuration. Where no broker tells its addresses now, those that `before`
 * knew of the same brokers stay.
 */
export async function planJob(
  job: Part,
  { config: given, before }: { readonly config: Config; readonly before: JobPlan },
  context: Context,
): Promise<JobPlan> {
  const learned = keepBrokers(await learnBrokers(job.word, given, context), before);
  const { config, parts } = job.word === "pipeline"
    ? toShipped(learned)
    : { config: learned, parts: [job] };
  const { variables } = context;
  const planned = await Promise.all(parts.map(async (part) => {
    const receivers = await findReceivers(part.word, config);
    const command = toDenoCommand({ ...part, config, variables, receivers });
    const files = [...receivers.read, ...toCaFiles(config)];
    return [part.word, { command, settings: JSON.stringify([command, files.map(read)]) }] as const;
  }));
  const brokers = config.kafka?.advertised ?? [];
  return { config: given, brokers, parts: new Map(planned) };
}

function keepBrokers(config: Config, { config: { kafka: known }, brokers }: JobPlan): Config {
  const { kafka } = config;
  if (kafka === null || kafka.advertised.length > 0) return config;
  const isSame = String(kafka.brokers) === String(known?.brokers);
  return isSame ? { ...config, kafka: { ...kafka, advertised: brokers } } : config;
}

function toCaFiles({ kafka, elasticsearch, database, redis }: Config): string[] {
  return [kafka, elasticsearch, database, redis].flatMap((server) => server?.ca ?? []);
}

function read(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return null; // The service that needs it tells.
  }
}
