import { discover } from "../adapters/file/discover.ts";
import { ConfigError, type ConfigFault, ConflictError } from "../core/errors.ts";
import type { Config } from "../runtime/config.ts";
import { acquireLock } from "../runtime/lock.ts";
import { toDataFiles } from "../runtime/data_files.ts";
import { denoFileSystem } from "../runtime/file_system.ts";
import { isShared, toWatchedFolder } from "../runtime/permissions.ts";
import { readCa } from "./read_ca.ts";
import { toReason } from "../runtime/reason.ts";

/** What would be started. */
export type CheckedWord = (typeof CHECKED_WORDS)[number];

/** One of {@linkcode CheckedWord}. */
export const CHECKED_WORDS = [
  "pipeline",
  "ship",
  "process",
  "api",
  "alert",
  "key",
  "rule-apply",
  "silence",
] as const;

/**
 * Everything that would keep `word` from working, as far as it can be told before it starts. Where there is nothing,
 * makes the data folder, and the demo's file where no log file is named; else it leaves nothing behind. Of one that
 * runs already, which `ownPorts` tells, the locks and those ports are its own.
 */
export async function findFaults(
  word: CheckedWord,
  config: Config,
  ownPorts: readonly number[] | null = null,
): Promise<ConfigFault[]> {
  const all = word === "pipeline";
  const ports = PORTS.filter(([service]) => all || service === word)
    .filter(([, , , toPort]) => !ownPorts?.includes(toPort(config)));
  const isNew = !isThere(config.dataDir);
  const faults = [
    ...findFolderFaults(config),
    ...findCaFaults(config),
    ...(ownPorts === null ? findLockFaults(word, config) : []),
    ...(all || word === "alert" ? await findAlertFaults(config) : []),
    ...(all || word === "ship" ? findLogFileFaults(word, config) : []),
    ...ports.flatMap(([, key, toHost, toPort]) =>
      findPortFaults(key, toHost(config), toPort(config))
    ),
  ];
  if (faults.length === 0 && all && config.logFiles.length === 0) return makeDemo(config);
  if (faults.length > 0 && isNew) removeEmpty(config.dataDir);
  return faults;
}

/** What keeps `word` from nothing, but may be a mistake: one sentence each. */
export function findWarnings(word: CheckedWord, { logFiles }: Config): string[] {
  if (word !== "pipeline" && word !== "ship") return [];
  return logFiles.flatMap((path) => {
    if (isToCome(path)) {
      return [
        `--log-file: "${path}" does not exist yet: LogFlow waits for it; mend the path if it is another`,
      ];
    }
    if (path === "-") return [];
    const found = findFiles(path);
    if (found.length > 0) return findUnreadable(found.filter((one) => one !== path));
    return [
      `--log-file: "${path}" means no file yet: LogFlow waits for one; mend it if it means others`,
    ];
  });
}

const toMetricsHost = (config: Config) => config.metricsHost;

const PORTS = [
  ["api", "API_PORT", (config: Config) => config.apiHost, (config: Config) => config.apiPort],
  ["ship", "SHIP_METRICS_PORT", toMetricsHost, (config: Config) => config.shipMetricsPort],
  ["process", "PROCESS_METRICS_PORT", toMetricsHost, (config: Config) => config.processMetricsPort],
  ["alert", "ALERT_METRICS_PORT", toMetricsHost, (config: Config) => config.alertMetricsPort],
] as const;

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}

function findFolderFaults({ dataDir }: Config): ConfigFault[] {
  const probe = `${dataDir}/.check-${crypto.randomUUID()}`;
  return attempt("LOGFLOW_DATA_DIR", toUnwritable(dataDir), () => {
    Deno.mkdirSync(dataDir, { recursive: true });
    Deno.writeTextFileSync(probe, "");
    Deno.removeSync(probe);
  });
}

function makeDemo({ dataDir }: Config): ConfigFault[] {
  const { demo } = toDataFiles(dataDir);
  return attempt("LOGFLOW_DATA_DIR", toUnwritable(dataDir), () => {
    Deno.mkdirSync(demo.slice(0, demo.lastIndexOf("/")), { recursive: true });
    Deno.writeTextFileSync(demo, "", { append: true });
  });
}

function toUnwritable(dataDir: string): string {
  return `"${dataDir}" cannot be written`;
}

/** Unless somebody else has put something there meanwhile. */
function removeEmpty(folder: string): void {
  try {
    Deno.removeSync(folder);
  } catch {
    // What it is in the way of is told already.
  }
}

function findCaFaults({ kafka, elasticsearch, database, redis }: Config): ConfigFault[] {
  const files = [
    ["KAFKA_CA", kafka],
    ["ELASTICSEARCH_CA", elasticsearch],
    ["DATABASE_CA", database],
    ["REDIS_CA", redis],
  ] as const;
  return files.flatMap(([key, server]) => tellFaults(() => readCa(key, server?.ca ?? null)));
}

