import assert from "node:assert/strict";
import { ConfigError } from "../core/errors.ts";
import { parseConfig, toVariables } from "./config.ts";

Deno.test("parseConfig asks for the machine's time zone only where none is told", () => {
  const { DateTimeFormat } = Intl;
  let asked = 0;
  const count = function (...args: ConstructorParameters<typeof DateTimeFormat>) {
    if (args.length === 0) asked++;
    return new DateTimeFormat(...args);
  };
  Intl.DateTimeFormat = Object.assign(count, DateTimeFormat) as typeof DateTimeFormat;
  try {
    assert.equal(parseConfig({}, { LOGFLOW_TIME_ZONE: "UTC" }).timeZone, "UTC");
    assert.equal(asked, 0);
    parseConfig({}, {});
    assert.equal(asked, 1);
  } finally {
    Intl.DateTimeFormat = DateTimeFormat;
  }
});

Deno.test("parseConfig gives the documented defaults", () => {
  const { timeZone, ...rest } = parseConfig({}, {});
  assert.equal(timeZone, Intl.DateTimeFormat().resolvedOptions().timeZone);
  assert.deepEqual(rest, {
    dataDir: "./data",
    logFiles: [],
    logFormat: null,
    logHost: null,
    apiHost: "127.0.0.1",
    apiPort: 8000,
    shipMetricsPort: 9101,
    processMetricsPort: 9102,
    alertMetricsPort: 9104,
    alertRules: [],
    alertReceivers: null,
    publicUrl: null,
    retentionMs: 30 * 86_400_000,
    diskBytesMax: null,
    busBytesMax: 2 ** 30,
    apiInsecureNames: [],
    apiKeys: "auto",
    apiCorsOrigins: [],
    apiRateMax: null,
    ingestMax: null,
    metricsHost: "127.0.0.1",
    namespace: null,
    kafka: null,
    elasticsearch: null,
    database: null,
    redis: null,
    remote: null,
  });
});

Deno.test("parseConfig lets flags win over variables, and takes empty variables as unset", () => {
  const variables = {
    API_PORT: "8001",
    LOG_FILES: "a.log, b.log\n/var/log/*.log,a.log",
    API_HOST: "",
  };
  const config = parseConfig({ API_PORT: "8002", LOG_FORMAT: "json" }, variables);
  assert.equal(config.apiPort, 8002);
  assert.equal(config.apiHost, "127.0.0.1");
  assert.equal(config.logFormat, "json");
  assert.deepEqual(config.logFiles, ["a.log", "b.log", "/var/log/*.log"]);
  assert.equal(parseConfig({}, variables).apiPort, 8001);
});

Deno.test("parseConfig refuses a flag without a value", () => {
  const faults = faultsOf({ LOG_FILES: " ,", LOGFLOW_DATA_DIR: "", API_PORT: "" }, {});
  assert.deepEqual(Object.keys(faults).sort(), ["--api-port", "--data-dir", "--log-file"]);
  assert.match(faults["--log-file"]!, /has no value; give one, or leave the flag out/);
});

Deno.test("parseConfig tells every fault at once, by the name that the user wrote", () => {
  const faults = faultsOf({ API_PORT: "80000" }, {
    LOG_FORMAT: "xml",
    LOGFLOW_TIME_ZONE: "Mars/Base",
    LOGFLOW_RETENTION: "thirty",
    LOGFLOW_DISK_MAX: "127MiB",
    LOGFLOW_BUS_MAX: "1KiB",
    API_HOST: "0.0.0.0/0",
    API_KEYS: "yes",
    API_CORS_ORIGINS: "*",
    API_RATE_MAX: "-1",
    LOGFLOW_DATADIR: "x",
    LOGFLOW_NOTHING_LIKE_IT: "x",
    KAFKA_BROKERS: "kafka:0",
    REDIS_URL: "r",
  });
  assert.deepEqual(Object.keys(faults).sort(), [
    "--api-port",
    "API_CORS_ORIGINS",
    "API_HOST",
    "API_KEYS",
    "API_RATE_MAX",
    "KAFKA_BROKERS",
    "LOGFLOW_BUS_MAX",
    "LOGFLOW_DATADIR",
    "LOGFLOW_DISK_MAX",
    "LOGFLOW_NOTHING_LIKE_IT",
    "LOGFLOW_RETENTION",
    "LOGFLOW_TIME_ZONE",
    "LOG_FORMAT",
    "REDIS_URL",
  ]);
  assert.match(faults["LOGFLOW_DATADIR"]!, /did you mean LOGFLOW_DATA_DIR\?/);
  assert.match(faults["LOGFLOW_NOTHING_LIKE_IT"]!, /unset it/);
  assert.match(faults["LOG_FORMAT"]!, /"xml".*auto.*logfmt/);
});

