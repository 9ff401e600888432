import type { LogEvent } from "../../core/event.ts";
import type { BusPosition } from "../../ports/bus.ts";
import type { AppendResult, LogWriter, PrunePolicy } from "../../ports/log_store.ts";
import { isDiskFault } from "../../runtime/sqlite.ts";
import { isDamagedFile } from "./damage.ts";
import { accept, type Accepted } from "./accept.ts";
import { readShortage, tryKeepReserve, withRoom } from "./disk.ts";
import { readFileId } from "../../runtime/file_system.ts";
import { openStore, type Store, type StoreOptions } from "./open_store.ts";
import { readPositions, writePosition } from "./positions.ts";
import { releaseReserve, toReserveKeeper } from "./reserve.ts";
import { writeMeta } from "./schema.ts";
import { BLOCK_TEXT_MAX, sumText, toBlocks, writeBlock, writeHead } from "./seal.ts";
import type { Run } from "./run.ts";
import { scrub } from "./scrub.ts";
import { translateError } from "./translate_error.ts";
import { keepWithin } from "./upkeep.ts";

/** How to open the one writer of a block store; all else has the usual defaults. */
export interface BlockWriterOptions extends Partial<Omit<StoreOptions, "keepReserve">> {
  /** The SQLite file, usually `logs.db`; made when missing. */
  readonly path: string;
  /** Told, in a sentence, what was damaged and put aside. */
  readonly log: (message: string) => void;
  /** Events a block (tests). */
  readonly blockEvents?: number;
}

/**
 * Opens the store for writing. A damaged file is moved to `<path>.corrupt/<time>/` and what is readable
 * of it goes into a new one. One process at a time: the caller holds a lock. Throws on a file of a
 * newer format.
 */
export function openBlockWriter(options: BlockWriterOptions): Promise<LogWriter> {
  const opening = Promise.try((): LogWriter => {
    try {
      return new BlockWriter(options);
    } catch (error) {
      if (!isDiskFault(error) || !releaseReserve(options.path)) throw error;
      return new BlockWriter(options);
    }
  });
  return opening.catch((error) => {
    throw translateError(error, { what: "open the store", path: options.path });
  });
}

class BlockWriter implements LogWriter {
  readonly #options: StoreOptions;
  readonly #blockEvents: number;
  #store: Store;
  /** Why the file is to be replaced before anything else is done; null = it is sound. */
  #damage: Error | null = null;

