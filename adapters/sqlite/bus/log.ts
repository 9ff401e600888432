import { UnavailableError } from "../../../core/errors.ts";
import type { RawBatch } from "../../../core/raw_batch.ts";
import type { BusRecord, Topic, TopicStatus } from "../../../ports/bus.ts";
import { countFreePages, giveBack } from "../../../runtime/give_back.ts";
import type { Database } from "../../../runtime/sqlite.ts";
import type { DiskRoom } from "./disk_room.ts";
import { Groups, type Place } from "./groups.ts";
import { BatchEncoder, checksum, type LogRow, toRecord } from "./record.ts";
import { OFFSETS, PAGE_BYTES, toKey, TOPICS } from "./schema.ts";

/** Some consecutive records and the place of the last. */
export interface Stretch {
  /** At least one, in order of offset. */
  readonly records: readonly BusRecord[];
  /** Of the last record. */
  readonly last: Place;
}

/** How much to read at once; at least one record, however large. */
export interface ReadLimits {
  /** At most this many records. */
  readonly recordsMax: number;
  /** At most this many bytes of encoded batches. */
  readonly bytesMax: number;
}

/** The tables of one `bus.db` as operations. Those that write are to be called inside a transaction. */
export class BusLog {
  /** Of every position in this file. */
  readonly epoch: string;
  /** Who reads, and how far. */
  readonly groups: Groups;
  readonly #db: Database;
  readonly #bytesMax: number;
  readonly #disk: DiskRoom;
  readonly #encoder = new BatchEncoder();

  /** Works on a file that has its tables; `bytesMax` is for each topic. */
  constructor(db: Database, options: { epoch: string; bytesMax: number; disk: DiskRoom }) {
    this.#db = db;
    this.epoch = options.epoch;
    this.groups = new Groups(db);
    this.#bytesMax = options.bytesMax;
    this.#disk = options.disk;
  }

  /**
   * Appends all batches, whose encoded bytes are `size`, or none: throws `UnavailableError` where they do
   * not fit now, RangeError where never.
   */
  append(topic: Topic, batches: readonly RawBatch[], size: number): void {
    const counts = this.#counts(topic);
    if (size > this.#bytesMax) {
      throw new RangeError(
        `Cannot publish to ${topic}: ${size} bytes at once are more than the ${this.#bytesMax} it may ` +
          "ever hold: publish less at once, or raise the limit of the bus",
      );
    }
    if (counts.bytes + size > this.#bytesMax) throw this.#full(topic, { kept: counts.bytes, size });
    this.#disk.assertRoom(topic, { kept: counts.bytes, size });
    const insert = this.#db.statement("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?)");
    let { next, published } = counts;
    for (const batch of batches) {
      const { origin, begin, positions: { length: events } } = batch;
      const key = toKey(topic, next++);
      const data = this.#encoder.encode(batch);
      published += events;
      insert.run(key, events, published, origin, begin, checksum({ key, events, data }), data);
    }
    this.#db.statement("UPDATE topics SET next = ?, published = ?, bytes = ? WHERE topic = ?")
      .run(next, published, counts.bytes + size, TOPICS.indexOf(topic));
  }

  /** The records after offset `after`, oldest first; null when there are none. */
  read(topic: Topic, after: number, limits: ReadLimits): Stretch | null {
    const sizes = this.#db.statement(
      "SELECT key, length(data) AS size FROM log WHERE key BETWEEN ? AND ? ORDER BY key LIMIT ?",
    ).all<{ key: number; size: number }>(
      toKey(topic, after + 1),
      toKey(topic, OFFSETS - 1),
      limits.recordsMax,
    );
    const lastKey = lastWithin(sizes, limits.bytesMax);
    if (lastKey === null) return null;
    const rows = this.#db.statement("SELECT * FROM log WHERE key BETWEEN ? AND ? ORDER BY key")
      .all<LogRow>(toKey(topic, after + 1), lastKey);
    const last = rows.at(-1);
    if (last === undefined) return null;
    const records = rows.map((row) =>
      toRecord({ epoch: this.epoch, partition: 0, offset: row.key - toKey(topic, 0) }, row)
    );
    return { records, last: { offset: records.at(-1)!.position.offset, upto: last.upto } };
  }

