import assert from "node:assert/strict";
import { ConfigError } from "../core/errors.ts";
import { parseConfig, toVariables } from "./config.ts";
import { permissionsFor } from "./permissions.ts";
import { toServerAddresses } from "./servers.ts";
import { CONFINED_WORDS } from "./word_variables.ts";

/** Four variables, and nothing else, move everything to servers. */
const FOUR = {
  KAFKA_BROKERS: "kafka-1:9092, KAFKA-2,10.0.0.3:9093",
  ELASTICSEARCH_URL: "https://elastic:p%40ss@es-1:9200/logs/,https://es-2",
  DATABASE_URL: "postgres://logflow:secret@db/logflow?sslmode=require",
  REDIS_URL: "rediss://:secret@redis/2",
};

Deno.test("parseConfig takes the four variables as servers", () => {
  const { kafka, elasticsearch, database, redis } = parseConfig({}, FOUR);
  assert.deepEqual(kafka, {
    brokers: ["kafka-1:9092", "kafka-2:9092", "10.0.0.3:9093"],
    advertised: [],
    sasl: null,
    tls: false,
    ca: null,
    partitions: 6,
    replication: null,
    compression: "zstd",
  });
  assert.deepEqual(elasticsearch, {
    urls: ["https://es-1:9200/logs", "https://es-2"],
    apiKey: null,
    username: "elastic",
    password: "p@ss",
    ca: null,
    shards: 1,
    replicas: 1,
    fieldsMax: 10_000,
  });
  assert.deepEqual(database, { url: FOUR.DATABASE_URL, ca: null });
  assert.deepEqual(redis, { url: FOUR.REDIS_URL, ca: null });
});

Deno.test("toVariables is read back as the same servers", () => {
  const all = {
    ...FOUR,
    LOGFLOW_NAMESPACE: "staging",
    KAFKA_ADVERTISED: "10.0.0.1:9092",
    KAFKA_SASL_MECHANISM: "SCRAM-SHA-512",
    KAFKA_SASL_USERNAME: "ship",
    KAFKA_SASL_PASSWORD: "a,b c",
    KAFKA_TLS: "on",
    KAFKA_CA: "/etc/kafka.pem",
    KAFKA_PARTITIONS: "12",
    KAFKA_REPLICATION: "3",
    KAFKA_COMPRESSION: "none",
    ELASTICSEARCH_CA: "es.pem",
    ELASTICSEARCH_SHARDS: "2",
    ELASTICSEARCH_REPLICAS: "0",
    ELASTICSEARCH_FIELDS_MAX: "100",
    DATABASE_CA: "db.pem",
    REDIS_CA: "redis.pem",
  };
  for (
    const variables of [{}, FOUR, all, {
      ELASTICSEARCH_URL: "http://e",
      ELASTICSEARCH_API_KEY: "k",
    }]
  ) {
    const config = parseConfig({}, variables);
    assert.deepEqual(parseConfig({}, toVariables(config)), config);
  }
});

