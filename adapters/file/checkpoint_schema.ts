import { type Database, readStatements, VERSION_MAX } from "../../runtime/sqlite.ts";

/** Size of the pages of `ship.db`. */
export const PAGE_BYTES = 4096;

/** Makes the tables of a checkpoint. */
export function makeTables(database: Database): void {
  database.transaction(() => {
    for (const sql of TABLES) database.exec(sql);
    database.exec(`PRAGMA user_version = ${VERSION}`);
  });
}

/**
 * Makes the tables in a file that has none. Gives what is wrong where others are there; null = nothing. Throws
 * where the version is another.
 */
export function prepareSchema(database: Database): string | null {
  const found = database.statement("PRAGMA user_version").get<{ user_version: number }>()
    ?.user_version ?? 0;
  if (found > VERSION && found <= VERSION_MAX) {
    throw new Error(
      `Cannot open checkpoint "${database.path}": its version is ${found}, this LogFlow reads ` +
        `${VERSION}; use the LogFlow that wrote it, or another data directory`,
    );
  }
  const statements = new Set(readStatements(database));
  if (found === 0 && statements.size === 0) makeTables(database);
  else if (found !== VERSION) return `its version is ${found}`;
  else if (!TABLES.every((sql) => statements.has(sql))) return "its tables are not those it had";
  return null;
}

/**
 * `ship.db`. `files`: one row an incarnation of a file, what is confirmed. `in_flight`: the reading
 * that was handed out last, enough to hand it out again. `meta`: counters of pruned files, and marks.
 */
const TABLES = `
  CREATE TABLE files (
    origin TEXT PRIMARY KEY,
    cursor TEXT NOT NULL,
    label TEXT NOT NULL,
    path TEXT NOT NULL,
    device INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    born_ms INTEGER NOT NULL,
    size INTEGER NOT NULL,
    gzip INTEGER NOT NULL,
    done_size INTEGER NOT NULL,
    gone_ms INTEGER NOT NULL,
    lost INTEGER NOT NULL,
    unsure INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE in_flight (
    origin TEXT PRIMARY KEY,
    cursor TEXT NOT NULL,
    start INTEGER NOT NULL,
    length INTEGER NOT NULL,
    crc INTEGER NOT NULL,
    head BLOB,
    text BLOB
  );
  CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
`.split(";").map((sql) => sql.trim()).filter((sql) => sql !== "");

/** Written to `user_version`; a file of a later version is refused. */
const VERSION = 1;

/** Inode of a file whose own one is another's now, or not known. */
export const NO_INODE = -1;

/** Where an incarnation of a file is, apart from how far it was read. */
export interface FileRow {
  /** 15 hex digits, random, of this incarnation. */
  readonly origin: string;
  /** The path under which it was first found: the `file` of its events. */
  readonly label: string;
  /** Where it was seen last. */
  readonly path: string;
  /** Of the inode, 0 where unknown. */
  readonly device: number;
  /** Inode number, or {@linkcode NO_INODE}. */
  readonly inode: number;
  /** When the inode came into being, epoch milliseconds; 0 where unknown. */
  readonly bornMs: number;
  /** Bytes when it was seen last. */
  readonly size: number;
  /** Whether what is at `path` is a gzip file of the bytes that the cursor counts. */
  readonly gzip: boolean;
  /** As long as the file has this size, everything in it is accounted for; -1 = not so. */
  readonly doneSize: number;
  /** Since when it is nowhere, epoch milliseconds; 0 = it is there. */
  readonly goneMs: number;
  /** Bytes that vanished before they were read. */
  readonly lost: number;
  /** Events that were in flight at a crash and could not be read again: perhaps stored, perhaps not. */
  readonly unsure: number;
}
