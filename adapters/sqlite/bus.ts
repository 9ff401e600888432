import type {
  Bus,
  BusPosition,
  BusRecord,
  Delivery,
  SubscribeOptions,
  Topic,
  TopicStatus,
} from "../../ports/bus.ts";
import { ConflictError, UnavailableError } from "../../core/errors.ts";
import type { RawBatch } from "../../core/raw_batch.ts";
import { encodedBytes } from "../../core/raw_batch_codec.ts";
import { ChangeWatch } from "./bus/change_watch.ts";
import { DiskRoom } from "./bus/disk_room.ts";
import { GroupCommit } from "./bus/group_commit.ts";
import { findOffset } from "./bus/epochs.ts";
import type { Place } from "./bus/groups.ts";
import { BusLog, type ReadLimits, type Stretch } from "./bus/log.ts";
import { openBusFile } from "./bus/open_file.ts";
import { Subscription } from "./bus/subscription.ts";
import { FileGuard } from "./shared_file/file_guard.ts";
import { closeSharedFile, type OpenFile } from "./shared_file/open_shared_file.ts";

/** How to open the embedded bus. */
export interface SqliteBusOptions {
  /**
   * The file, `bus.db`. Needs reading and writing of it, of the same with `-wal`, `-shm`, `.lock`
   * and of the folder with `.corrupt`; and that its own folder exists.
   */
  readonly path: string;
  /**
   * At most this many bytes of encoded batches are kept for each topic, and of raw ones a quarter of what
   * the disk has free; then publishing is refused.
   */
  readonly bytesMax: number;
  /** How much may still be written to the file's disk; without it, disks are endless. */
  readonly freeBytes?: () => number;
  /** Told what a person should know: a damaged file put aside, an unclean end. */
  readonly log?: (message: string) => void;
  /** Epoch milliseconds, to name what is put aside. */
  readonly now?: () => number;
  /** So many random bytes, to name an epoch. */
  readonly random?: (bytes: number) => Uint8Array;
  /** How often other processes' changes are looked for while waiting, milliseconds. */
  readonly pollMs?: number;
  /** How long a write waits for another process's, milliseconds. */
  readonly busyMs?: number;
  /** Called before every operation on the file; throws to make it fail (tests). */
  readonly fault?: (operation: string) => void;
}

/**
 * The bus on one SQLite file that several processes share. Leaves to its user that each group has one
 * subscriber among all processes (see `acquireLock`); a second one in this process is refused.
 */
export async function openSqliteBus(options: SqliteBusOptions): Promise<Bus> {
  const random = options.random ?? ((bytes) => crypto.getRandomValues(new Uint8Array(bytes)));
  const file = await openBusFile({
    path: options.path,
    busyMs: options.busyMs ?? 5000,
    nowMs: options.now ?? Date.now,
    newEpoch: () => random(8).toHex(),
    log: options.log ?? (() => {}),
    ...options.fault && { fault: options.fault },
  });
  return new SqliteBus(file, options);
}

class SqliteBus implements Bus {
  readonly #file: OpenFile<string>;
  readonly #guard: FileGuard;
  readonly #disk: DiskRoom;
  readonly #log: BusLog;
  readonly #commit: GroupCommit;
  readonly #watch: ChangeWatch;
  readonly #tell: (message: string) => void;
  /** The last subscription of each topic and group. */
  readonly #subscriptions = new Map<string, Subscription>();
  /** Topics at which {@linkcode #trimOn} is at work. */
  readonly #trimming = new Set<Topic>();
  readonly #closing = new AbortController();

