import type { ConfigFault } from "../core/errors.ts";
import type { COMPRESSIONS, SASL_MECHANISMS, SERVER_VARIABLES } from "./server_variables.ts";

/** The servers in use; null = the embedded engine does it. */
export interface Servers {
  /** Stands before every name on them; null = nothing does. */
  readonly namespace: string | null;
  /** The bus. */
  readonly kafka: KafkaConfig | null;
  /** The log store. */
  readonly elasticsearch: ElasticsearchConfig | null;
  /** The state store: PostgreSQL. */
  readonly database: ServerConfig | null;
  /** Leases and cache. */
  readonly redis: ServerConfig | null;
}

/** How to reach Kafka, and the topics that are made. */
export interface KafkaConfig {
  /** `host:port` of those that are asked first. */
  readonly brokers: readonly string[];
  /** `host:port` by which the brokers call themselves; empty = not known yet. */
  readonly advertised: readonly string[];
  /** Null = nobody has to log in. */
  readonly sasl: {
    readonly mechanism: Exclude<(typeof SASL_MECHANISMS)[number], "none">;
    readonly username: string;
    readonly password: string;
  } | null;
  /** Whether it is spoken to by TLS. */
  readonly tls: boolean;
  /** Path of a PEM file; null = the system's. */
  readonly ca: string | null;
  /** Of topics that are made. */
  readonly partitions: number;
  /** Of topics that are made; null = the brokers' own default. */
  readonly replication: number | null;
  /** Of messages. */
  readonly compression: (typeof COMPRESSIONS)[number];
}

/** How to reach Elasticsearch, and the indices that are made. */
export interface ElasticsearchConfig {
  /** At least one; without names and passwords. */
  readonly urls: readonly string[];
  /** An encoded API key. */
  readonly apiKey: string | null;
  /** Basic authentication; null with an API key, or where nobody has to log in. */
  readonly username: string | null;
  /** Of `username`. */
  readonly password: string | null;
  /** Path of a PEM file; null = the system's. */
  readonly ca: string | null;
  /** Primary shards of an index. */
  readonly shards: number;
  /** Copies of each shard. */
  readonly replicas: number;
  /** Names of fields in an index. */
  readonly fieldsMax: number;
}

/** How to reach a server whose URL tells all but one thing. */
export interface ServerConfig {
  /** With name and password. */
  readonly url: string;
  /** Path of a PEM file; null = the system's. */
  readonly ca: string | null;
}

type Name = keyof typeof SERVER_VARIABLES;

/** The values of {@linkcode SERVER_VARIABLES}, read. */
export type ServerValues = {
  readonly [N in Name]: ReturnType<(typeof SERVER_VARIABLES)[N]["parse"]>;
};

/** Which servers the values mean. */
export function toServers(values: ServerValues): Servers {
  const { DATABASE_URL, DATABASE_CA, REDIS_URL, REDIS_CA } = values;
  return {
    namespace: values.LOGFLOW_NAMESPACE,
    kafka: toKafka(values),
    elasticsearch: toElasticsearch(values),
    database: DATABASE_URL === null ? null : { url: DATABASE_URL, ca: DATABASE_CA },
    redis: REDIS_URL === null ? null : { url: REDIS_URL, ca: REDIS_CA },
  };
}

function toKafka(values: ServerValues): KafkaConfig | null {
  if (values.KAFKA_BROKERS.length === 0) return null;
  const mechanism = values.KAFKA_SASL_MECHANISM;
  const username = values.KAFKA_SASL_USERNAME ?? "";
  const password = values.KAFKA_SASL_PASSWORD ?? "";
  return {
    brokers: values.KAFKA_BROKERS,
    advertised: values.KAFKA_ADVERTISED,
    sasl: mechanism === "none" ? null : { mechanism, username, password },
    tls: values.KAFKA_TLS,
    ca: values.KAFKA_CA,
    partitions: values.KAFKA_PARTITIONS,
    replication: values.KAFKA_REPLICATION,
    compression: values.KAFKA_COMPRESSION,
  };
}

function toElasticsearch(values: ServerValues): ElasticsearchConfig | null {
  if (values.ELASTICSEARCH_URL.length === 0) return null;
  const urls = values.ELASTICSEARCH_URL.map((text) => new URL(text));
  const named = urls.find(({ username }) => username !== "");
  const [username, password] = named === undefined
    ? [values.ELASTICSEARCH_USERNAME, values.ELASTICSEARCH_PASSWORD]
    : [decodeURIComponent(named.username), decodeURIComponent(named.password)];
  return {
    urls: urls.map(({ origin, pathname }) => `${origin}${pathname.replace(/\/+$/, "")}`),
    apiKey: values.ELASTICSEARCH_API_KEY,
    username,
    password,
    ca: values.ELASTICSEARCH_CA,
    shards: values.ELASTICSEARCH_SHARDS,
    replicas: values.ELASTICSEARCH_REPLICAS,
    fieldsMax: values.ELASTICSEARCH_FIELDS_MAX,
  };
}

