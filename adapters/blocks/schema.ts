import { type Database, readStatements, VERSION_MAX } from "../../runtime/sqlite.ts";
import { damagedFileError } from "./damage.ts";
import { toRowCrc } from "./row_crc.ts";

/** Version of everything in `logs.db`, kept as its `user_version`. */
export const FORMAT_VERSION = 2;

/** The store as a whole: the only row of `meta`. */
export interface StoreMeta {
  /** Names one incarnation of the store: 16 hex digits. */
  readonly epoch: string;
  /** How many events have ever arrived: the arrival number of the next one. */
  readonly arrivals: number;
  /** Changes whenever blocks or head rows went otherwise than by sealing. */
  readonly generation: number;
  /** Events ever stored. */
  readonly stored: number;
  /** Repeats ever recognised. */
  readonly duplicates: number;
  /** Events removed since. Those that are neither here nor there were lost to damage. */
  readonly expired: number;
}

/** Makes the tables in a file that has none. Throws on a file of a newer version. */
export function ensureSchema(database: Database, epoch: string): void {
  const version = readVersion(database);
  refuseNewer(database.path, version);
  const statements = readStatements(database);
  if (version === 1 && statements.includes(FILTERS_OF_VERSION_1)) return upgrade(database);
  if (version === FORMAT_VERSION && TABLES.every((sql) => statements.includes(sql))) return;
  if (version !== 0 || statements.length > 0) {
    throw damagedFileError("its tables are not those it had");
  }
  makeTables(database, epoch);
}

/** The ways in which files of this format came about; where a table begins depends on it. */
export const HISTORIES: readonly ((database: Database) => void)[] = [
  (database) => makeTables(database, ""),
  (database) => {
    makeVersion1(database);
    upgrade(database);
  },
];

function makeTables(database: Database, epoch: string): void {
  database.transaction(() => {
    for (const sql of TABLES) database.exec(sql);
    database.statement("INSERT INTO meta VALUES (1, ?, 0, 0, 0, 0, 0, 0)").run(epoch);
    const zero = { arrivals: 0, generation: 0, stored: 0, duplicates: 0, expired: 0 };
    writeMeta(database, { epoch, ...zero });
    database.exec(`PRAGMA user_version = ${FORMAT_VERSION}`);
  });
}

/** The tables as version 1 made them, without rows. */
export function makeVersion1(database: Database): void {
  database.transaction(() => {
    for (const sql of TABLES) {
      if (sql.includes(" filters ")) database.exec(FILTERS_OF_VERSION_1);
      else if (!sql.includes(" summaries ")) database.exec(sql);
    }
    database.exec("PRAGMA user_version = 1");
  });
}

/** Version 1 had neither filters (that table was empty) nor summaries; its blocks are written as they are now. */
function upgrade(database: Database): void {
  database.transaction(() => {
    database.exec("DROP TABLE filters");
    for (const sql of TABLES) if (/ (filters|summaries) /.test(sql)) database.exec(sql);
    database.exec(`PRAGMA user_version = ${FORMAT_VERSION}`);
  });
}

/** Throws when this program does not know the format. */
export function refuseNewer(path: string, version: number): void {
  if (version <= FORMAT_VERSION) return;
  throw new Error(
    `Cannot open "${path}": its format is version ${version}, this program knows up to ` +
      `${FORMAT_VERSION}; use the newer program that wrote it`,
  );
}

/** The format version of a file; 0 = empty. */
export function readVersion(database: Database): number {
  const version = database.statement("PRAGMA user_version")
    .get<{ user_version: number }>()!.user_version;
  if (version < 0 || version > VERSION_MAX) {
    throw damagedFileError(`its format is version ${version}`);
  }
  return version;
}

/** Names a new store: 16 hex digits. `random` fills with random bytes. */
export function toEpoch(random: (bytes: Uint8Array<ArrayBuffer>) => void): string {
  const bytes = new Uint8Array(8);
  random(bytes);
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Reads the row of `meta`; throws as on a damaged file when it is not what was written. */
export function readMeta(database: Database): StoreMeta {
  const row = database.statement(
    "SELECT epoch, arrivals, generation, stored, duplicates, expired, crc FROM meta WHERE id = 1",
  ).get<StoreMeta & { readonly crc: number }>();
  if (row === undefined) throw damagedFileError("the table meta is empty");
  const { crc, ...meta } = row;
  if (crc !== toCrc(meta)) throw damagedFileError("the checksum of the table meta is wrong");
  return meta;
}

/** Writes the row of `meta`, all but the epoch. */
export function writeMeta(database: Database, meta: StoreMeta): void {
  const { arrivals, generation, stored, duplicates, expired } = meta;
  database.statement(
    "UPDATE meta SET arrivals = ?, generation = ?, stored = ?, duplicates = ?, expired = ?, crc = ? " +
      "WHERE id = 1",
  ).run(arrivals, generation, stored, duplicates, expired, toCrc(meta));
}

function toCrc({ epoch, arrivals, generation, stored, duplicates, expired }: StoreMeta): number {
  return toRowCrc([epoch, arrivals, generation, stored, duplicates, expired]);
}

const FILTERS_OF_VERSION_1 = `CREATE TABLE filters (
  block_group INTEGER NOT NULL, partition INTEGER NOT NULL, bits BLOB NOT NULL,
  PRIMARY KEY (block_group, partition)
)`;

/** AUTOINCREMENT: ids are never used again, so readers may remember by id. */
const TABLES: readonly string[] = `
CREATE TABLE meta (
  id INTEGER PRIMARY KEY CHECK (id = 1), epoch TEXT NOT NULL, arrivals INTEGER NOT NULL,
  generation INTEGER NOT NULL, stored INTEGER NOT NULL, duplicates INTEGER NOT NULL,
  expired INTEGER NOT NULL, crc INTEGER NOT NULL
);
CREATE TABLE blocks (
  id INTEGER PRIMARY KEY AUTOINCREMENT, first_arrival INTEGER NOT NULL, n INTEGER NOT NULL,
  min_ts INTEGER NOT NULL, max_ts INTEGER NOT NULL, max_ingested INTEGER NOT NULL,
  meta BLOB NOT NULL
);
CREATE TABLE columns (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE filters (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE summaries (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE head (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, first_arrival INTEGER NOT NULL, n INTEGER NOT NULL,
  max_ingested INTEGER NOT NULL, data BLOB NOT NULL
);
CREATE TABLE intervals (
  origin TEXT NOT NULL, "from" INTEGER NOT NULL, "to" INTEGER NOT NULL,
  touched_at INTEGER NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (origin, "from")
) WITHOUT ROWID;
CREATE TABLE position (
  partition INTEGER PRIMARY KEY, epoch TEXT NOT NULL, "offset" INTEGER NOT NULL,
  crc INTEGER NOT NULL
);
CREATE TABLE broken (
  id INTEGER PRIMARY KEY, part TEXT NOT NULL, n INTEGER NOT NULL, reason TEXT NOT NULL, data BLOB NOT NULL
);
`.split(";").map((sql) => sql.trim()).filter((sql) => sql !== "");
