import { FileBytes } from "../../../runtime/file_bytes.ts";
import { findLargeNumber } from "../../../runtime/find_large_number.ts";
import { type Database, isCorrupt, VERSION_MAX } from "../../../runtime/sqlite.ts";
import { readWal } from "../../../runtime/wal.ts";

/** How to examine. */
export interface ExamineOptions {
  /** Of the file; may be absent. */
  readonly path: string;
  /** That it was made with. */
  readonly pageBytes: number;
  /** Opens the file, or makes it. */
  readonly open: () => Database;
  /** Prepares its tables and reads the small ones; throws what SQLite throws. */
  readonly check: (db: Database) => void;
  /** Read every page, however large the file is. */
  readonly thorough: boolean;
}

/**
 * What is wrong with a file that nobody has open; null where nothing is, and then it exists.
 * Reads the WAL, what `check` reads, and all pages of a file up to 64 MiB.
 */
export function examine(options: ExamineOptions): string | null {
  const { path, pageBytes, open, check, thorough } = options;
  using main = new FileBytes(path);
  using walFile = new FileBytes(`${path}-wal`);
  const wal = readWal(walFile, pageBytes);
  if (main.size === 0 && wal.frames.length > 0) return "the file is empty, but its log is not";
  if (!hasPossibleHead(main)) return "its header is damaged";
  if (wal.dropped.length > 0) return "a transaction in its write-ahead log is damaged";
  try {
    using db = open();
    check(db);
    if (!thorough && main.size > CHECKED_BYTES_MAX) return null;
    const { quick_check: result } = db.statement("PRAGMA quick_check(1)")
      .get<{ quick_check: string }>()!;
    return result === "ok" ? findLargeNumber(db) : result;
  } catch (error) {
    if (!isCorrupt(error)) throw error;
    return (error as Error).message;
  }
}

/**
 * Whether the header can be one of ours, in the fields that make SQLite refuse a file or take it for a later
 * one (https://sqlite.org/fileformat2.html#the_database_header). SQLite checks the rest.
 */
function hasPossibleHead(file: FileBytes): boolean {
  const head = file.read(0, 100);
  if (head === null) return true;
  const view = new DataView(head.buffer);
  const [writes, reads] = [view.getUint8(18), view.getUint8(19)];
  const schemaFormat = view.getUint32(44);
  return writes <= 2 && reads <= 2 && (schemaFormat === 4 || schemaFormat === 0) &&
    view.getUint32(60) <= VERSION_MAX;
}

const CHECKED_BYTES_MAX = 64 * 1024 * 1024;
