import {
  ASKING_VARIABLES,
  BUS_VARIABLES,
  DENO_VARIABLES,
  INTERNAL_VARIABLES,
  LEASE_VARIABLES,
  STATE_VARIABLES,
  STORE_VARIABLES,
  TELEMETRY_VARIABLES,
  VARIABLE_NAMES,
  type VariableName,
} from "./variables.ts";

/** Words of the command line that start a process of their own; `-` stands between two words. */
export const CONFINED_WORDS = [
  "alert",
  "alerts",
  "api",
  "brokers",
  "check",
  "check-connect",
  "count",
  "dead",
  "export",
  "generate",
  "keep",
  "key",
  "pipeline",
  "process",
  "receivers",
  "receivers-test",
  "rule-apply",
  "rule-backtest",
  "rule-check",
  "rule-list",
  "rule-remove",
  "rule-show",
  "rule-test",
  "search",
  "ship",
  "silence",
  "status",
  "stop",
  "store-check",
  "store-compact",
  "store-forget",
  "tail",
  "verify",
] as const;

/** One of {@linkcode CONFINED_WORDS}. */
export type ConfinedWord = (typeof CONFINED_WORDS)[number];

/** The variables that `word` may read. */
export function variablesOf(word: ConfinedWord): readonly string[] {
  const starts = word === "pipeline" || word === "keep";
  const handedOn = starts ? [...DENO_VARIABLES, TELEMETRY_VARIABLES] : [];
  const own = new Set(READS[word] ?? SERVICE_VARIABLES);
  return [...own, ...INTERNAL_VARIABLES, ...handedOn];
}

/** Where logs are. */
const LOGS_VARIABLES: readonly VariableName[] = [
  "LOGFLOW_DATA_DIR",
  ...STORE_VARIABLES,
  ...ASKING_VARIABLES,
];

/** Where rules are. */
const RULE_VARIABLES: readonly VariableName[] = [
  "LOGFLOW_DATA_DIR",
  "ALERT_RULES",
  ...STATE_VARIABLES,
  ...ASKING_VARIABLES,
];

/** What a pipeline is made of. */
const SERVICE_VARIABLES = VARIABLE_NAMES.filter((name) => !ASKING_VARIABLES.includes(name));

/** Which settings a word reads; all of a pipeline where it is not listed. */
const READS: Readonly<Partial<Record<ConfinedWord, readonly VariableName[]>>> = {
  ship: [
    "LOGFLOW_DATA_DIR",
    "LOG_FILES",
    "LOG_FORMAT",
    "LOG_HOST",
    "LOGFLOW_TIME_ZONE",
    "METRICS_HOST",
    "SHIP_METRICS_PORT",
    ...BUS_VARIABLES,
    ...STATE_VARIABLES,
  ],
  process: [
    "LOGFLOW_DATA_DIR",
    "METRICS_HOST",
    "PROCESS_METRICS_PORT",
    "LOGFLOW_RETENTION",
    "LOGFLOW_DISK_MAX",
    ...BUS_VARIABLES,
    ...STORE_VARIABLES,
    ...STATE_VARIABLES,
    ...LEASE_VARIABLES,
  ],
  api: [
    "LOGFLOW_DATA_DIR",
    "API_HOST",
    "API_PORT",
    "API_INSECURE_NAMES",
    "API_KEYS",
    "API_CORS_ORIGINS",
    "API_RATE_MAX",
    "LOGFLOW_INGEST_MAX",
    "LOGFLOW_TIME_ZONE",
    ...BUS_VARIABLES,
    ...STORE_VARIABLES,
    ...STATE_VARIABLES,
    ...LEASE_VARIABLES,
  ],
  alert: [
    "LOGFLOW_DATA_DIR",
    "METRICS_HOST",
    "ALERT_METRICS_PORT",
    "ALERT_RULES",
    "ALERT_RECEIVERS",
    "LOGFLOW_URL",
    ...STORE_VARIABLES,
    ...STATE_VARIABLES,
    ...LEASE_VARIABLES,
  ],
  search: [...LOGS_VARIABLES, "LOG_FORMAT", "LOGFLOW_TIME_ZONE"],
  count: [...LOGS_VARIABLES, "LOG_FORMAT", "LOGFLOW_TIME_ZONE"],
  tail: LOGS_VARIABLES,
  export: LOGS_VARIABLES,
  key: ["LOGFLOW_DATA_DIR", ...STATE_VARIABLES, ...ASKING_VARIABLES],
  alerts: ["LOGFLOW_DATA_DIR", ...STATE_VARIABLES, ...ASKING_VARIABLES],
  receivers: ["LOGFLOW_DATA_DIR", "ALERT_RECEIVERS", ...STATE_VARIABLES, ...ASKING_VARIABLES],
  "receivers-test": ["ALERT_RECEIVERS"],
  silence: ["LOGFLOW_DATA_DIR", ...STATE_VARIABLES, ...ASKING_VARIABLES],
  "rule-apply": [...RULE_VARIABLES, "ALERT_RECEIVERS"],
  "rule-backtest": LOGS_VARIABLES,
  "rule-check": ["ALERT_RECEIVERS"],
  "rule-list": RULE_VARIABLES,
  "rule-remove": RULE_VARIABLES,
  "rule-show": RULE_VARIABLES,
  "rule-test": [],
  status: [
    "LOGFLOW_DATA_DIR",
    "API_HOST",
    "API_PORT",
    "METRICS_HOST",
    "SHIP_METRICS_PORT",
    "PROCESS_METRICS_PORT",
    "ALERT_METRICS_PORT",
    ...STATE_VARIABLES,
  ],
  stop: ["LOGFLOW_DATA_DIR"],
  dead: ["LOGFLOW_DATA_DIR", ...BUS_VARIABLES],
  brokers: BUS_VARIABLES,
  "store-check": ["LOGFLOW_DATA_DIR"],
  "store-compact": ["LOGFLOW_DATA_DIR"],
  "store-forget": ["LOGFLOW_DATA_DIR"],
  verify: ["LOGFLOW_DATA_DIR", ...BUS_VARIABLES, ...STORE_VARIABLES],
  generate: ["LOGFLOW_TIME_ZONE"],
};
