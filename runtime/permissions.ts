import type { Config } from "./config.ts";
import { type DataFiles, toDatabaseFiles, toDataFiles } from "./data_files.ts";
import {
  DENO_VARIABLES,
  INTERNAL_VARIABLES,
  LATER_VARIABLES,
  VARIABLE_NAMES,
  type VariableName,
} from "./variables.ts";

/** What one process may touch; whatever is not listed is refused. */
export interface PermissionSet {
  /** Files and folders (with all below), relative to the working directory or absolute. */
  readonly read: readonly string[];
  /** As `read`. */
  readonly write: readonly string[];
  /** `host:port`. */
  readonly net: readonly string[];
  /** Variables it may read; all others look unset. */
  readonly env: readonly string[];
  /** Kinds of facts about the system. */
  readonly sys: readonly string[];
  /** Programs. */
  readonly run: readonly string[];
}

/** What cannot be known from the configuration alone. */
export interface PermissionFacts {
  /** Whether a path names a folder now. */
  readonly isFolder: (path: string) => boolean;
  /** The path of the Deno program, which `pipeline` runs. */
  readonly deno: string;
  /** Folders of LogFlow's own modules that a thread of a service loads (Deno asks for it, as for any file). */
  readonly modules: readonly string[];
  /** Files the command line names beside the configuration (`generate --output`, `search --file`). */
  readonly named: readonly string[];
}

/** Words of the command line that start a process of their own; `-` stands between two words. */
export const CONFINED_WORDS = [
  "alert",
  "api",
  "check",
  "count",
  "dead",
  "generate",
  "pipeline",
  "process",
  "search",
  "ship",
  "store-check",
  "store-compact",
  "store-forget",
  "verify",
] as const;

/** One of {@linkcode CONFINED_WORDS}. */
export type ConfinedWord = (typeof CONFINED_WORDS)[number];

/** The least that `word` needs under this configuration. */
export function permissionsFor(
  word: ConfinedWord,
  config: Config,
  facts: PermissionFacts,
): PermissionSet {
  const files = toDataFiles(config.dataDir);
  return { ...NOTHING, ...SETS[word](config, files, facts), env: variablesOf(word) };
}

/** The variables that `word` may read. */
export function variablesOf(word: ConfinedWord): readonly string[] {
  const own = READS[word] ?? VARIABLE_NAMES;
  const refused = own === VARIABLE_NAMES ? LATER_VARIABLES : [];
  const handedOn = word === "pipeline" ? DENO_VARIABLES : [];
  return [...own, ...refused, ...INTERNAL_VARIABLES, ...handedOn];
}

/** The flags of `deno run` that grant exactly this set. */
export function toFlags(set: PermissionSet): string[] {
  const kinds = ["read", "write", "net", "env", "sys", "run"] as const;
  const granted = kinds.filter((kind) => set[kind].length > 0);
  return [...granted.map((kind) => `--allow-${kind}=${set[kind].join(",")}`), "--ignore-env"];
}

