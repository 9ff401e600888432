import { crc32 } from "node:zlib";
import type { Database } from "../../../runtime/sqlite.ts";

/** Page size of `state.db`; the salvager relies on it. */
export const PAGE_BYTES = 4096;

/** A row of table `documents`. */
export interface DocumentRow {
  /** Of the document. */
  readonly key: string;
  /** As JSON. */
  readonly value: string;
  /** Of its last write. */
  readonly revision: number;
  /** What {@linkcode checksum} gave when it was written. */
  readonly crc: number;
}

/** CRC-32 over everything else in a row. */
export function checksum({ key, value, revision }: Omit<DocumentRow, "crc">): number {
  return crc32(`${revision}:${key}\0${value}`);
}

/** Throws as SQLite does for damage where a row is not as it was written. */
export function assertWhole(row: DocumentRow): void {
  if (checksum(row) === row.crc) return;
  throw new Error("database disk image is malformed: a document is not as it was written");
}

/** Makes the tables in a new file and checks the version of an old one. */
export function prepareSchema(db: Database): void {
  db.exec("PRAGMA secure_delete = ON"); // What was removed is not to be found by the salvager.
  const version = readVersion(db);
  if (version > VERSION) {
    throw new Error(
      `Cannot open state store "${db.path}": its format is version ${version}, this program knows ` +
        `${VERSION}: use the program that wrote it, or a newer one`,
    );
  }
  if (version === 0) db.transaction(() => makeTables(db));
  db.exec(`PRAGMA journal_size_limit = ${WAL_KEPT_BYTES}; PRAGMA wal_autocheckpoint = 1000`);
}

function makeTables(db: Database): void {
  if (readVersion(db) !== 0) return; // another process was faster
  const names = db.statement("SELECT name FROM sqlite_schema").all<{ name: string }>();
  if (names.some(({ name }) => name === "documents")) {
    throw new Error("database disk image is malformed: it has lost its version");
  }
  if (names.length > 0) {
    throw new Error(`Cannot open state store "${db.path}": it is a database of something else`);
  }
  db.exec(TABLES);
  db.exec(`PRAGMA user_version = ${VERSION}`);
}

function readVersion(db: Database): number {
  return db.statement("PRAGMA user_version").get<{ user_version: number }>()!.user_version;
}

/**
 * `counters`: the last `revision` and the last `token`. All are rowid tables, whose rows the salvager can find
 * page by page. Texts sort by their UTF-8 bytes.
 */
const TABLES = `
  CREATE TABLE documents(key TEXT NOT NULL UNIQUE, value TEXT NOT NULL, revision INTEGER NOT NULL,
    crc INTEGER NOT NULL);
  CREATE TABLE leases(name TEXT NOT NULL UNIQUE, token INTEGER NOT NULL, ttl_ms INTEGER NOT NULL,
    until_ms INTEGER NOT NULL);
  CREATE TABLE counters(name TEXT NOT NULL UNIQUE, value INTEGER NOT NULL);
  INSERT INTO counters VALUES ('revision', 0), ('token', 0);`;

const VERSION = 1;

/** A WAL that grew larger is cut back to this once its content is in the main file. */
const WAL_KEPT_BYTES = 8 * 1024 * 1024;
