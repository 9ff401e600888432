import type { ConfigFault } from "../core/errors.ts";
import type { Config } from "../runtime/config.ts";
import type { Log } from "../runtime/log.ts";
import type { VariableName } from "../runtime/variables.ts";
import { within } from "../runtime/within.ts";

/**
 * Asks every server of the configuration for something small, all at once, and changes nothing there; what is wrong
 * with which, within 15 s.
 */
export async function findServerFaults(config: Config): Promise<ConfigFault[]> {
  const asked = SERVERS.filter(([, isUsed]) => isUsed(config));
  const found = await Promise.all(asked.map(async ([key, , ask]) => {
    const answer = ask(config, SILENT).then(() => null, ({ message }: Error) => message);
    const problem = await within(ANSWER_MS, answer, `does not answer within ${ANSWER_MS / 1000} s`);
    return problem === null ? null : { key, problem };
  }));
  return found.filter((fault) => fault !== null);
}

const SERVERS: readonly (readonly [
  VariableName,
  isUsed: (config: Config) => boolean,
  ask: (config: Config, log: Log) => Promise<unknown>,
])[] = [
  ["KAFKA_BROKERS", ({ kafka }) => kafka !== null, async (config, log) => {
    const { findKafkaBrokers } = await import("./compose.ts");
    await findKafkaBrokers(config, log);
  }],
  ["ELASTICSEARCH_URL", ({ elasticsearch }) => elasticsearch !== null, async (config, log) => {
    const { openReader } = await import("./compose.ts");
    await using reader = await openReader(config, log);
    await reader.status();
  }],
  ["DATABASE_URL", ({ database }) => database !== null, async (config) => {
    const { checkState } = await import("./compose_state.ts");
    await checkState(config);
  }],
  ["REDIS_URL", ({ redis }) => redis !== null, async (config, log) => {
    const { openCache } = await import("./compose_state.ts");
    await using stack = new AsyncDisposableStack();
    await (await openCache(config, log, stack)).check();
  }],
];

const ANSWER_MS = 15_000;

/** What is wrong is told once. */
const SILENT: Log = { info() {}, warn() {}, error() {} };
