import { findLargeNumber } from "../../runtime/find_large_number.ts";
import { hasSoundHeader } from "../../runtime/sound_header.ts";
import { type Database, isCorrupt } from "../../runtime/sqlite.ts";
import { findWalDamage } from "../../runtime/wal_damage.ts";
import { type FileRow, NO_INODE, PAGE_BYTES, prepareSchema } from "./checkpoint_schema.ts";
import type { Cursor } from "./cursor.ts";
import { type KeptCheckpoint, openKeptCheckpoint } from "./kept_checkpoint.ts";

/**
 * What `ship` knows of the files it reads, on disk. Everything that `advance` or `save` was given is
 * durable when it returns; when it throws, nothing of it is.
 */
export interface Checkpoint extends Disposable {
  /** All files, also those that are gone. */
  readonly files: () => { readonly row: FileRow; readonly cursor: Cursor }[];
  /** The reading handed out last. */
  readonly inFlight: () => Intent[];
  /** What is in flight becomes confirmed, `intents` become in flight, rows are kept; marks the checkpoint started. One fsync. */
  advance(step: Step): void;
  /** Keeps `rows` (the cursors of known ones are left alone), confirming nothing; marks the checkpoint started. */
  save(rows: readonly NewRow[]): void;
  /** Keeps `row` and gives up the batch it has in flight: it will not be handed out again. */
  giveUp(row: NewRow): void;
  /** Forgets these files, keeping their counters in the totals. */
  prune(origins: readonly string[]): void;
  /** As `KeptCheckpoint.keepInPlace`: without its file, a later run would ship everything again. */
  keepInPlace(nowMs: number): string | null;
  /** Counters of pruned files; and 1 under `started` once the first scan is kept. */
  readonly meta: (key: MetaKey) => number;
}

/** What `meta` holds. */
export type MetaKey = "started" | "events" | "blank" | "lost" | "unsure";

/** A row with the cursor it begins with, which counts only where the row is new. */
export interface NewRow {
  /** What to keep. */
  readonly row: FileRow;
  /** Where reading begins. */
  readonly cursor: Cursor;
}

/** From one reading to the next. */
export interface Step {
  /** Rows to keep; the cursors of known ones are left alone. */
  readonly rows: readonly NewRow[];
  /** The reading to be handed out. */
  readonly intents: readonly Intent[];
  /** Origins whose intent was not handed out again yet, so that it is not confirmed. */
  readonly pending: readonly string[];
}

/** One file's share of a reading: what was cut, and what is true once it is published. */
export interface Intent {
  /** Whose. */
  readonly origin: string;
  /** Confirmed once the reading is. */
  readonly cursor: Cursor;
  /** Where the batch's text stands in the file. */
  readonly start: number;
  /** Bytes of the batch's text. */
  readonly length: number;
  /** CRC-32 of the batch's text. */
  readonly crc: number;
  /** The encoded batch without its text; null where only blank lines were passed over. */
  readonly head: Uint8Array<ArrayBuffer> | null;
  /** The text itself where it isn't just the file's bytes. */
  readonly text: Uint8Array<ArrayBuffer> | null;
}

/** How to open. */
export interface CheckpointOptions {
  /** Path of `ship.db`; made where there is none. */
  readonly path: string;
  /** As in `DatabaseOptions.fault`, for tests. */
  readonly fault?: (operation: string) => void;
}

/** Opens the checkpoint. Throws SQLite's errors, and Error where its version is another. */
export function openCheckpoint(options: CheckpointOptions): Checkpoint {
  const { path } = options;
  if (!hasSoundHeader(path, PAGE_BYTES)) throw new DamagedError(path, "its header is damaged");
  const walDamage = findWalDamage(path, PAGE_BYTES);
  if (walDamage !== null) throw new DamagedError(path, walDamage.what);
  const kept = openKeptCheckpoint({ pageBytes: PAGE_BYTES, ...options });
  try {
    const fault = prepareSchema(kept.current()) ?? checkIntegrity(kept.current());
    if (fault !== null) throw new DamagedError(path, fault);
    return toCheckpoint(kept);
  } catch (error) {
    kept[Symbol.dispose]();
    throw error;
  }
}

/** Whether an error from {@linkcode openCheckpoint} means that the file is damaged. */
export function isDamaged(error: unknown): boolean {
  return isCorrupt(error) || error instanceof DamagedError;
}

class DamagedError extends Error {
  override readonly name = "DamagedError";

  constructor(path: string, fault: string) {
    super(`Cannot use checkpoint "${path}": ${fault}`);
  }
}

/** What is wrong; null = nothing. */
function checkIntegrity(database: Database): string | null {
  const rows = database.statement("PRAGMA integrity_check(1)").all<{ integrity_check: string }>();
  const found = rows[0]?.integrity_check ?? "nothing";
  if (found !== "ok") return found;
  forgetUnsafeInodes(database);
  return findLargeNumber(database);
}

/** LogFlow once kept inodes of 2^53 and more rounded; no number can hold them. Contents tell such files. */
function forgetUnsafeInodes(database: Database): void {
  database.statement("UPDATE files SET inode = ? WHERE inode > ?")
    .run(NO_INODE, Number.MAX_SAFE_INTEGER);
}

