import {
  parseAddresses,
  parseChoice,
  parseCount,
  parseCountOrNone,
  parseNamespace,
  parsePathOrNone,
  parseSecret,
  parseServerUrl,
  parseServerUrls,
  parseSwitch,
} from "./config_values.ts";

/** How Kafka's messages may be compressed. */
export const COMPRESSIONS = ["zstd", "gzip", "none"] as const;

/** How a client may tell Kafka who it is. */
export const SASL_MECHANISMS = ["none", "plain", "scram-sha-256", "scram-sha-512"] as const;

/** The settings of the servers that take the place of the embedded engine, each by its first variable. */
export const SERVER_VARIABLES = {
  LOGFLOW_NAMESPACE: setting("", {
    help: "Stands before every name on servers, so that several LogFlow can share them.",
    parse: parseNamespace,
  }),
  KAFKA_BROKERS: setting("", {
    help: "Kafka's brokers, host:port, separated by commas; unset = the bus is a file.",
    parse: (text: string) => parseAddresses(text, 9092),
  }),
  KAFKA_ADVERTISED: setting("", {
    help: "Addresses by which the brokers call themselves; found out at the start when unset.",
    parse: (text: string) => parseAddresses(text, 9092),
  }),
  KAFKA_SASL_MECHANISM: setting("none", {
    help: "How to log in at Kafka: none, plain, scram-sha-256 or scram-sha-512.",
    parse: (text: string) => parseChoice(text, SASL_MECHANISMS),
  }),
  KAFKA_SASL_USERNAME: setting("", { help: "Who logs in at Kafka.", parse: parseSecret }),
  KAFKA_SASL_PASSWORD: secret("The password for it."),
  KAFKA_TLS: setting("off", { help: "on = Kafka is spoken to by TLS.", parse: parseSwitch }),
  KAFKA_CA: ca("Kafka's"),
  KAFKA_PARTITIONS: setting("6", {
    help: "Partitions of the topics that LogFlow makes: so many process can share the work.",
    parse: (text: string) => parseCount(text, { min: 1, max: 1000 }),
  }),
  KAFKA_REPLICATION: setting("0", {
    help: "Copies of each partition of them; 0 = as the brokers are configured.",
    parse: (text: string) => parseCountOrNone(text, { min: 1, max: 100 }),
  }),
  KAFKA_COMPRESSION: setting("zstd", {
    help: "How messages are compressed: zstd, gzip or none.",
    parse: (text: string) => parseChoice(text, COMPRESSIONS),
  }),
  ELASTICSEARCH_URL: setting("", {
    help: "Elasticsearch's URL (several: separated by commas); unset = the log store is a file.",
    parse: (text: string) => parseServerUrls(text, ["http:", "https:"]),
  }),
  ELASTICSEARCH_API_KEY: secret("An API key of Elasticsearch, encoded."),
  ELASTICSEARCH_USERNAME: setting("", {
    help: "Who logs in at Elasticsearch, where there is no API key.",
    parse: parseSecret,
  }),
  ELASTICSEARCH_PASSWORD: secret("The password for it."),
  ELASTICSEARCH_CA: ca("Elasticsearch's"),
  ELASTICSEARCH_SHARDS: setting("1", {
    help: "Primary shards of each day's index.",
    parse: (text: string) => parseCount(text, { min: 1, max: 1000 }),
  }),
  ELASTICSEARCH_REPLICAS: setting("1", {
    help: "Copies of each shard beside the primary one.",
    parse: (text: string) => parseCount(text, { min: 0, max: 100 }),
  }),
  ELASTICSEARCH_FIELDS_MAX: setting("10000", {
    help: "Names of fields in a day's index; what is beyond is shown but not searched.",
    parse: (text: string) => parseCount(text, { min: 100, max: 100_000 }),
  }),
  DATABASE_URL: setting("", {
    help: "PostgreSQL's URL, postgres://user:password@host/database; unset = state is a file.",
    parse: (text: string) => parseServerUrl(text, ["postgres:", "postgresql:"]),
  }),
  DATABASE_CA: ca("PostgreSQL's"),
  REDIS_URL: setting("", {
    help: "Redis's URL, redis://user:password@host/0; unset = leases are a file.",
    parse: (text: string) => parseServerUrl(text, ["redis:", "rediss:"]),
  }),
  REDIS_CA: ca("Redis's"),
} as const;

interface ServerVariable<T> {
  readonly initial: string;
  readonly help: string;
  readonly flag: null;
  readonly parse: (text: string) => T;
}

function setting<T>(
  initial: string,
  rest: Pick<ServerVariable<T>, "help" | "parse">,
): ServerVariable<T> {
  return { initial, flag: null, ...rest };
}

function secret(help: string): ServerVariable<string | null> {
  return setting("", { help, parse: parseSecret });
}

function ca(whose: string): ServerVariable<string | null> {
  const help = `File with ${whose} certificate authority (PEM); the system's when unset.`;
  return setting("", { help, parse: parsePathOrNone });
}