/** What does not go together. A value that could not be read is undefined. */
export function findServerFaults(values: Partial<ServerValues>): ConfigFault[] {
  const mechanism = values.KAFKA_SASL_MECHANISM;
  const urls = values.ELASTICSEARCH_URL ?? [];
  const name = values.ELASTICSEARCH_USERNAME;
  const checks: readonly (readonly [Name, boolean, string])[] = [
    [
      "KAFKA_SASL_USERNAME",
      mechanism !== undefined && mechanism !== "none" && !values.KAFKA_SASL_USERNAME,
      `is needed, as KAFKA_SASL_MECHANISM is ${mechanism}`,
    ],
    [
      "KAFKA_SASL_MECHANISM",
      mechanism === "none" && !!values.KAFKA_SASL_USERNAME,
      "is none, though KAFKA_SASL_USERNAME is given; give plain, scram-sha-256 or scram-sha-512",
    ],
    [
      "KAFKA_CA",
      values.KAFKA_TLS === false && !!values.KAFKA_CA,
      "is of no use while KAFKA_TLS is off; set it to on, or unset KAFKA_CA",
    ],
    [
      "ELASTICSEARCH_API_KEY",
      !!values.ELASTICSEARCH_API_KEY && (!!name || urls.some(hasUser)),
      "is given beside a user name; give one of them",
    ],
    [
      "ELASTICSEARCH_PASSWORD",
      (!!name && !values.ELASTICSEARCH_PASSWORD) || urls.some(lacksPassword),
      "is needed, as a user name is given",
    ],
    [
      "ELASTICSEARCH_URL",
      new Set(urls.filter(hasUser).map(toLogin)).size > 1,
      "has different user names or passwords; give one for all",
    ],
    [
      "REDIS_CA",
      !!values.REDIS_CA && values.REDIS_URL?.startsWith("redis:") === true,
      "is of no use with a URL of redis://; give rediss://, or unset REDIS_CA",
    ],
    [
      "ELASTICSEARCH_CA",
      !!values.ELASTICSEARCH_CA && urls.some((url) => url.startsWith("http:")),
      "is of no use with a URL of http://; give https://, or unset ELASTICSEARCH_CA",
    ],
  ];
  return checks.filter(([, isFault]) => isFault).map(([key, , problem]) => ({ key, problem }));
}

function hasUser(url: string): boolean {
  return new URL(url).username !== "";
}

function lacksPassword(url: string): boolean {
  return hasUser(url) && new URL(url).password === "";
}

function toLogin(url: string): string {
  const { username, password } = new URL(url);
  return `${username}:${password}`;
}

/** The variables that {@linkcode toServers} reads as the same servers. Those of servers not in use are empty. */
export function toServerVariables(
  { namespace, kafka, elasticsearch, database, redis }: Servers,
): Record<Name, string> {
  return {
    LOGFLOW_NAMESPACE: namespace ?? "",
    KAFKA_BROKERS: kafka?.brokers.join(",") ?? "",
    KAFKA_ADVERTISED: kafka?.advertised.join(",") ?? "",
    KAFKA_SASL_MECHANISM: kafka?.sasl?.mechanism ?? "",
    KAFKA_SASL_USERNAME: kafka?.sasl?.username ?? "",
    KAFKA_SASL_PASSWORD: kafka?.sasl?.password ?? "",
    KAFKA_TLS: kafka?.tls ? "on" : "",
    KAFKA_CA: kafka?.ca ?? "",
    KAFKA_PARTITIONS: toText(kafka?.partitions),
    KAFKA_REPLICATION: toText(kafka?.replication),
    KAFKA_COMPRESSION: kafka?.compression ?? "",
    ELASTICSEARCH_URL: elasticsearch?.urls.join(",") ?? "",
    ELASTICSEARCH_API_KEY: elasticsearch?.apiKey ?? "",
    ELASTICSEARCH_USERNAME: elasticsearch?.username ?? "",
    ELASTICSEARCH_PASSWORD: elasticsearch?.password ?? "",
    ELASTICSEARCH_CA: elasticsearch?.ca ?? "",
    ELASTICSEARCH_SHARDS: toText(elasticsearch?.shards),
    ELASTICSEARCH_REPLICAS: toText(elasticsearch?.replicas),
    ELASTICSEARCH_FIELDS_MAX: toText(elasticsearch?.fieldsMax),
    DATABASE_URL: database?.url ?? "",
    DATABASE_CA: database?.ca ?? "",
    REDIS_URL: redis?.url ?? "",
    REDIS_CA: redis?.ca ?? "",
  };
}

function toText(count: number | null | undefined): string {
  return count === null || count === undefined ? "" : String(count);
}

/** `host:port` of every server that a set of servers means; of Kafka also those the brokers call themselves. */
export function toServerAddresses(
  { kafka, elasticsearch, database, redis }: Partial<Servers>,
): string[] {
  const urls = [...elasticsearch?.urls ?? [], database?.url, redis?.url];
  const known = urls.filter((url) => url !== undefined).map(toUrlAddress);
  return [...new Set([...kafka?.brokers ?? [], ...kafka?.advertised ?? [], ...known])];
}

/** `host:port` of a URL. */
export function toUrlAddress(text: string): string {
  const { protocol, hostname, port } = new URL(text);
  return `${hostname}:${port || DEFAULT_PORTS[protocol]}`;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  "http:": 80,
  "https:": 443,
  "postgres:": 5432,
  "postgresql:": 5432,
  "redis:": 6379,
  "rediss:": 6379,
};