  constructor(file: OpenFile<string>, options: SqliteBusOptions) {
    const { bytesMax, freeBytes, pollMs = 10, log = () => {} } = options;
    this.#file = file;
    this.#tell = log;
    this.#guard = new FileGuard(file);
    this.#disk = new DiskRoom(file.db, freeBytes);
    this.#log = new BusLog(file.db, { epoch: file.prepared, bytesMax, disk: this.#disk });
    this.#watch = new ChangeWatch(() => this.#guard.changed(), pollMs);
    this.#commit = new GroupCommit({
      transaction: (work) => this.#guard.run("write to", () => file.db.transaction(work)),
      onCommit: () => this.#watch.wake(),
      waitingMax: WAITING_BYTES_MAX,
    });
  }

  async publish(topic: Topic, batches: readonly RawBatch[]): Promise<void> {
    this.#assertOpen();
    if (batches.length === 0) return;
    const size = batches.reduce((sum, batch) => sum + encodedBytes(batch), 0);
    await this.#commit.add(() => this.#log.append(topic, batches, size), size);
  }

  subscribe(topic: Topic, options: SubscribeOptions): AsyncIterable<Delivery> {
    this.#assertOpen();
    const id = `${topic}/${options.group}`;
    const last = this.#subscriptions.get(id);
    if (last !== undefined && !last.ended) {
      throw new ConflictError(
        `Cannot subscribe to ${topic} as "${options.group}": somebody here is, end that first`,
      );
    }
    last?.replace();
    const subscription = new Subscription({
      watch: this.#watch,
      register: () => this.#register(topic, options),
      read: (after) => this.#read(topic, after, DELIVERY_LIMITS),
      advance: (place) => this.#advance(topic, options.group, place),
    }, { signal: AbortSignal.any([options.signal, this.#closing.signal]) });
    this.#subscriptions.set(id, subscription);
    return subscription.deliveries();
  }

  // deno-lint-ignore require-await -- what it throws is to reject
  async read(topic: Topic, after: readonly BusPosition[], limit: number): Promise<BusRecord[]> {
    this.#assertOpen();
    const records: BusRecord[] = [];
    let offset = this.#ownOffset(topic, after);
    while (records.length < limit) {
      const recordsMax = Math.min(limit - records.length, DELIVERY_LIMITS.recordsMax);
      const stretch = this.#read(topic, offset, { ...DELIVERY_LIMITS, recordsMax });
      if (stretch === null) break;
      for (const record of stretch.records) records.push(record);
      offset = stretch.last.offset;
    }
    return records;
  }

  // deno-lint-ignore require-await -- as above
  async status(topic: Topic): Promise<TopicStatus> {
    this.#assertOpen();
    return this.#guard.run("read", () => this.#log.status(topic));
  }

  // deno-lint-ignore require-await -- as above
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#commit.flush();
    this.#closing.abort();
    this.#watch.wake();
    closeSharedFile(this.#file);
  }

  #read(topic: Topic, after: number, limits: ReadLimits): Stretch | null {
    return this.#guard.run("read", () => this.#log.read(topic, after, limits));
  }

  async #register(topic: Topic, { group, after }: SubscribeOptions): Promise<Place> {
    const from = after === undefined ? null : this.#ownOffset(topic, await after());
    this.#assertOpen();
    let place: Place | null = null;
    await this.#commit.add(() => {
      place = this.#log.groups.register(topic, group, from);
    });
    return place!;
  }

  async #advance(topic: Topic, group: string, place: Place): Promise<void> {
    this.#assertOpen();
    let more = false;
    try {
      await this.#commit.add(() => {
        this.#log.groups.advance(topic, group, place);
        more = this.#log.trim(topic) || this.#log.hasRoomToGive(topic);
      });
    } finally {
      this.#relieve();
    }
    if (more && !this.#trimming.has(topic)) this.#trimOn(topic);
  }

  /** What goes wrong here fails the next acknowledgement, if anything. */
  #relieve(): void {
    if (this.#closing.signal.aborted) return;
    try {
      this.#guard.run("write to", () => this.#disk.relieve());
    } catch (error) {
      if (!(error instanceof UnavailableError)) this.#tell((error as Error).message);
    }
  }

  /** Goes on removing and giving back in later transactions. */
  async #trimOn(topic: Topic): Promise<void> {
    this.#trimming.add(topic);
    try {
      for (let more = true; more && !this.#closing.signal.aborted;) {
        await this.#commit.add(() => {
          const left = this.#log.trim(topic);
          more = this.#log.giveBack(topic) || left;
        });
        this.#relieve();
      }
    } catch {
      this.#relieve(); // The next acknowledgement goes on.
    }
    this.#trimming.delete(topic);
  }

  /** The place of this bus among them; -1 = there is none. */
  #ownOffset(topic: Topic, positions: readonly BusPosition[]): number {
    const position = positions.find(({ partition }) => partition === 0);
    if (position === undefined) return -1;
    if (position.epoch === this.#log.epoch) return position.offset;
    const { db } = this.#file;
    return this.#guard.run("read", () => findOffset(db, topic, position)) ?? -1;
  }

  #assertOpen(): void {
    if (this.#closing.signal.aborted) {
      throw new Error(`Cannot use bus "${this.#file.db.path}": it is closed`);
    }
  }
}

/** At most this much waits for the next transaction. */
const WAITING_BYTES_MAX = 64 * 1024 * 1024;

/** At most this much is in one delivery, but at least one record. */
const DELIVERY_LIMITS = { recordsMax: 64, bytesMax: 4 * 1024 * 1024 };
