import type { Bus } from "../ports/bus.ts";
import type { LogReader, LogWriter } from "../ports/log_store.ts";
import type { Source } from "../ports/source.ts";
import type { Config } from "../runtime/config.ts";
import { toDataFiles } from "../runtime/data_files.ts";
import type { Log } from "../runtime/log.ts";

/** Opens the bus. */
export async function openBus(config: Config, log: Log): Promise<Bus> {
  const { openSqliteBus } = await import("../adapters/sqlite/bus.ts");
  const { watchFreeBytes } = await import("../runtime/free_bytes.ts");
  const { bus } = toDataFiles(config.dataDir);
  const tell = (message: string) => log.warn(message);
  return await openSqliteBus({
    path: bus,
    bytesMax: config.busBytesMax,
    freeBytes: watchFreeBytes(bus, tell),
    log: tell,
  });
}

/** Opens the store for reading; it looks empty as long as nothing was ever stored. */
export async function openReader(config: Config, log: Log): Promise<LogReader> {
  const { openBlockReader } = await import("../adapters/blocks/reader.ts");
  const path = toDataFiles(config.dataDir).logs;
  return await openBlockReader({ path, log: (message: string) => log.warn(message) });
}

/** The same for a service that has other things to do: searches run in threads of their own. */
export async function openPooledReader(config: Config, log: Log): Promise<LogReader> {
  const { openPooledReader } = await import("../adapters/blocks/pooled_reader.ts");
  const path = toDataFiles(config.dataDir).logs;
  return await openPooledReader({ path, log: (message: string) => log.warn(message) });
}

/** The store for writing, and what it may hold. */
export interface OpenWriter {
  /** To be closed by the stack. */
  readonly store: LogWriter;
  /** As `PrunePolicy.bytesMax`, so that its files stay below the configured bound. */
  readonly bytesMax: number | null;
}

/** Takes the lock of the one `process` and opens the store for writing. Both go into `stack`. */
export async function openWriter(
  config: Config,
  log: Log,
  stack: AsyncDisposableStack,
): Promise<OpenWriter> {
  const { openBlockWriter } = await import("../adapters/blocks/writer.ts");
  const { toStoreBytesMax } = await import("../adapters/blocks/upkeep.ts");
  const { watchFreeBytes } = await import("../runtime/free_bytes.ts");
  const { acquireLock } = await import("../runtime/lock.ts");
  const files = toDataFiles(config.dataDir);
  stack.use(acquireLock(files.processLock));
  const tell = (message: string) => log.warn(message);
  const store = await openBlockWriter({
    path: files.logs,
    log: tell,
    freeBytes: watchFreeBytes(files.logs, tell),
    reserveBytes: RESERVE_BYTES,
  });
  const bytesMax = config.diskBytesMax === null ? null : toStoreBytesMax(config.diskBytesMax);
  return { store: stack.use(store), bytesMax };
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
    hostname: Deno.hostname(),
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
      files: hideDataFiles(denoFileSystem),
    }),
  );
}
