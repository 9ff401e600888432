import { FileBytes } from "./file_bytes.ts";

/**
 * Whether a database file's header can be one that `openDatabase` made with pages of this size, in the fields
 * that never change (https://sqlite.org/fileformat2.html#the_database_header). SQLite takes some changed
 * bytes there for a file of the future, or one that may only be read, or for other text. A file that is absent
 * or empty is sound: it is still to be made.
 */
export function hasSoundHeader(path: string, pageBytes: number): boolean {
  using file = new FileBytes(path);
  if (file.size === 0) return true;
  const header = file.read(0, HEADER_BYTES);
  if (header === null) return false;
  const view = new DataView(header.buffer);
  return new TextDecoder().decode(header.subarray(0, MAGIC.length)) === MAGIC &&
    view.getUint16(16) === (pageBytes === 65_536 ? 1 : pageBytes) &&
    FIXED.every(([at, ...possible]) => possible.includes(view.getUint8(at))) &&
    [0, 4].includes(view.getUint32(44)) && // Format of the schema; 0 = there is none yet.
    [0, 1].includes(view.getUint32(56)); // Text is UTF-8; 0 = there is none yet.
}

const HEADER_BYTES = 100;
const MAGIC = "SQLite format 3\0";

/** Offsets of bytes with what may stand there: 1 = journal, 2 = WAL for writing and reading; none reserved; fractions. */
const FIXED: readonly (readonly [at: number, ...possible: number[]])[] = [
  [18, 1, 2],
  [19, 1, 2],
  [20, 0],
  [21, 64],
  [22, 32],
  [23, 32],
];