function tellFaults(work: () => unknown): readonly ConfigFault[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

async function findAlertFaults(config: Config): Promise<readonly ConfigFault[]> {
  return [...await findRuleFaults(config), ...await findReceiverFaults(config)];
}

async function findRuleFaults(config: Config): Promise<readonly ConfigFault[]> {
  if (config.alertRules.length === 0) return [];
  const { findUnknownReceivers, readRuleFiles } = await import(
    "../runtime/rules/read_rule_files.ts"
  );
  const { files, faults } = readRuleFiles(config.alertRules);
  const names = await readReceiverNames(config);
  const unknown = names === null ? [] : findUnknownReceivers(files, names);
  return [...faults, ...unknown].map((problem) => ({ key: "ALERT_RULES", problem }));
}

/** Null = they cannot be read, which is told by who looks at all of that file. */
async function readReceiverNames({ alertReceivers }: Config): Promise<readonly string[] | null> {
  if (alertReceivers === null) return [];
  const { readReceiverNames } = await import("../runtime/receivers/read_receivers.ts");
  try {
    return readReceiverNames(alertReceivers);
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}

async function findReceiverFaults({ alertReceivers }: Config): Promise<readonly ConfigFault[]> {
  if (alertReceivers === null) return [];
  const { readReceivers } = await import("../runtime/receivers/read_receivers.ts");
  return tellFaults(() => readReceivers(alertReceivers));
}

/** One ship and one process work on a data folder's files. Who holds both locks is told once. */
function findLockFaults(word: CheckedWord, config: Config): ConfigFault[] {
  const { shipLock, processLock } = toDataFiles(config.dataDir);
  const locks = [["ship", shipLock, true], ["process", processLock, !isShared(config)]] as const;
  for (const [service, path, isUsed] of locks) {
    if (!isUsed || (word !== "pipeline" && word !== service) || !isThere(path)) continue;
    try {
      acquireLock(path)[Symbol.dispose]();
    } catch (error) {
      if (!(error instanceof ConflictError)) return []; // The folder is at fault: told already.
      return [{ key: "LOGFLOW_DATA_DIR", problem: error.message }];
    }
  }
  return [];
}

function findLogFileFaults(word: CheckedWord, { logFiles }: Config): ConfigFault[] {
  const key = "--log-file";
  if (logFiles.length === 0 && word === "ship") {
    return [{ key, problem: "none is given; name at least one file, folder or glob to ship" }];
  }
  if (logFiles.includes("-") && word === "pipeline") {
    return [{ key, problem: '"-" (standard input) is for "ship" alone; name files' }];
  }
  return logFiles.filter((path) => path !== "-").flatMap((path) => {
    const fixed = isToCome(path) || GLOB.test(path) ? toWatchedFolder(path, () => false) : path;
    return attempt(key, `"${fixed}" cannot be read`, () => {
      const { isDirectory, isFile } = Deno.statSync(fixed);
      if (isDirectory) Deno.readDirSync(fixed).next();
      else if (isFile) Deno.openSync(fixed).close();
      else throw new Error(NEITHER); // Opening a FIFO would wait for its writer.
    });
  });
}

/** Of files that this user may not read: each is a log that nobody sees until that is mended. */
function findUnreadable(paths: readonly string[]): string[] {
  const faults = paths.slice(0, OPENED_MAX).flatMap((path) =>
    attempt("--log-file", `"${path}" cannot be read`, () => {
      if (Deno.statSync(path).isFile) Deno.openSync(path).close();
    })
  );
  return faults.map(({ key, problem }) => `${key}: ${problem}`);
}

/** What a path means to `ship` at this time. */
function findFiles(path: string): readonly string[] {
  return discover([path], denoFileSystem, () => {}).find(Date.now());
}

/** Of very many the rest is told by `ship`. */
const OPENED_MAX = 1000;

/** Whether it can only mean a file that is not there, as between a rotation and the first line after it. */
function isToCome(path: string): boolean {
  if (path === "-" || path.endsWith("/") || GLOB.test(path)) return false;
  try {
    const folder = toWatchedFolder(path, () => false);
    return denoFileSystem.lstat(path) === null && denoFileSystem.stat(folder)?.kind === "folder";
  } catch {
    return false; // What the system says to it is a fault.
  }
}

const GLOB = /[*?[{]/;

const NEITHER = "it is neither a file nor a folder; let its lines come by standard input: " +
  "deno task ship --log-file - < PATH";

function findPortFaults(key: string, hostname: string, port: number): ConfigFault[] {
  const other = `choose another one by ${key}`;
  try {
    Deno.listen({ hostname, port }).close();
    return [];
  } catch (error) {
    const what = `port ${port} of ${hostname}`;
    if (error instanceof Deno.errors.AddrInUse) {
      return [{ key, problem: `${what} is in use; stop what uses it, or ${other}` }];
    }
    return [{ key, problem: `${what} cannot be opened: ${toReason(error)}; ${other}` }];
  }
}

function attempt(key: string, what: string, work: () => void): ConfigFault[] {
  try {
    work();
    return [];
  } catch (error) {
    return [{ key, problem: `${what}: ${toReason(error)}` }];
  }
}
