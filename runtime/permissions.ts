import { toAddress } from "./address.ts";
import type { Config } from "./config.ts";
import { ANY_PROGRAM } from "./permission_flags.ts";
import { type DataFiles, toDatabaseFiles, toDataFiles } from "./data_files.ts";
import type { ReceiverGrants } from "./receivers/read_receivers.ts";
import type { RemoteConfig } from "./remote.ts";
import {
  type ElasticsearchConfig,
  type Servers,
  toServerAddresses,
  toUrlAddress,
} from "./servers.ts";
import { type ConfinedWord, variablesOf } from "./word_variables.ts";

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
  /** Programs; `*` = any, and signals to processes. */
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
  /** Files the command line names beside the configuration (`export --output`, `search --file`). */
  readonly named: readonly string[];
  /** What the file of receivers says; nothing where there is none. */
  readonly receivers: ReceiverGrants;
  /** Where `status` asks, `host:port`; where the configuration says unless told. */
  readonly asked?: readonly string[];
}

/** The least that `word` needs under this configuration. */
export function permissionsFor(
  word: ConfinedWord,
  config: Config,
  facts: PermissionFacts,
): PermissionSet {
  const parts = SETS[word]({ config, files: toDataFiles(config.dataDir), facts });
  const join = (kind: keyof Grants) => [...new Set(parts.flatMap((part) => part[kind] ?? []))];
  return {
    read: join("read"),
    write: join("write"),
    net: join("net"),
    sys: join("sys"),
    run: join("run"),
    env: variablesOf(word),
  };
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

/** What is asked of the configuration and the world. */
interface Asked {
  readonly config: Config;
  readonly files: DataFiles;
  readonly facts: PermissionFacts;
}

/** How much of a disk is free: whoever fills it stops in time. */
const DISK = { sys: ["statfs"] };
const HOSTNAME = { sys: ["hostname"] };

const SETS: Readonly<Record<ConfinedWord, (asked: Asked) => readonly Grants[]>> = {
  ship: (asked) => [
    { read: watchedFolders(asked) },
    written(asked.files.shipLock, ...toDatabaseFiles(asked.files.ship)),
    useBus(asked),
    useState(asked),
    HOSTNAME,
    { net: [metricsAddress(asked.config, "shipMetricsPort")] },
  ],
  process: (asked) => [
    isShared(asked.config) ? {} : written(asked.files.processLock),
    writeStore(asked),
    useBus(asked),
    useState(asked),
    // One of several prunes; of a file there is one.
    asked.config.elasticsearch === null ? {} : useLeases(asked),
    HOSTNAME,
    { net: [metricsAddress(asked.config, "processMetricsPort")] },
  ],
  api: (asked) => [
    readStore(asked),
    asked.config.elasticsearch === null ? { read: asked.facts.modules } : {},
    HOSTNAME,
    useBus(asked),
    useState(asked),
    asked.config.redis === null ? {} : useLeases(asked), // The cache without Redis is in memory.
    { net: [toAddress(asked.config.apiHost, asked.config.apiPort)] },
  ],
  alert: (asked) => [
    readStore(asked),
    useState(asked),
    useLeases(asked), // One of several acts.
    HOSTNAME,
    { read: asked.config.alertRules.map(toRulePath) },
    asked.facts.receivers,
    { net: [metricsAddress(asked.config, "alertMetricsPort")] },
  ],
  search: readNamedOrLogs,
  count: readNamedOrLogs,
  tail: (asked) => [readLogs(asked)],
  export: (asked) => [readLogs(asked), written(...asked.facts.named)],
  key: (asked) => [useKept(asked)],
  alerts: (asked) => [useKept(asked)],
  silence: (asked) => [useKept(asked)],
  receivers: (asked) => [
    useKept(asked),
    { read: asked.config.remote === null ? asked.facts.receivers.read : [] },
  ],
  "receivers-test": ({ facts }) => [facts.receivers],
  "rule-apply": (asked) => [
    ...useRules(asked),
    { read: asked.facts.named.map(toRulePath) },
    asked.config.remote === null ? readReceivers(asked) : {},
  ],
  "rule-backtest": (asked) => [readLogs(asked), { read: asked.facts.named.map(toRulePath) }],
  "rule-check": (asked) => [{ read: asked.facts.named.map(toRulePath) }, readReceivers(asked)],
  "rule-list": useRules,
  "rule-remove": useRules,
  "rule-show": useRules,
  "rule-test": ({ facts }) => [{ read: facts.named.map(toRulePath) }],
  dead: (asked) => [useBus(asked)],
  verify: (asked) => [
    { read: [asked.files.ship] },
    readStore(asked),
    asked.config.elasticsearch === null ? { read: [`${asked.files.logs}-wal`] } : {},
    useBus(asked),
  ],
  "store-check": ({ files }) => [{ read: [files.logs, `${files.logs}-wal`] }],
  "store-compact": changeStore,
  "store-forget": changeStore,
  generate: ({ facts: { named } }) => [{ read: named, write: named }],
  brokers: ({ config }) => [useServers(config.kafka?.ca, { kafka: config.kafka })],
  check: (asked) => [
    { read: [...watchedFolders(asked), ...toCaFiles(asked.config)] },
    { read: [...asked.config.alertRules.map(toRulePath), ...asked.facts.receivers.read] },
    written(asked.config.dataDir),
    { net: ownAddresses(asked.config) },
  ],
  "check-connect": (asked) => [
    ...SETS.check(asked),
    { net: toServerAddresses(asked.config), sys: ["osRelease"] }, // Elasticsearch's client tells it.
  ],
  // Reads the configuration anew, whatever files that names by then.
  keep: ({ files, facts }) => [
    { read: ["/"], write: [files.run, files.log], run: [facts.deno], ...HOSTNAME },
  ],
  stop: ({ files }) => [written(files.run), { run: [ANY_PROGRAM] }, HOSTNAME],
  status: (asked) => [
    {
      ...HOSTNAME,
      read: [asked.files.run, asked.files.log],
      net: asked.facts.asked ?? ownAddresses(asked.config),
    },
    useState(asked),
  ],
  pipeline: ({ config, facts, files }) => [
    // Is there something that servers have taken the place of?
    { read: config.kafka === null ? [] : [files.bus] },
    { read: config.elasticsearch === null ? [] : [files.logs] },
    { read: config.logFiles.filter((path) => !GLOB.test(path)) }, // Is it a folder?
    { read: facts.receivers.read }, // Whom may alert talk to?
    { run: [facts.deno], net: ownAddresses(config) },
  ],
};

/** Whether several `process` may share the work, so that none has a lock. */
export function isShared({ kafka, elasticsearch }: Config): boolean {
  return kafka !== null && elasticsearch !== null;
}

function useBus({ config, files }: Asked): Grants {
  if (config.kafka !== null) return useServers(config.kafka.ca, { kafka: config.kafka });
  return { ...written(...toDatabaseFiles(files.bus), files.busLock), ...DISK };
}

function readStore({ config: { elasticsearch }, files }: Asked): Grants {
  return elasticsearch === null ? { read: [files.logs] } : useElasticsearch(elasticsearch);
}

function writeStore({ config: { elasticsearch }, files }: Asked): Grants {
  if (elasticsearch !== null) return useElasticsearch(elasticsearch);
  return { ...written(...toDatabaseFiles(files.logs), files.logsReserve), ...DISK };
}

function useElasticsearch(elasticsearch: ElasticsearchConfig): Grants {
  return { ...useServers(elasticsearch.ca, { elasticsearch }), sys: ["osRelease"] };
}

function useState({ config: { database }, files }: Asked): Grants {
  if (database !== null) return useServers(database.ca, { database });
  return written(...toDatabaseFiles(files.state), files.stateLock);
}

function useLeases({ config: { redis }, files }: Asked): Grants {
  if (redis !== null) return useServers(redis.ca, { redis });
  return written(...toDatabaseFiles(files.state), files.stateLock);
}

function toCaFiles({ kafka, elasticsearch, database, redis }: Config): string[] {
  return [kafka, elasticsearch, database, redis].flatMap((server) => server?.ca ?? []);
}

function useServers(ca: string | null | undefined, servers: Partial<Servers>): Grants {
  return { read: ca ? [ca] : [], net: toServerAddresses(servers) };
}

function readNamedOrLogs(asked: Asked): Grants[] {
  const { named } = asked.facts;
  return [named.length > 0 ? { read: named } : readLogs(asked)];
}

/** An API has the logs, or the store. */
function readLogs(asked: Asked): Grants {
  const { remote } = asked.config;
  return remote === null ? readStore(asked) : useRemote(remote);
}

/** An API has what users make, or the state store. */
function useKept(asked: Asked): Grants {
  const { remote } = asked.config;
  return remote === null ? useState(asked) : useRemote(remote);
}

/** Those that are kept, and those of files. */
function useRules(asked: Asked): Grants[] {
  const { remote, alertRules } = asked.config;
  return [useKept(asked), { read: remote === null ? alertRules.map(toRulePath) : [] }];
}

/** Their names: none of the files of secrets. */
function readReceivers({ config: { alertReceivers } }: Asked): Grants {
  return { read: alertReceivers === null ? [] : [alertReceivers] };
}

/** Of a glob, the folder that has its files in it. */
function toRulePath(path: string): string {
  return GLOB.test(path) ? toWatchedFolder(path, () => false) : path;
}

function useRemote({ url, ca }: RemoteConfig): Grants {
  return { read: ca === null ? [] : [ca], net: [toUrlAddress(url)] };
}

function changeStore({ files: { processLock, logs } }: Asked): Grants[] {
  return [written(processLock, logs, `${logs}-wal`, `${logs}-shm`)];
}

function written(...paths: readonly string[]): Grants {
  return { read: paths, write: paths };
}

function watchedFolders({ config, files, facts }: Asked): string[] {
  const paths = config.logFiles.length > 0 ? config.logFiles : [files.demo];
  const named = paths.filter((path) => path !== "-");
  return [...new Set(named.map((path) => toWatchedFolder(path, facts.isFolder)))];
}

function metricsAddress(
  config: Config,
  port: "shipMetricsPort" | "processMetricsPort" | "alertMetricsPort",
): string {
  return toAddress(config.metricsHost, config[port]);
}

/** Where its own services listen. */
function ownAddresses(config: Config): string[] {
  const ports = ["shipMetricsPort", "processMetricsPort", "alertMetricsPort"] as const;
  return [
    toAddress(config.apiHost, config.apiPort),
    ...ports.map((port) => metricsAddress(config, port)),
  ];
}
