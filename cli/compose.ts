import type { KafkaOptions } from "../adapters/kafka/options.ts";
import type { Bus } from "../ports/bus.ts";
import type { Leases } from "../ports/leases.ts";
import type { LogReader, LogWriter } from "../ports/log_store.ts";
import type { Source } from "../ports/source.ts";
import type { Config } from "../runtime/config.ts";
import { toDataFiles } from "../runtime/data_files.ts";
import type { Log } from "../runtime/log.ts";
import { isShared } from "../runtime/permissions.ts";
import type { KafkaConfig } from "../runtime/servers.ts";
import { readCa } from "./read_ca.ts";

/** Who is told what happens to a bus on Kafka. */
export interface BusListeners {
  /** Messages of other producers with nothing in them: how many. */
  readonly onSkipped?: (messages: number) => void;
  /** Why it cannot be read now; null = it can again. */
  readonly onProblem?: (problem: string | null) => void;
}

/** Opens the bus. */
export async function openBus(
  config: Config,
  log: Log,
  listeners: BusListeners = {},
): Promise<Bus> {
  const tell = (message: string) => log.warn(message);
  if (config.kafka !== null) {
    const { openKafkaBus } = await import("../adapters/kafka/bus.ts");
    return await openKafkaBus({
      ...toKafkaOptions(config.kafka, config.namespace, tell),
      ...listeners,
    });
  }
  const { openSqliteBus } = await import("../adapters/sqlite/bus.ts");
  const { watchFreeBytes } = await import("../runtime/free_bytes.ts");
  const { bus } = toDataFiles(config.dataDir);
  return await openSqliteBus({
    path: bus,
    bytesMax: config.busBytesMax,
    freeBytes: watchFreeBytes(bus, tell),
    log: tell,
  });
}

/** `host:port` of every broker, as it calls itself. */
export async function findKafkaBrokers(config: Config, log: Log): Promise<string[]> {
  const { findBrokers } = await import("../adapters/kafka/find_brokers.ts");
  const tell = (message: string) => log.warn(message);
  return await findBrokers(toKafkaOptions(config.kafka!, config.namespace, tell));
}

function toKafkaOptions(
  kafka: KafkaConfig,
  namespace: string | null,
  log: (message: string) => void,
): KafkaOptions {
  return {
    brokers: kafka.brokers,
    clientId: "logflow",
    sasl: kafka.sasl,
    tls: kafka.tls ? { ca: readCa("KAFKA_CA", kafka.ca) } : null,
    partitions: kafka.partitions,
    replication: kafka.replication ?? -1, // The brokers' own default.
    compression: kafka.compression,
    topicPrefix: namespace === null ? "" : `${namespace}-`,
    log,
  };
}

/** Opens the store for reading; it looks empty as long as nothing was ever stored. */
export async function openReader(config: Config, log: Log): Promise<LogReader> {
  if (config.elasticsearch !== null) return await openElastic(config, log, "reader");
  const { openBlockReader } = await import("../adapters/blocks/reader.ts");
  const path = toDataFiles(config.dataDir).logs;
  return await openBlockReader({ path, log: (message: string) => log.warn(message) });
}

/** The same for a service that has other things to do: searches run in threads of their own. */
export async function openPooledReader(config: Config, log: Log): Promise<LogReader> {
  if (config.elasticsearch !== null) return await openElastic(config, log, "reader");
  const { openPooledReader } = await import("../adapters/blocks/pooled_reader.ts");
  const path = toDataFiles(config.dataDir).logs;
  return await openPooledReader({ path, log: (message: string) => log.warn(message) });
}

/** The store for writing, and what it may hold. */
export interface OpenWriter {
  /** To be closed by the stack. */
  readonly store: LogWriter;
  /** As `PrunePolicy.bytesMax`, so that it stays below the configured bound. */
  readonly bytesMax: number | null;
  /** Where several write to the store, of whom one may prune; null = there is one. */
  readonly leases: Leases | null;
}