  constructor(options: BlockWriterOptions) {
    const given: Omit<StoreOptions, "keepReserve"> = {
      now: Date.now,
      random: (bytes) => crypto.getRandomValues(bytes),
      fault: () => {},
      freeBytes: () => Infinity,
      reserveBytes: 0,
      keptBytesMin: KEPT_BYTES_MIN,
      ...options,
    };
    this.#options = { ...given, keepReserve: toReserveKeeper(given) };
    this.#blockEvents = options.blockEvents ?? BLOCK_EVENTS;
    this.#store = openStore(this.#options);
    tryKeepReserve(this.#options);
  }

  append(
    events: readonly LogEvent[],
    position: BusPosition | null,
    more = false,
  ): Promise<AppendResult> {
    const reached = more ? null : position;
    return this.#try(
      `append ${events.length} events`,
      () => withRoom(this.#store, this.#options, () => this.#append(events, reached)),
    );
  }

  /** Nothing is gained: an append has no time of its own, in which others could go on. */
  ahead(): void {}

  positions(): Promise<BusPosition[]> {
    return this.#try("read the positions", () => readPositions(this.#store.database));
  }

  /** A look by age, which comes less often than one by bytes alone, also checks some blocks. */
  async prune(policy: PrunePolicy): Promise<number> {
    const removed = await keepWithin(policy, {
      attempt: (work) => this.#try("prune", () => work(this.#store)),
      options: this.#options,
    });
    if (policy.ingestedBeforeMs !== null) {
      await this.#try("check blocks", () => scrub(this.#store, this.#options.log));
    }
    return removed;
  }

  /** Leaves room on a full disk: nobody else makes any from now on, and whoever opens a file needs some. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      if (readShortage(this.#options) > 0) {
        await this.prune({ ingestedBeforeMs: null, happenedBeforeMs: null, bytesMax: null });
      }
    } catch (error) {
      this.#options.log((error as Error).message);
    } finally {
      this.#store.database[Symbol.dispose]();
    }
  }

  #append(events: readonly LogEvent[], position: BusPosition | null): AppendResult {
    this.#assertInPlace();
    const { intervals } = this.#store;
    try {
      const accepted = accept(events, (origin) => intervals.touch(origin));
      const { duplicates, rejected } = accepted;
      this.#commit(accepted, rejected.length > 0 ? null : position);
      intervals.settle();
      return { stored: accepted.events.length, duplicates, rejected };
    } catch (error) {
      intervals.revert();
      throw error;
    }
  }

  /** What goes into a file without a name is gone when the last who has it open closes it. */
  #assertInPlace(): void {
    const { path } = this.#options;
    if (readFileId(path) === this.#store.fileId) return;
    throw new Error(
      `Cannot append to store "${path}": somebody removed or replaced the file: start LogFlow anew`,
    );
  }

  #commit({ events, duplicates }: Accepted, position: BusPosition | null): void {
    if (events.length === 0 && duplicates === 0 && position === null) return;
    const { database, meta, head, intervals } = this.#store;
    const text = this.#store.headText + sumText(events);
    const waiting = head.length + events.length;
    // Half a block at once is sealed at once: a large append is not to be written twice.
    const full = waiting >= this.#blockEvents || events.length >= this.#blockEvents / 2 ||
      text >= BLOCK_TEXT_MAX;
    const next = {
      ...meta,
      arrivals: meta.arrivals + events.length,
      stored: meta.stored + events.length,
      duplicates: meta.duplicates + duplicates,
    };
    database.transaction(() => {
      intervals.write(this.#now());
      if (full) {
        this.#seal({ events: head.concat(events), firstArrival: next.arrivals - waiting }, text);
      } else if (events.length > 0) {
        writeHead(database, head, { firstArrival: meta.arrivals, events });
      }
      if (position !== null) writePosition(database, position);
      writeMeta(database, next);
    });
    this.#store.meta = next;
    if (full) this.#store.head = [];
    else for (const event of events) head.push(event);
    this.#store.headText = full ? 0 : text;
  }

  #seal(run: Run, text: number): void {
    const { database } = this.#store;
    for (const block of toBlocks(run, this.#blockEvents, text)) writeBlock(database, block);
    database.statement("DELETE FROM head").run();
  }

  #now(): number {
    return this.#options.now();
  }

  #try<T>(what: string, work: () => T): Promise<T> {
    return Promise.try(() => this.#workOnSound(work)).catch((error) => {
      throw translateError(error, { what, path: this.#options.path });
    });
  }

  /** A file that turns out damaged is replaced and the work, which changed nothing, done on the new one. */
  #workOnSound<T>(work: () => T): T {
    this.#mend();
    try {
      return work();
    } catch (error) {
      if (!isDamagedFile(error)) throw error;
      this.#damage = error;
      this.#mend();
      return work();
    }
  }

  /** A replacement that failed (the disk may be full) is tried again. */
  #mend(): void {
    if (this.#damage === null) return;
    this.#store.database[Symbol.dispose]();
    const isReplaced = readFileId(this.#options.path) !== this.#store.fileId;
    this.#store = openStore(this.#options, isReplaced ? null : this.#damage);
    this.#damage = null;
  }
}

/** Blocks usually have so many events. */
const BLOCK_EVENTS = 8192;

/** A store as small as this has not filled the disk; others have. */
const KEPT_BYTES_MIN = 4 * 1024 * 1024;