Deno.test("parseConfig refuses servers that cannot be meant, and repeats no secret", () => {
  const table: readonly (readonly [Record<string, string>, key: string, problem: RegExp])[] = [
    [{ LOGFLOW_NAMESPACE: "a-b" }, "LOGFLOW_NAMESPACE", /"a-b".*a letter first/],
    [{ KAFKA_BROKERS: "kafka:9092,http://x" }, "KAFKA_BROKERS", /"http:\/\/x" is no address/],
    [{ KAFKA_BROKERS: "[::1]:9092" }, "KAFKA_BROKERS", /is an IPv6 address/],
    [{ KAFKA_BROKERS: "kafka:port" }, "KAFKA_BROKERS", /is no address; give host:port/],
    [{ KAFKA_BROKERS: "kafka:99999" }, "KAFKA_BROKERS", /"99999" is not a port/],
    [{ KAFKA_SASL_MECHANISM: "plain" }, "KAFKA_SASL_USERNAME", /needed/],
    [{ KAFKA_SASL_USERNAME: "u" }, "KAFKA_SASL_MECHANISM", /is none/],
    [{ KAFKA_SASL_MECHANISM: "gssapi" }, "KAFKA_SASL_MECHANISM", /"gssapi".*scram-sha-256/],
    [{ KAFKA_CA: "a.pem" }, "KAFKA_CA", /KAFKA_TLS is off/],
    [{ KAFKA_TLS: "yes" }, "KAFKA_TLS", /give one of off, on/],
    [{ KAFKA_PARTITIONS: "0" }, "KAFKA_PARTITIONS", /from 1 to 1000/],
    [{ ELASTICSEARCH_URL: "es:9200" }, "ELASTICSEARCH_URL", /http:\/\/ or https:\/\//],
    [{ ELASTICSEARCH_URL: "http://u:hunter2@[es" }, "ELASTICSEARCH_URL", /no URL/],
    [{ ELASTICSEARCH_USERNAME: "u" }, "ELASTICSEARCH_PASSWORD", /needed/],
    [
      { ELASTICSEARCH_URL: "http://u:hunter2@es", ELASTICSEARCH_API_KEY: "hunter2" },
      "ELASTICSEARCH_API_KEY",
      /one of them/,
    ],
    [{ ELASTICSEARCH_URL: "http://es", ELASTICSEARCH_CA: "a" }, "ELASTICSEARCH_CA", /https/],
    [{ ELASTICSEARCH_URL: "http://u@es" }, "ELASTICSEARCH_PASSWORD", /needed/],
    [{ ELASTICSEARCH_URL: "http://u:hunter2%@es" }, "ELASTICSEARCH_URL", /write it as %25/],
    [
      { ELASTICSEARCH_URL: "http://u:hunter2@a,http://v:hunter2@b" },
      "ELASTICSEARCH_URL",
      /one for all/,
    ],
    [{ REDIS_URL: "redis://r", REDIS_CA: "a" }, "REDIS_CA", /rediss/],
    [{ DATABASE_URL: "mysql://u:hunter2@db" }, "DATABASE_URL", /postgres:\/\//],
    [{ REDIS_URL: "hunter2" }, "REDIS_URL", /redis:\/\//],
  ];
  for (const [variables, key, problem] of table) {
    assert.throws(() => parseConfig({}, variables), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.ok(!error.message.includes("hunter2"));
      assert.deepEqual(error.faults.map((fault) => fault.key), [key]);
      assert.match(error.faults[0]!.problem, problem);
      return true;
    });
  }
});

Deno.test("permissionsFor grants each word its servers' addresses, and then not the file's", () => {
  const config = parseConfig({}, {
    ...FOUR,
    LOGFLOW_NAMESPACE: "staging",
    KAFKA_ADVERTISED: "10.0.0.1:9092",
    DATABASE_CA: "db.pem",
  });
  const facts = {
    ...{ isFolder: () => false, deno: "deno", named: [], modules: ["./adapters/blocks"] },
    receivers: { read: [], net: [] },
  };
  const kafka = ["kafka-1:9092", "kafka-2:9092", "10.0.0.3:9093", "10.0.0.1:9092"];
  const [elasticsearch, database, redis] = [["es-1:9200", "es-2:443"], ["db:5432"], ["redis:6379"]];
  const expected = {
    ship: [...kafka, ...database, "127.0.0.1:9101"],
    process: [...elasticsearch, ...kafka, ...database, ...redis, "127.0.0.1:9102"],
    api: [...elasticsearch, ...kafka, ...database, ...redis, "127.0.0.1:8000"],
    alert: [...elasticsearch, ...database, ...redis, "127.0.0.1:9104"],
    search: elasticsearch,
    count: elasticsearch,
    dead: kafka,
    verify: [...elasticsearch, ...kafka],
    brokers: kafka,
    generate: [],
    "store-check": [],
  };
  for (const word of CONFINED_WORDS.filter((word) => word in expected)) {
    const { net, read, write } = permissionsFor(word, config, facts);
    assert.deepEqual(net, expected[word as keyof typeof expected], word);
    const files = [...read, ...write].filter((path) => /(bus|logs|state)\.db|adapters/.test(path));
    assert.deepEqual(
      files,
      word === "store-check" ? ["./data/logs.db", "./data/logs.db-wal"] : [],
      word,
    );
  }
  assert.ok(permissionsFor("alert", config, facts).read.includes("db.pem"));
});

Deno.test("toServerAddresses knows the ports that a URL leaves out", () => {
  const { elasticsearch, database, redis } = parseConfig({}, {
    ELASTICSEARCH_URL: "http://[::1],https://e",
    DATABASE_URL: "postgresql://d",
    REDIS_URL: "redis://r",
  });
  assert.deepEqual(toServerAddresses({ elasticsearch, database, redis }), [
    "[::1]:80",
    "e:443",
    "d:5432",
    "r:6379",
  ]);
});