Deno.test("parseConfig takes origins as browsers name them, and no other", () => {
  const read = (text: string) => parseConfig({}, { API_CORS_ORIGINS: text }).apiCorsOrigins;
  assert.deepEqual(
    read("https://Logs.example.com, http://localhost:3000 https://logs.example.com"),
    [
      "https://logs.example.com",
      "http://localhost:3000",
    ],
  );
  for (const text of ["null", "a.test", "https://a.test/", "https://a.test/x", "ftp://a.test"]) {
    const { API_CORS_ORIGINS: problem } = faultsOf({}, { API_CORS_ORIGINS: text });
    assert.match(problem!, /is no origin; give scheme, host and port alone/, text);
  }
  assert.match(faultsOf({}, { API_CORS_ORIGINS: "*" })["API_CORS_ORIGINS"]!, /every site/);
  const odd = ["https://*.a.test", "https://u:p@a.test", "https://a.test:443", "http://a.test?x"];
  for (const text of odd) assert.ok(faultsOf({}, { API_CORS_ORIGINS: text }), text);
  assert.match(faultsOf({}, { LOG_HOST: "web 1" })["LOG_HOST"]!, /"web 1" is no name of a machine/);
});

Deno.test("parseConfig refuses two servers on one port", () => {
  const faults = faultsOf({}, { SHIP_METRICS_PORT: "8000", ALERT_METRICS_PORT: "9102" });
  assert.match(faults["SHIP_METRICS_PORT"]!, /also the value of API_PORT/);
  assert.match(faults["ALERT_METRICS_PORT"]!, /also the value of PROCESS_METRICS_PORT/);
});

Deno.test("toVariables is read back as the same configuration", () => {
  const config = parseConfig({}, {
    LOG_FILES: "a b.log,/x/*.log",
    LOG_FORMAT: "logfmt",
    LOG_HOST: "node-1.example.com",
    LOGFLOW_RETENTION: "90m",
    LOGFLOW_DISK_MAX: "10GiB",
    LOGFLOW_BUS_MAX: "64MB",
    LOGFLOW_TIME_ZONE: "Europe/Berlin",
    API_KEYS: "required",
    API_CORS_ORIGINS: "https://a.test,http://localhost:3000",
    API_RATE_MAX: "600",
  });
  assert.deepEqual(parseConfig({}, toVariables(config)), config);
  assert.equal(config.retentionMs, 5_400_000);
  assert.equal(config.diskBytesMax, 10 * 2 ** 30);
  assert.equal(config.busBytesMax, 64_000_000);
});

function faultsOf(flags: Record<string, string>, variables: Record<string, string>) {
  try {
    parseConfig(flags, variables);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return Object.fromEntries(error.faults.map(({ key, problem }) => [key, problem]));
  }
  throw new Error("no faults");
}

Deno.test("parseConfig takes as LOGFLOW_URL what links can begin with", () => {
  const table = [
    ["https://Logs.example.com/", "https://logs.example.com"],
    ["http://10.0.0.1:8000/logs//", "http://10.0.0.1:8000/logs"],
  ] as const;
  for (const [text, url] of table) {
    const config = parseConfig({}, { LOGFLOW_URL: text, ALERT_RECEIVERS: "conf/receivers.yml" });
    assert.equal(config.publicUrl, url);
    assert.deepEqual(parseConfig({}, toVariables(config)), config);
  }
  for (
    const text of ["logs.example.com", "ftp://a", "https://u:p@a", "https://a/?q=1", "https://a/#b"]
  ) {
    assert.throws(() => parseConfig({}, { LOGFLOW_URL: text }), /^ConfigError: LOGFLOW_URL: /);
  }
});