  /** Removes some of what every group has passed. Returns whether there is more. */
  trim(topic: Topic): boolean {
    const groups = this.groups.list(topic);
    if (groups.length === 0) return false;
    const floor = Math.min(...groups.map(({ offset }) => offset));
    if (floor < 0) return false;
    const from = toKey(topic, 0);
    const sum = this.#db.statement(
      `SELECT count(*) AS records, max(key) AS last, max(upto) AS upto, sum(size) AS bytes FROM
         (SELECT key, upto, length(data) AS size FROM log WHERE key BETWEEN ? AND ? ORDER BY key LIMIT ?)`,
    ).get<Trim>(from, toKey(topic, floor), TRIM_RECORDS_MAX)!;
    if (sum.records === 0) return false;
    this.#db.statement("DELETE FROM log WHERE key BETWEEN ? AND ?").run(from, sum.last);
    this.#db.statement(
      "UPDATE topics SET trimmed = max(trimmed, ?), bytes = bytes - ? WHERE topic = ?",
    ).run(sum.upto, sum.bytes, TOPICS.indexOf(topic));
    return sum.records === TRIM_RECORDS_MAX;
  }

  /** Whether {@linkcode giveBack} would do something. */
  hasRoomToGive(topic: Topic): boolean {
    return countFreePages(this.#db) > this.#pagesKept(topic);
  }

  /** Gives the disk some of what was removed. Returns whether it did; there may be more. */
  giveBack(topic: Topic): boolean {
    return giveBack(this.#db, this.#pagesKept(topic));
  }

  /** Counts, from the few rows that keep them. */
  status(topic: Topic): TopicStatus {
    const { published, trimmed, bytes } = this.#counts(topic);
    return {
      epoch: this.epoch,
      published,
      kept: published - trimmed,
      bytes,
      bytesMax: this.#bytesMax,
      groups: this.groups.list(topic).map(({ name, offset, upto }) => ({
        group: name,
        positions: offset < 0 ? [] : [{ epoch: this.epoch, partition: 0, offset }],
        // Another process may move the group between the two reads.
        lag: Math.max(0, published - Math.max(upto, trimmed)),
      })),
    };
  }

  #counts(topic: Topic): Counts {
    const row = this.#db.statement(
      "SELECT next, published, trimmed, bytes FROM topics WHERE topic = ?",
    ).get<Counts>(TOPICS.indexOf(topic));
    if (row === undefined) throw new Error(`database disk image is malformed: no ${topic}`);
    return row;
  }

  #full(topic: Topic, { kept, size }: { kept: number; size: number }): UnavailableError {
    const mend = topic === "logs-raw" ? "see that process runs" : "replay its events";
    const facts = `${size} bytes more than ${this.#bytesMax - kept} free of ${this.#bytesMax}`;
    return new UnavailableError(
      `Cannot publish to ${topic}: it is full, ${facts}: ${mend}, or raise the limit of the bus`,
      { retryAfterMs: FULL_RETRY_MS },
    );
  }

  /**
   * How many pages stay free: some for what comes next, and more while there is a backlog, as pages in use
   * behind free ones are to be moved, and whoever works it off has no time.
   */
  #pagesKept(topic: Topic): number {
    const bytes = Math.max(this.#counts(topic).bytes, this.#counts("logs-raw").bytes);
    const free = this.#disk.limit(Math.max(FREE_BYTES_KEPT, FREE_BYTES_PER_WAITING * bytes));
    return Math.floor(free / PAGE_BYTES);
  }
}

/** The last key up to which the sizes sum to at most `bytesMax`, but at least the first. */
function lastWithin(rows: readonly { key: number; size: number }[], bytesMax: number) {
  let last: number | null = null;
  let sum = 0;
  for (const { key, size } of rows) {
    sum += size;
    if (last !== null && sum > bytesMax) break;
    last = key;
  }
  return last;
}

interface Counts {
  readonly next: number;
  readonly published: number;
  readonly trimmed: number;
  readonly bytes: number;
}

interface Trim {
  readonly records: number;
  readonly last: number;
  readonly upto: number;
  readonly bytes: number;
}

/** At most this many records are removed in one transaction. */
const TRIM_RECORDS_MAX = 256;

/** A backlog that is not unusual. */
const FREE_BYTES_KEPT = 64 * 1024 * 1024;

/** For each byte that waits: of a bus of 1 GiB nothing is given back before 32 MiB are left. */
const FREE_BYTES_PER_WAITING = 32;

const FULL_RETRY_MS = 1000;
