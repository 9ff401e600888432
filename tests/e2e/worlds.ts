import { openBus, openReader } from "../../cli/compose.ts";
import type { Bus } from "../../ports/bus.ts";
import type { LogReader } from "../../ports/log_store.ts";
import { type Config, parseConfig } from "../../runtime/config.ts";
import type { Log } from "../../runtime/log.ts";
import { readStack, type TestServers, WITHOUT_SERVERS } from "../stack/servers.ts";

/** A choice of what is a server and what is a file. */
export interface World {
  /** Ends the names of tests. */
  readonly name: string;
  /** Whether the servers it needs are there. */
  readonly ignore: boolean;
  /** Which servers it uses. */
  readonly uses: readonly (keyof TestServers)[];
}

/** All servers, none, and two mixtures. */
export const WORLDS: readonly World[] = [
  toWorld("embedded", []),
  toWorld("servers", ["kafka", "elasticsearch", "postgres", "redis"]),
  toWorld("Kafka and the embedded store", ["kafka", "redis"]),
  toWorld("the embedded bus and Elasticsearch", ["elasticsearch", "postgres"]),
];

function toWorld(name: string, uses: World["uses"]): World {
  const ignore = uses.length > 0 && readStack() === null;
  return { name: ignore ? `${name}${WITHOUT_SERVERS}` : name, ignore, uses };
}

/** The variables that put LogFlow on the servers of a world, under a name of its own there. */
export function toServerVariables(
  { uses }: Pick<World, "uses">,
  namespace: string,
  servers: TestServers | null = readStack(),
): Record<string, string> {
  const given = uses.map((name) => [VARIABLES[name], servers![name]] as const);
  return {
    LOGFLOW_NAMESPACE: namespace,
    ELASTICSEARCH_REPLICAS: "0",
    KAFKA_PARTITIONS: "3",
    ...Object.fromEntries(given),
  };
}

const VARIABLES: Readonly<Record<keyof TestServers, string>> = {
  kafka: "KAFKA_BROKERS",
  elasticsearch: "ELASTICSEARCH_URL",
  postgres: "DATABASE_URL",
  redis: "REDIS_URL",
};

/** A name that no other test has. */
export function newNamespace(): string {
  return `t${crypto.getRandomValues(new Uint8Array(6)).toHex()}`;
}

/** The bus and the store that a pipeline with these variables works on. */
export async function openWorld(
  variables: Readonly<Record<string, string>>,
): Promise<{ bus: Bus; reader: LogReader } & AsyncDisposable> {
  const config: Config = parseConfig({}, variables);
  await using stack = new AsyncDisposableStack();
  const bus = stack.use(await openBus(config, SILENT));
  const reader = stack.use(await openReader(config, SILENT));
  const all = stack.move();
  return { bus, reader, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

const SILENT: Log = { info() {}, warn() {}, error() {} };
