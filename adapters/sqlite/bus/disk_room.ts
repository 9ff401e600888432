import { UnavailableError } from "../../../core/errors.ts";
import type { Topic } from "../../../ports/bus.ts";
import type { Database } from "../../../runtime/sqlite.ts";
import { denoFileSystem } from "../../../runtime/file_system.ts";
import { truncateWal } from "../../../runtime/truncate_wal.ts";

/**
 * Keeps the bus from filling the disk: what was published must still be acknowledged and stored, and both
 * need room. A record takes it twice, in the WAL and in the file.
 */
export class DiskRoom {
  readonly #db: Database;
  readonly #freeBytes: () => number;
  #free = Infinity;
  #readAtMs = -Infinity;

  /** `freeBytes` tells what may still be written to the disk. */
  constructor(db: Database, freeBytes: () => number = () => Infinity) {
    this.#db = db;
    this.#freeBytes = freeBytes;
  }

  /** `bytes`, or what of it fits the disk: a quarter of what is free. */
  limit(bytes: number): number {
    return Math.min(bytes, Math.floor(this.#read() * SHARE_MAX));
  }

  /**
   * Throws `UnavailableError` where the disk has too little room for `size` bytes more in a topic that keeps
   * `kept`. Dead letters that lie there do not count: nobody drains them, so they would stop `process` for
   * good on a disk that stays full.
   */
  assertRoom(topic: Topic, { kept, size }: { readonly kept: number; readonly size: number }): void {
    const isDead = topic === "logs-dead";
    if (isDead) this.#readAtMs = -Infinity; // Many in a row could each be a quarter of the same room.
    const bytes = isDead ? size : kept + size;
    if (bytes <= this.limit(bytes)) return;
    throw new UnavailableError(
      `Cannot publish to ${topic}: ${bytes} bytes would wait there, which takes ${
        bytes / SHARE_MAX
      } ` +
        `free ones, and ${this.#free} are free: make room on the disk of "${this.#db.path}"`,
      { retryAfterMs: FULL_RETRY_MS },
    );
  }

  /**
   * Gives the room of the WAL to a disk that has little left. Also where it has grown too long: SQLite
   * begins it anew only when nobody reads, which may never be where much is going on. Throws SQLite's error.
   */
  relieve(): void {
    const isLong = this.#walBytes() > WAL_BYTES_MAX;
    if (!isLong && this.#read() > LOW_BYTES) return;
    truncateWal(this.#db, isLong ? WAL_WAIT_MS : 0);
  }

  #walBytes(): number {
    return denoFileSystem.stat(`${this.#db.path}-wal`)?.size ?? 0;
  }

  #read(): number {
    const nowMs = performance.now();
    if (nowMs - this.#readAtMs >= READ_EVERY_MS) {
      this.#free = this.#freeBytes();
      this.#readAtMs = nowMs;
    }
    return this.#free;
  }
}

const SHARE_MAX = 1 / 4;

/** Less than what the WAL may take. */
const LOW_BYTES = 64 * 1024 * 1024;

/** Longer than it is after any one transaction. */
const WAL_BYTES_MAX = 96 * 1024 * 1024;

/** Readings are short. */
const WAL_WAIT_MS = 100;

/** So little is written between two questions that a quarter is still true. */
const READ_EVERY_MS = 50;

const FULL_RETRY_MS = 1000;
