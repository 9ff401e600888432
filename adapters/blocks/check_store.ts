import { denoFileSystem } from "../../runtime/file_system.ts";
import { type Database, openDatabase } from "../../runtime/sqlite.ts";
import { checkHeader } from "./check_header.ts";
import { checkPages } from "./check_pages.ts";
import { checkWal } from "./check_wal.ts";
import { damagedFileError, isDamage } from "./damage.ts";
import { readHead } from "./head.ts";
import { readPositions } from "./positions.ts";
import { findFault } from "./packed.ts";
import { readKeys } from "./read_keys.ts";
import { readIntervals } from "./read_intervals.ts";
import { isSoundRow } from "./row_crc.ts";
import { readMeta, readVersion, refuseNewer } from "./schema.ts";
import { countThere } from "./seal.ts";
import { readSpace } from "./space.ts";
import { readBlock } from "./stored_block.ts";

/** What was found in a store. */
export interface StoreCheck {
  /** In blocks and head rows that are whole. */
  events: number;
  /** Whole ones. */
  blocks: number;
  /** Whole ones. */
  headRows: number;
  /** Whole ones: what is known of repeats. */
  intervals: number;
  /** Whole ones: how far the bus was read. */
  positions: number;
  /** As `StoreStatus.bytes`. */
  bytes: number;
  /** What is not what was written: the first {@linkcode DAMAGED_MAX}. */
  readonly damaged: DamagedPart[];
  /** Damaged parts beside those. */
  more: number;
  /** Parts that were found damaged before, whose bytes are kept in the table `broken`. */
  putAside: number;
  /** Events that were lost with those. */
  lost: number;
}

/** A part of a store that is damaged. */
export interface DamagedPart {
  /** Such as `block 12`. */
  readonly part: string;
  /** What is wrong with it. */
  readonly reason: string;
}

/** So many damaged parts are told one by one. */
export const DAMAGED_MAX = 1000;

/** Told how many blocks of how many were read. */
export type OnProgress = (done: number, total: number) => void;

/**
 * Reads everything in a store and compares it with its checksums; changes nothing, and may run beside its
 * writer. All counts are 0 where there is no store. Throws on a file of a newer format.
 */
export function checkStore(path: string, onProgress: OnProgress): StoreCheck {
  const check = { events: 0, blocks: 0, headRows: 0, intervals: 0, positions: 0, bytes: 0 };
  const found: StoreCheck = { ...check, damaged: [], more: 0, putAside: 0, lost: 0 };
  if (denoFileSystem.stat(path) === null) return found;
  attempt(found, "log", () => checkWal(path, { beside: true }));
  attempt(found, "file", () => {
    checkHeader(path);
    using database = openDatabase({ path, readOnly: true });
    const version = readVersion(database);
    refuseNewer(path, version);
    if (version === 0) return;
    found.bytes = readSpace(database).usedBytes;
    attempt(found, "pages", () => checkPages(database));
    attempt(found, "meta", () => {
      found.lost = countLost(database);
    });
    checkBlocks(database, found, onProgress);
    // Format 1 had neither.
    for (const table of version === 1 ? [] : ["filters", "summaries"] as const) {
      attempt(found, table, () => checkRows(database, table, found));
    }
    attempt(found, "head", () => checkHead(database, found));
    attempt(found, "intervals", () => checkIntervals(database, found));
    attempt(found, "positions", () => {
      found.positions = readPositions(database).length;
    });
    attempt(found, "broken", () => {
      found.putAside = readKeys(database, "broken").length;
    });
  });
  return found;
}

/** Notes damage that `work` meets. */
function attempt(found: StoreCheck, part: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!isDamage(error)) throw error;
    note(found, part, error.message);
  }
}

function note(found: StoreCheck, part: string, reason: string): void {
  if (found.damaged.length < DAMAGED_MAX) found.damaged.push({ part, reason });
  else found.more++;
}

/** How many of the events that should be there are not. */
function countLost(database: Database): number {
  const [counted, there] = atOnce(database, () => {
    const { stored, expired } = readMeta(database);
    return [stored - expired, countThere(database)];
  });
  if (there <= counted) return counted - there;
  throw damagedFileError(`${there} events are there, not ${counted}`);
}

function checkBlocks(database: Database, found: StoreCheck, onProgress: OnProgress): void {
  let ids: number[] = [];
  attempt(found, "blocks", () => {
    ids = readKeys(database, "blocks");
  });
  for (const [i, id] of ids.entries()) {
    attempt(found, `block ${id}`, () => checkBlock(database, id, found));
    onProgress(i + 1, ids.length);
  }
}

/** A block that was removed meanwhile is passed over. */
function checkBlock(database: Database, id: number, found: StoreCheck): void {
  const block = atOnce(database, () => {
    const isThere = database.statement("SELECT 1 FROM blocks WHERE rowid = ?").get(id);
    return isThere === undefined ? null : readBlock(database, id);
  });
  if (block === null) return;
  if (block.fault !== null) {
    note(found, `block ${id}`, block.fault);
    return;
  }
  found.blocks++;
  found.events += block.row.n;
}

/** A search does without those that are damaged, only slower. */
function checkRows(database: Database, table: "filters" | "summaries", found: StoreCheck): void {
  const read = database.statement(`SELECT data FROM ${table} WHERE rowid = ?`);
  const keys = database.statement(`SELECT rowid AS key FROM ${table}`).all<{ key: number }>();
  for (const { key } of keys) {
    const row = read.get<{ data: Uint8Array }>(key);
    const reason = row === undefined ? null : findFault(row.data);
    if (reason !== null) note(found, `${table} ${key}`, reason);
  }
}

function checkHead(database: Database, found: StoreCheck): void {
  for (const { seq, count, info, reason } of readHead(database)) {
    if (info === null) note(found, `head row ${seq}`, reason);
    else {
      found.headRows++;
      found.events += count;
    }
  }
}

function checkIntervals(database: Database, found: StoreCheck): void {
  const isReadable = readIntervals(database, (row) => {
    if (isSoundRow(row)) found.intervals++;
    else note(found, `interval ${row[1]} of origin ${row[0]}`, "its checksum is wrong");
  });
  if (!isReadable) note(found, "intervals", "some cannot be read");
}

/** Lets `work` see one state of the file, however long it reads. */
function atOnce<T>(database: Database, work: () => T): T {
  database.exec("BEGIN");
  try {
    return work();
  } finally {
    database.exec("ROLLBACK");
  }
}
