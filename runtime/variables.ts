import { RATE_MAX } from "../core/api_key.ts";
import {
  parseBytes,
  parseBytesOrNone,
  parseChoice,
  parseCountOrNone,
  parseFormat,
  parseHostName,
  parseListenHost,
  parseNames,
  parseOrigins,
  parsePath,
  parsePathOrNone,
  parsePaths,
  parsePeriodMs,
  parsePort,
  parsePublicUrl,
  parseTimeZone,
} from "./config_values.ts";
import { REMOTE_VARIABLES } from "./remote.ts";
import { SERVER_VARIABLES } from "./server_variables.ts";

/** One setting: its value when unset, what it means, and how its text is read. */
export interface Variable<T> {
  /** The text that stands for "unset". */
  readonly initial: string;
  /** One sentence for `.env.example` and the docs. */
  readonly help: string;
  /** The flag that sets it too; null where there is none. */
  readonly flag: string | null;
  /** Throws RangeError with a sentence that says how to mend the text. */
  readonly parse: (text: string) => T;
}

/** Every setting of LogFlow: the one schema of flags, environment variables and `.env`. */
export const VARIABLES = {
  LOGFLOW_DATA_DIR: variable("./data", {
    help: "Folder of everything that is kept: one folder, one pipeline.",
    flag: "--data-dir",
    parse: parsePath,
  }),
  LOG_FILES: variable("", {
    help: "Log files, folders or globs to ship, separated by commas or newlines.",
    flag: "--log-file",
    parse: parsePaths,
  }),
  LOG_FORMAT: variable("auto", {
    help: "How their lines are written; auto finds out for each file.",
    flag: "--format",
    parse: parseFormat,
  }),
  LOG_HOST: variable("", {
    help: "Host of the events that ship reads; the machine's name when unset.",
    flag: null,
    parse: parseHostName,
  }),
  LOGFLOW_TIME_ZONE: {
    /** Asking the machine takes 10 ms; a process that is told its zone does not ask. */
    get initial(): string {
      return Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
    },
    help: "Zone of times that are written without one; the machine's when unset.",
    flag: "--time-zone",
    parse: parseTimeZone,
  } satisfies Variable<string>,
  API_HOST: variable("127.0.0.1", {
    help: "Address on which the API listens.",
    flag: "--api-host",
    parse: parseListenHost,
  }),
  API_PORT: variable("8000", {
    help: "Port of the API.",
    flag: "--api-port",
    parse: parsePort,
  }),
  API_INSECURE_NAMES: variable("", {
    help: "Names by which clients call an API that others reach, though nobody is asked for a key.",
    flag: null,
    parse: parseNames,
  }),
  API_KEYS: variable("auto", {
    help:
      "Whom the API asks for a key: auto = where others than this machine may call; required = everybody.",
    flag: null,
    parse: (text: string) => parseChoice(text, ["auto", "required"]),
  }),
  API_CORS_ORIGINS: variable("", {
    help: "Origins of other sites whose pages may call the API, separated by commas.",
    flag: null,
    parse: parseOrigins,
  }),
  API_RATE_MAX: variable("0", {
    help: "Requests a minute of each key, and of all without one; 0 = as many as come.",
    flag: null,
    parse: (text: string) => parseCountOrNone(text, { min: 1, max: RATE_MAX }),
  }),
  METRICS_HOST: variable("127.0.0.1", {
    help: "Address of the /health and /metrics of ship, process and alert.",
    flag: null,
    parse: parseListenHost,
  }),
  SHIP_METRICS_PORT: port("9101", "ship"),
  PROCESS_METRICS_PORT: port("9102", "process"),
  ALERT_METRICS_PORT: port("9104", "alert"),
  ALERT_RULES: variable("", {
    help: "Files (YAML), folders or globs of alert rules, separated by commas or newlines.",
    flag: null,
    parse: parsePaths,
  }),
  ALERT_RECEIVERS: variable("", {
    help: "File (YAML) of who is told of alerts, and how.",
    flag: null,
    parse: parsePathOrNone,
  }),
  LOGFLOW_URL: variable("", {
    help: "URL at which people reach the API: links in notices begin with it.",
    flag: null,
    parse: parsePublicUrl,
  }),
  LOGFLOW_RETENTION: variable("30d", {
    help: "How long events are kept, counted from when they were taken in.",
    flag: null,
    parse: parsePeriodMs,
  }),
  LOGFLOW_DISK_MAX: variable("0", {
    help: "Most bytes of the log store's files; then the oldest events go. 0 = what the disk has.",
    flag: null,
    parse: (text: string) => parseBytesOrNone(text, 128 * 2 ** 20),
  }),
  LOGFLOW_BUS_MAX: variable("1GiB", {
    help: "Most bytes of batches waiting in the bus; then senders are held back.",
    flag: null,
    parse: (text: string) => parseBytes(text, 16 * 2 ** 20),
  }),
  LOGFLOW_INGEST_MAX: variable("0", {
    help: "Events a second that may be pushed by HTTP, to all api together; 0 = as many as come.",
    flag: null,
    parse: (text: string) => parseCountOrNone(text, { min: 1, max: 10_000_000 }),
  }),
  ...SERVER_VARIABLES,
  ...REMOTE_VARIABLES,
} as const;

/** Set by LogFlow for its own processes, or by a developer; not part of the configuration. */
export const INTERNAL_VARIABLES = ["LOGFLOW_SUPERVISED", "LOGFLOW_DEBUG"] as const;

/** Where Deno finds its cache, and whether it may colour: handed on to every process, which need not read them. */
export const DENO_VARIABLES = [
  "HOME",
  "DENO_DIR",
  "XDG_CACHE_HOME",
  "LOCALAPPDATA",
  "USERPROFILE",
  "SystemRoot",
  "NO_COLOR",
] as const;

/** Deno's own telemetry, which users may turn on: handed on to services, whose code need not read them. */
export const TELEMETRY_VARIABLES = "OTEL_*";

/** The name of a setting. */
export type VariableName = keyof typeof VARIABLES;

/** All names of settings, in the order of the docs. */
export const VARIABLE_NAMES: readonly VariableName[] = Object.keys(VARIABLES) as VariableName[];

/** What the bus needs to know. */
export const BUS_VARIABLES: readonly VariableName[] = [
  "LOGFLOW_BUS_MAX",
  ...startingWith("KAFKA_"),
];

/** What the log store needs to know beside its folder. */
export const STORE_VARIABLES: readonly VariableName[] = startingWith("ELASTICSEARCH_");

/** What the state store needs to know beside its folder. */
export const STATE_VARIABLES: readonly VariableName[] = startingWith("DATABASE_");

/** What leases and the cache need to know beside their folder. */
export const LEASE_VARIABLES: readonly VariableName[] = startingWith("REDIS_");

/** What words of the terminal need to know to ask an API. */
export const ASKING_VARIABLES: readonly VariableName[] = Object.keys(
  REMOTE_VARIABLES,
) as VariableName[];

function startingWith(prefix: string): readonly VariableName[] {
  return [
    "LOGFLOW_NAMESPACE",
    ...VARIABLE_NAMES.filter((name) => name.startsWith(prefix)),
  ];
}

function variable<T>(initial: string, rest: Omit<Variable<T>, "initial">): Variable<T> {
  return { initial, ...rest };
}

function port(initial: string, service: string): Variable<number> {
  const help = `Port of the /health and /metrics of ${service}.`;
  return variable(initial, { help, flag: null, parse: parsePort });
}
