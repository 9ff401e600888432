import type { Topic } from "../../../ports/bus.ts";
import type { Database } from "../../../runtime/sqlite.ts";

/** Page size of `bus.db`; the salvager relies on it. */
export const PAGE_BYTES = 16_384;

/** Every topic, at its number; numbers are on disk and never change. */
export const TOPICS: readonly Topic[] = ["logs-raw", "logs-dead"];

/** Offsets of a topic are below this. */
export const OFFSETS = 2 ** 48;

/** The key of a record in table `log`: all records of a topic stand together, in order of offset. */
export function toKey(topic: Topic, offset: number): number {
  return TOPICS.indexOf(topic) * OFFSETS + offset;
}

/**
 * Makes the tables in a new file and checks the version of an old one. Returns the epoch: the one in
 * the file, else `newEpoch`. Throws on a file of a later version, or one that is not a bus.
 */
export function prepareSchema(db: Database, newEpoch: string): string {
  const version = readVersion(db);
  if (version > VERSION) {
    throw new Error(
      `Cannot open bus "${db.path}": its format is version ${version}, this program knows ` +
        `${VERSION}: use the program that wrote it, or a newer one`,
    );
  }
  if (version === 0) db.transaction(() => makeTables(db, newEpoch));
  db.exec(`PRAGMA journal_size_limit = ${WAL_KEPT_BYTES}; PRAGMA wal_autocheckpoint = 1000`);
  return readEpoch(db);
}

function makeTables(db: Database, epoch: string): void {
  if (readVersion(db) !== 0) return; // another process was faster
  const names = db.statement("SELECT name FROM sqlite_schema").all<{ name: string }>();
  if (names.some(({ name }) => name === "log")) {
    throw new Error("database disk image is malformed: it has lost its version");
  }
  if (names.length > 0) {
    throw new Error(`Cannot open bus "${db.path}": it is a database of something else`);
  }
  db.exec(TABLES);
  for (let topic = 0; topic < TOPICS.length; topic++) {
    db.statement("INSERT INTO topics VALUES (?, 0, 0, 0, 0)").run(topic);
  }
  db.statement("INSERT INTO meta VALUES ('epoch', ?)").run(epoch);
  db.exec(`PRAGMA user_version = ${VERSION}`);
}

function readVersion(db: Database): number {
  return db.statement("PRAGMA user_version").get<{ user_version: number }>()!.user_version;
}

function readEpoch(db: Database): string {
  const row = db.statement("SELECT value FROM meta WHERE name = 'epoch'").get<{ value: string }>();
  // As with a damaged page: the file is not what we wrote, so it is to be put aside.
  if (row === undefined) throw new Error("database disk image is malformed: it has no epoch");
  return row.value;
}

/**
 * `log.upto`: events published to the topic up to and with this record, so that a lag is one subtraction.
 * `log.crc` covers key, events and data; `groups.crc` the rest of its row, because a wrong offset loses data.
 * `meta`: `epoch`, the present one; `ended`, one before it, where each topic ended, and their checksum.
 * All are rowid tables, whose rows the salvager can find page by page.
 */
const TABLES = `
  CREATE TABLE log(key INTEGER PRIMARY KEY, events INTEGER NOT NULL, upto INTEGER NOT NULL,
    origin TEXT NOT NULL, position INTEGER NOT NULL, crc INTEGER NOT NULL, data BLOB NOT NULL);
  CREATE TABLE topics(topic INTEGER PRIMARY KEY, next INTEGER NOT NULL, published INTEGER NOT NULL,
    trimmed INTEGER NOT NULL, bytes INTEGER NOT NULL);
  CREATE TABLE groups(topic INTEGER NOT NULL, name TEXT NOT NULL, offset INTEGER NOT NULL,
    upto INTEGER NOT NULL, crc INTEGER NOT NULL, UNIQUE(topic, name));
  CREATE TABLE meta(name TEXT NOT NULL, value TEXT NOT NULL);`;

const VERSION = 1;

/** A WAL that grew larger is cut back to this once its content is in the main file. */
const WAL_KEPT_BYTES = 32 * 1024 * 1024;
