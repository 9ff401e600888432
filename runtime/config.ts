import { ConfigError, type ConfigFault } from "../core/errors.ts";
import type { Format } from "../core/raw_batch.ts";
import { nearest } from "./nearest.ts";
import { findRemoteFaults, type RemoteConfig, toRemote, toRemoteVariables } from "./remote.ts";
import { findServerFaults, type Servers, toServers, toServerVariables } from "./servers.ts";
import { INTERNAL_VARIABLES, VARIABLE_NAMES, type VariableName, VARIABLES } from "./variables.ts";

/** Everything that can be set, read and checked. Paths are as given: relative to the working directory. */
export interface Config extends Servers {
  /** An API that words of the terminal ask; null = they look into what this configuration names. */
  readonly remote: RemoteConfig | null;
  /** Folder of everything that is kept. */
  readonly dataDir: string;
  /** Files, folders, globs; `-` is standard input. */
  readonly logFiles: readonly string[];
  /** Null = detected for each source. */
  readonly logFormat: Format | null;
  /** Of the events that ship reads; null = the machine's name. */
  readonly logHost: string | null;
  /** IANA name. */
  readonly timeZone: string;
  /** Where the API listens. */
  readonly apiHost: string;
  /** 1 … 65535, as all ports; no two are equal. */
  readonly apiPort: number;
  /** Names of hosts by which clients call the API; not empty = something else keeps others out. */
  readonly apiInsecureNames: readonly string[];
  /** Whom the API asks for a key. */
  readonly apiKeys: "auto" | "required";
  /** Other sites whose pages may call the API. */
  readonly apiCorsOrigins: readonly string[];
  /** Requests a minute of each key, and of all without one; null = no bound. */
  readonly apiRateMax: number | null;
  /** Events a second that may be pushed by HTTP; null = no bound. */
  readonly ingestMax: number | null;
  /** Where the three below listen. */
  readonly metricsHost: string;
  /** Port of ship's `/health` and `/metrics`. */
  readonly shipMetricsPort: number;
  /** Port of process's `/health` and `/metrics`. */
  readonly processMetricsPort: number;
  /** Port of alert's `/health` and `/metrics`. */
  readonly alertMetricsPort: number;
  /** Files, folders, globs of alert rules. */
  readonly alertRules: readonly string[];
  /** Path of a file of who is told of alerts; null = nobody is. */
  readonly alertReceivers: string | null;
  /** Where people reach the API, without a slash at its end; null = unknown. */
  readonly publicUrl: string | null;
  /** How long events are kept after they were taken in. */
  readonly retentionMs: number;
  /** Most bytes that the files of the log store take; null = no bound. */
  readonly diskBytesMax: number | null;
  /** Most bytes kept in each topic of the bus. */
  readonly busBytesMax: number;
}

/** Texts by name of variable; missing, and of variables also empty, = unset. */
export type Texts = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration: flags (by the name of their variable) win over variables, these over
 * defaults. Throws ConfigError with every fault at once.
 */
export function parseConfig(flags: Texts, variables: Texts): Config {
  const faults = findUnknown(variables);
  const values: Partial<Record<VariableName, unknown>> = {};
  for (const name of VARIABLE_NAMES) {
    const { flag, parse } = VARIABLES[name];
    const given = flags[name];
    try {
      if (given !== undefined && BLANK.test(given)) throw new RangeError(NOTHING_GIVEN);
      values[name] = parse((given ?? variables[name]) || VARIABLES[name].initial);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const key = given === undefined ? name : flag ?? name;
      faults.push({ key, problem: error.message });
    }
  }
  faults.push(...findServerFaults(values as Values), ...findSharedPorts(values as Values));
  faults.push(...findRemoteFaults(values as Values));
  if (faults.length > 0) throw new ConfigError(faults);
  return toConfig(values as Values);
}

/** What a shell makes of `"$UNSET"`: without this, a demo would start, or `./data` be used. */
const BLANK = /^[\s,]*$/;

const NOTHING_GIVEN = "has no value; give one, or leave the flag out";