/** `host:port`, an IPv6 address in brackets. */
export function toAddress(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The folder that must be readable to see a log file come, grow and be rotated. */
export function toWatchedFolder(path: string, isFolder: (path: string) => boolean): string {
  const fixed = path.split(GLOB, 1)[0]!;
  if (fixed === path && isFolder(path)) return path;
  const end = fixed.lastIndexOf("/");
  return end < 0 ? "." : end === 0 ? "/" : fixed.slice(0, end);
}

/** Where the fixed part of a glob ends. */
const GLOB = /[*?[{]/;

type Grants = Partial<Omit<PermissionSet, "env">>;
type Grant = (config: Config, files: DataFiles, facts: PermissionFacts) => Grants;

/** How much of a disk is free: whoever fills it stops in time. */
const DISK = ["statfs"];

const NOTHING = { read: [], write: [], net: [], sys: [], run: [] };

const SETS: Readonly<Record<ConfinedWord, Grant>> = {
  ship(config, files, facts) {
    const own = [files.shipLock, ...toDatabaseFiles(files.ship), ...busOf(files)];
    const logs = watchedFolders(config, files, facts);
    const net = [toAddress("127.0.0.1", config.shipMetricsPort)];
    return { read: [...logs, ...own], write: own, net, sys: ["hostname", ...DISK] };
  },
  process(config, files) {
    const store = [...toDatabaseFiles(files.logs), files.logsReserve];
    const own = [files.processLock, ...store, ...busOf(files)];
    const net = [toAddress("127.0.0.1", config.processMetricsPort)];
    return { read: own, write: own, net, sys: DISK };
  },
  api(config, files, { modules }) {
    const net = [toAddress(config.apiHost, config.apiPort)];
    return {
      read: [files.logs, ...busOf(files), ...modules],
      write: busOf(files),
      net,
      sys: ["hostname", ...DISK],
    };
  },
  alert: (config, files) => ({
    read: [files.logs],
    net: [toAddress("127.0.0.1", config.alertMetricsPort)],
  }),
  search: (_config, files, { named }) => ({ read: named.length > 0 ? named : [files.logs] }),
  count: (_config, files, { named }) => ({ read: named.length > 0 ? named : [files.logs] }),
  dead: (_config, files) => ({
    read: busOf(files),
    write: busOf(files),
    sys: DISK,
  }),
  verify: (_config, files) => ({
    read: [files.ship, files.logs, `${files.logs}-wal`, ...busOf(files)],
    write: busOf(files),
  }),
  "store-check": (_config, files) => ({ read: [files.logs, `${files.logs}-wal`] }),
  "store-compact": (_config, files) => changeStore(files),
  "store-forget": (_config, files) => changeStore(files),
  generate: (_config, _files, { named }) => ({ read: named, write: named }),
  check(config, files, facts) {
    const logs = watchedFolders(config, files, facts);
    return { read: [...logs, config.dataDir], write: [config.dataDir], net: allAddresses(config) };
  },
  pipeline(config, _files, { deno }) {
    const looked = config.logFiles.filter((path) => !GLOB.test(path)); // Is it a folder?
    return { read: looked, run: [deno], net: allAddresses(config) };
  },
};

/** Which settings a word reads; all of them where it is not listed. */
const READS: Readonly<Partial<Record<ConfinedWord, readonly VariableName[]>>> = {
  ship: [
    "LOGFLOW_DATA_DIR",
    "LOG_FILES",
    "LOG_FORMAT",
    "LOGFLOW_TIME_ZONE",
    "SHIP_METRICS_PORT",
    "LOGFLOW_BUS_MAX",
  ],
  process: [
    "LOGFLOW_DATA_DIR",
    "PROCESS_METRICS_PORT",
    "LOGFLOW_RETENTION",
    "LOGFLOW_DISK_MAX",
    "LOGFLOW_BUS_MAX",
  ],
  api: ["LOGFLOW_DATA_DIR", "API_HOST", "API_PORT", "LOGFLOW_TIME_ZONE", "LOGFLOW_BUS_MAX"],
  alert: ["LOGFLOW_DATA_DIR", "ALERT_METRICS_PORT"],
  search: ["LOGFLOW_DATA_DIR", "LOG_FORMAT", "LOGFLOW_TIME_ZONE"],
  count: ["LOGFLOW_DATA_DIR", "LOG_FORMAT", "LOGFLOW_TIME_ZONE"],
  dead: ["LOGFLOW_DATA_DIR", "LOGFLOW_BUS_MAX"],
  "store-check": ["LOGFLOW_DATA_DIR"],
  "store-compact": ["LOGFLOW_DATA_DIR"],
  "store-forget": ["LOGFLOW_DATA_DIR"],
  verify: ["LOGFLOW_DATA_DIR", "LOGFLOW_BUS_MAX"],
  generate: ["LOGFLOW_TIME_ZONE"],
};

function changeStore({ processLock, logs }: DataFiles): Grants {
  const own = [processLock, logs, `${logs}-wal`, `${logs}-shm`];
  return { read: own, write: own };
}

function busOf({ bus, busLock }: DataFiles): readonly string[] {
  return [...toDatabaseFiles(bus), busLock];
}

function watchedFolders(config: Config, files: DataFiles, facts: PermissionFacts): string[] {
  const paths = config.logFiles.length > 0 ? config.logFiles : [files.demo];
  const named = paths.filter((path) => path !== "-");
  return [...new Set(named.map((path) => toWatchedFolder(path, facts.isFolder)))];
}

function allAddresses(config: Config): string[] {
  const metrics = [config.shipMetricsPort, config.processMetricsPort, config.alertMetricsPort];
  return [
    toAddress(config.apiHost, config.apiPort),
    ...metrics.map((port) => toAddress("127.0.0.1", port)),
  ];
}
