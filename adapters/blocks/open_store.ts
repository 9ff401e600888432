import type { LogEvent } from "../../core/event.ts";
import { finishPutAside, putOrphansAside } from "../../runtime/put_aside.ts";
import { type Database, openDatabase } from "../../runtime/sqlite.ts";
import { isDamagedFile } from "./damage.ts";
import { checkHeader } from "./check_header.ts";
import { checkPages } from "./check_pages.ts";
import { settleWal } from "./check_wal.ts";
import { readFileId } from "../../runtime/file_system.ts";
import { type HeadRow, readHead } from "./head.ts";
import { StoredIntervals } from "./intervals.ts";
import { putAside } from "./put_aside.ts";
import { replaceDamaged } from "./replace_damaged.ts";
import { ensureSchema, readMeta, type StoreMeta, toEpoch, writeMeta } from "./schema.ts";
import { sumText, writeBlock } from "./seal.ts";

/** How to open the store for writing. */
export interface StoreOptions {
  /** The SQLite file; made when missing. */
  readonly path: string;
  /** Told, in a sentence, what was damaged. */
  readonly log: (message: string) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Fills with random bytes. */
  readonly random: (bytes: Uint8Array<ArrayBuffer>) => void;
  /** As in `DatabaseOptions`. */
  readonly fault: (operation: string) => void;
  /** Makes the reserve where it is not there. */
  readonly keepReserve: () => void;
  /** How much may still be written to the file's disk. */
  readonly freeBytes: () => number;
  /** Size of the file `<path>.reserve`, which is given up on a full disk; 0 = none. */
  readonly reserveBytes: number;
  /** The newest events of so many bytes never go for want of room. */
  readonly keptBytesMin: number;
}

/** An open store and what its writer keeps in memory; assigned anew after a commit. */
export interface Store {
  /** Open for writing. */
  readonly database: Database;
  /** Of the file as it was opened. */
  readonly fileId: string | null;
  /** What is stored, against repeats. */
  readonly intervals: StoredIntervals;
  /** As in the file. */
  meta: StoreMeta;
  /** Events that are not in a block yet: the last that arrived, in order. */
  head: LogEvent[];
  /** `sumText` of them. */
  headText: number;
  /** Up to which block all were checked. */
  scrubbedId: number;
}

/** Opens or makes the store; `damaged` says why the present file is not to be used. */
export function openStore(options: StoreOptions, damaged: Error | null = null): Store {
  const { path, log } = options;
  finishPutAside(path);
  putOrphansAside({ path, log, nowMs: options.now() });
  if (damaged === null) {
    try {
      return load(options);
    } catch (error) {
      if (!isDamagedFile(error)) throw error;
      damaged = error as Error;
    }
  }
  replaceDamaged(options, damaged);
  return load(options);
}

function load(options: StoreOptions): Store {
  checkHeader(options.path);
  settleWal(options);
  const database = openDatabase({ path: options.path, fault: options.fault });
  try {
    database.exec(`PRAGMA journal_size_limit = ${WAL_BYTES_KEPT_MAX}`);
    database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    // Damage in a large file shows when it is read.
    if (Deno.statSync(database.path).size <= CHECKED_BYTES_MAX) checkPages(database);
    ensureSchema(database, toEpoch(options.random));
    database.statement("SELECT seq FROM sqlite_sequence").all(); // So that no id gets too large.
    const { meta, head } = settleHead(database, options);
    const headText = sumText(head);
    const intervals = new StoredIntervals(database);
    const fileId = readFileId(options.path);
    return { database, fileId, intervals, meta, head, headText, scrubbedId: 0 };
  } catch (error) {
    database[Symbol.dispose]();
    throw error;
  }
}

/** The head's events; where some are damaged, the others become blocks so that numbers stay. */
function settleHead(
  database: Database,
  { log }: StoreOptions,
): { meta: StoreMeta; head: LogEvent[] } {
  const meta = readMeta(database);
  const rows = readHead(database);
  if (isWhole(rows, meta.arrivals)) {
    return { meta, head: rows.flatMap(({ info }) => info!.block.allEvents()) };
  }
  const broken = rows.filter(({ info }) => info === null);
  const next = database.transaction(() => {
    for (const { firstArrival, info } of rows) {
      if (info !== null) writeBlock(database, { firstArrival, events: info.block.allEvents() });
    }
    for (const { seq, count, reason, bytes } of broken) {
      putAside(database, { part: `head ${seq}`, events: count, reason, bytes });
    }
    database.exec("DELETE FROM head");
    const changed = { ...meta, generation: meta.generation + 1 };
    writeMeta(database, changed);
    return changed;
  });
  for (const { seq, count, reason } of broken) {
    log(
      `Cannot read head row ${seq} of "${database.path}" with ${count} events: ${reason}; ` +
        `its bytes are kept in the table "broken"`,
    );
  }
  return { meta: next, head: [] };
}

/** Whether all is readable and numbered without a gap up to the last arrival. */
function isWhole(rows: readonly HeadRow[], arrivals: number): boolean {
  let expected = arrivals - rows.reduce((sum, { count }) => sum + count, 0);
  for (const { firstArrival, count, info } of rows) {
    if (info === null || firstArrival !== expected) return false;
    expected += count;
  }
  return true;
}

const WAL_BYTES_KEPT_MAX = 16 * 1024 * 1024;
const CHECKPOINT_PAGES = 1024;
const CHECKED_BYTES_MAX = 64 * 1024 * 1024;