/** The variables, by name, from which {@linkcode parseConfig} reads the same configuration again. */
export function toVariables(config: Config): Record<VariableName, string> {
  return {
    LOGFLOW_DATA_DIR: config.dataDir,
    LOG_FILES: config.logFiles.join("\n"),
    LOG_FORMAT: config.logFormat ?? "auto",
    LOG_HOST: config.logHost ?? "",
    LOGFLOW_TIME_ZONE: config.timeZone,
    API_HOST: config.apiHost,
    API_PORT: String(config.apiPort),
    SHIP_METRICS_PORT: String(config.shipMetricsPort),
    PROCESS_METRICS_PORT: String(config.processMetricsPort),
    ALERT_METRICS_PORT: String(config.alertMetricsPort),
    ALERT_RULES: config.alertRules.join("\n"),
    ALERT_RECEIVERS: config.alertReceivers ?? "",
    LOGFLOW_URL: config.publicUrl ?? "",
    LOGFLOW_RETENTION: `${config.retentionMs}ms`,
    LOGFLOW_DISK_MAX: String(config.diskBytesMax ?? 0),
    LOGFLOW_BUS_MAX: String(config.busBytesMax),
    API_INSECURE_NAMES: config.apiInsecureNames.join(","),
    API_KEYS: config.apiKeys,
    API_CORS_ORIGINS: config.apiCorsOrigins.join(","),
    API_RATE_MAX: String(config.apiRateMax ?? 0),
    LOGFLOW_INGEST_MAX: String(config.ingestMax ?? 0),
    METRICS_HOST: config.metricsHost,
    ...toServerVariables(config),
    ...toRemoteVariables(config.remote),
  };
}

type Values = { readonly [Name in VariableName]: ReturnType<(typeof VARIABLES)[Name]["parse"]> };

function toConfig(values: Values): Config {
  return {
    dataDir: values.LOGFLOW_DATA_DIR,
    logFiles: values.LOG_FILES,
    logFormat: values.LOG_FORMAT,
    logHost: values.LOG_HOST,
    timeZone: values.LOGFLOW_TIME_ZONE,
    apiHost: values.API_HOST,
    apiPort: values.API_PORT,
    shipMetricsPort: values.SHIP_METRICS_PORT,
    processMetricsPort: values.PROCESS_METRICS_PORT,
    alertMetricsPort: values.ALERT_METRICS_PORT,
    alertRules: values.ALERT_RULES,
    alertReceivers: values.ALERT_RECEIVERS,
    publicUrl: values.LOGFLOW_URL,
    retentionMs: values.LOGFLOW_RETENTION,
    diskBytesMax: values.LOGFLOW_DISK_MAX,
    busBytesMax: values.LOGFLOW_BUS_MAX,
    apiInsecureNames: values.API_INSECURE_NAMES,
    apiKeys: values.API_KEYS,
    apiCorsOrigins: values.API_CORS_ORIGINS,
    apiRateMax: values.API_RATE_MAX,
    ingestMax: values.LOGFLOW_INGEST_MAX,
    metricsHost: values.METRICS_HOST,
    remote: toRemote(values),
    ...toServers(values),
  };
}

/** A mistyped variable would be ignored in silence: whatever has our prefix must be known. */
function findUnknown(variables: Texts): ConfigFault[] {
  const known = [...VARIABLE_NAMES, ...INTERNAL_VARIABLES] as readonly string[];
  const unknown = Object.keys(variables).filter((name) =>
    /^LOGFLOW_(?!TEST_)/.test(name) && variables[name] && !known.includes(name)
  );
  return unknown.map((key) => {
    const meant = nearest(key, known);
    const hint = meant === null ? "unset it" : `did you mean ${meant}?`;
    return { key, problem: `is not a variable of LogFlow; ${hint}` };
  });
}

function findSharedPorts(values: Partial<Values>): ConfigFault[] {
  const names = ["API_PORT", "SHIP_METRICS_PORT", "PROCESS_METRICS_PORT", "ALERT_METRICS_PORT"];
  const ports = (names as (keyof Values & `${string}_PORT`)[])
    .map((name) => [name, values[name]] as const);
  return ports.flatMap(([key, port], i) => {
    const same = ports.slice(0, i).find(([, other]) => port !== undefined && other === port);
    if (same === undefined) return [];
    return [{ key, problem: `${port} is also the value of ${same[0]}; give each its own port` }];
  });
}