/** Opens the store for writing, and takes the lock of the one `process` where there may be one, both into `stack`. */
export async function openWriter(
  config: Config,
  log: Log,
  stack: AsyncDisposableStack,
): Promise<OpenWriter> {
  const files = toDataFiles(config.dataDir);
  if (!isShared(config)) {
    const { acquireLock } = await import("../runtime/lock.ts");
    stack.use(acquireLock(files.processLock));
  }
  const bytesMax = config.diskBytesMax;
  if (config.elasticsearch !== null) {
    const { openLeases } = await import("./compose_state.ts");
    const leases = await openLeases(config, log, stack);
    return { store: stack.use(await openElastic(config, log, "writer")), bytesMax, leases };
  }
  const { openBlockWriter } = await import("../adapters/blocks/writer.ts");
  const { toStoreBytesMax } = await import("../adapters/blocks/upkeep.ts");
  const { watchFreeBytes } = await import("../runtime/free_bytes.ts");
  const tell = (message: string) => log.warn(message);
  const store = await openBlockWriter({
    path: files.logs,
    log: tell,
    freeBytes: watchFreeBytes(files.logs, tell),
    reserveBytes: RESERVE_BYTES,
  });
  return {
    store: stack.use(store),
    bytesMax: bytesMax === null ? null : toStoreBytesMax(bytesMax),
    leases: null,
  };
}

function openElastic(config: Config, log: Log, role: "reader"): Promise<LogReader>;
function openElastic(config: Config, log: Log, role: "writer"): Promise<LogWriter>;
async function openElastic(config: Config, log: Log, role: "reader" | "writer") {
  const { openElasticReader } = await import("../adapters/elasticsearch/reader.ts");
  const { openElasticWriter } = await import("../adapters/elasticsearch/writer.ts");
  const { urls, ca, apiKey, username, password, ...rest } = config.elasticsearch!;
  const login = username === null ? null : { username, password: password ?? "" };
  const prefix = config.namespace === null ? "" : `${config.namespace}-`;
  const open = role === "reader" ? openElasticReader : openElasticWriter;
  return await open({
    ...rest,
    urls,
    auth: apiKey === null ? login : { apiKey },
    ca: readCa("ELASTICSEARCH_CA", ca),
    log: (message: string) => log.warn(message),
    prefix: `${prefix}logs-`,
    alias: `${prefix}logflow`,
    template: `${prefix}logflow`,
    state: `${prefix}logflow-state`,
  });
}

/** A WAL that could not be written back, and what removing events adds to it. */
const RESERVE_BYTES = 16 * 1024 * 1024;

/** How a source begins. */
export interface SourceOptions {
  /** Where files begin that are there at the very first start. */
  readonly from: "beginning" | "end";
  /** Whether this can't be the very first start; files without a checkpoint are worth a warning then. */
  readonly hasShipped: boolean;
}

/** Takes the lock of the one `ship` and opens the log files, or standard input. Both go into `stack`. */
export async function openSource(
  config: Config,
  log: Log,
  { stack, from, hasShipped }: SourceOptions & { readonly stack: AsyncDisposableStack },
): Promise<Source> {
  const { acquireLock } = await import("../runtime/lock.ts");
  const { detectFormat } = await import("../core/parse/detect.ts");
  const files = toDataFiles(config.dataDir);
  stack.use(acquireLock(files.shipLock));
  const shared = {
    hostname: config.logHost ?? Deno.hostname(),
    timeZone: config.timeZone,
    format: config.logFormat,
    detect: detectFormat,
    service: null,
    now: Date.now,
    random: (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes),
    log: (message: string) => log.warn(message),
  };
  if (config.logFiles.includes("-")) {
    const { openStdinSource } = await import("../adapters/stdin/source.ts");
    return stack.use(openStdinSource({ ...shared, stream: Deno.stdin.readable }));
  }
  const { openFileSource } = await import("../adapters/file/source.ts");
  const { denoFileSystem } = await import("../runtime/file_system.ts");
  const { hideDataFiles } = await import("../runtime/hide_data_files.ts");
  if (hasShipped && denoFileSystem.stat(files.ship) === null) {
    const what = from === "beginning"
      ? "every file is shipped from its beginning; what was shipped before, if anything, is stored again"
      : "every file is shipped from its end; what is there and was not shipped before is passed over";
    log.warn(
      `Cannot find checkpoint "${files.ship}", though something was published before: ${what}`,
    );
  }
  return stack.use(
    await openFileSource({
      ...shared,
      paths: config.logFiles,
      checkpointPath: files.ship,
      from,
      files: hideDataFiles(denoFileSystem, files.log),
    }),
  );
}