function toCheckpoint(kept: KeptCheckpoint): Checkpoint {
  const statement = (sql: string) => kept.current().statement(sql);
  const write = (work: (database: Database) => void) => {
    const database = kept.current();
    database.transaction(() => work(database));
  };
  return {
    files: () => statement("SELECT * FROM files").all<RawRow>().map(readRow),
    inFlight: () =>
      statement("SELECT * FROM in_flight ORDER BY rowid").all<RawIntent>().map(readIntent),
    advance: (step) => write((database) => writeStep(database, step)),
    save(rows) {
      write((database) => {
        for (const { row, cursor } of rows) writeRow(database, row, cursor);
        database.statement(MARK_STARTED).run();
      });
    },
    giveUp({ row, cursor }) {
      write((database) => {
        writeRow(database, row, cursor);
        database.statement("UPDATE in_flight SET head = NULL, text = NULL WHERE origin = ?")
          .run(row.origin);
      });
    },
    prune: (origins) =>
      write((database) => {
        for (const origin of origins) pruneFile(database, origin);
      }),
    keepInPlace: (nowMs) => kept.keepInPlace(nowMs),
    meta: (key) =>
      statement("SELECT value FROM meta WHERE key = ?").get<{ value: number }>(key)?.value ?? 0,
    [Symbol.dispose]: () => kept[Symbol.dispose](),
  };
}

function writeStep(database: Database, { rows, intents, pending }: Step): void {
  const except = JSON.stringify(pending);
  for (const { row, cursor } of rows) writeRow(database, row, cursor);
  database.statement(CONFIRM).run(except);
  database.statement(CONFIRMED).run(except);
  for (const intent of intents) writeIntent(database, intent);
  database.statement(MARK_STARTED).run();
}

const CONFIRM = `UPDATE files SET cursor = in_flight.cursor
  FROM in_flight WHERE files.origin = in_flight.origin
    AND files.origin NOT IN (SELECT value FROM json_each(?))`;
const CONFIRMED = "DELETE FROM in_flight WHERE origin NOT IN (SELECT value FROM json_each(?))";
const MARK_STARTED = "INSERT INTO meta VALUES ('started', 1) ON CONFLICT (key) DO NOTHING";
const ADD_META = `INSERT INTO meta VALUES (?, ?)
  ON CONFLICT (key) DO UPDATE SET value = value + excluded.value`;
const PUT_FILE = `INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (origin) DO UPDATE SET label = excluded.label, path = excluded.path,
    device = excluded.device, inode = excluded.inode, born_ms = excluded.born_ms,
    size = excluded.size, gzip = excluded.gzip, done_size = excluded.done_size,
    gone_ms = excluded.gone_ms, lost = excluded.lost, unsure = excluded.unsure`;

function writeRow(database: Database, row: FileRow, cursor: Cursor): void {
  database.statement(PUT_FILE).run(
    row.origin,
    JSON.stringify(cursor),
    row.label,
    row.path,
    row.device,
    row.inode,
    row.bornMs,
    row.size,
    row.gzip ? 1 : 0,
    row.doneSize,
    row.goneMs,
    row.lost,
    row.unsure,
  );
}

function writeIntent(database: Database, intent: Intent): void {
  const { origin, cursor, start, length, crc, head, text } = intent;
  database.statement("INSERT OR REPLACE INTO in_flight VALUES (?, ?, ?, ?, ?, ?, ?)")
    .run(origin, JSON.stringify(cursor), start, length, crc, head, text);
}

function pruneFile(database: Database, origin: string): void {
  const found = database.statement("SELECT * FROM files WHERE origin = ?").get<RawRow>(origin);
  if (found === undefined) return;
  const { row, cursor } = readRow(found);
  const add = database.statement(ADD_META);
  add.run("events", cursor.events);
  add.run("blank", cursor.blank);
  add.run("lost", row.lost);
  add.run("unsure", row.unsure);
  database.statement("DELETE FROM files WHERE origin = ?").run(origin);
}

/** A row of `files` as SQLite gives it. */
export interface RawRow {
  /** Of the incarnation. */
  origin: string;
  /** A cursor as JSON. */
  cursor: string;
  /** As in `FileRow`. */
  label: string;
  /** Where. */
  path: string;
  /** As in `FileRow`. */
  device: number;
  /** As in `FileRow`. */
  inode: number;
  /** As in `FileRow`. */
  born_ms: number;
  /** As in `FileRow`. */
  size: number;
  /** 0 or 1. */
  gzip: number;
  /** As in `FileRow`. */
  done_size: number;
  /** As in `FileRow`. */
  gone_ms: number;
  /** As in `FileRow`. */
  lost: number;
  /** As in `FileRow`. */
  unsure: number;
}

interface RawIntent extends Omit<Intent, "cursor"> {
  cursor: string;
}

/** Reads a row of `files`; throws where its cursor is not JSON. */
export function readRow(raw: RawRow): { readonly row: FileRow; readonly cursor: Cursor } {
  const { cursor, born_ms, done_size, gone_ms, gzip, ...rest } = raw;
  const row = {
    ...rest,
    bornMs: born_ms,
    doneSize: done_size,
    goneMs: gone_ms,
    gzip: gzip === 1,
  };
  return { row, cursor: JSON.parse(cursor) as Cursor };
}

function readIntent(raw: RawIntent): Intent {
  return { ...raw, cursor: JSON.parse(raw.cursor) as Cursor };
}
