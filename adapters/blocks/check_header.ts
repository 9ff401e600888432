import { damagedFileError } from "./damage.ts";

/**
 * Throws as SQLite does on a damaged file when the header of an existing, not empty one is not of a
 * database in WAL mode. SQLite itself takes some changed bytes there for a file of the future, or one
 * that may only be read.
 */
export function checkHeader(path: string): void {
  const header = readHeader(path);
  if (header === null || header.length === 0) return;
  const magic = new TextDecoder().decode(header.subarray(0, MAGIC.length));
  const versions = [header[WRITE_VERSION_AT], header[WRITE_VERSION_AT + 1]];
  if (magic === MAGIC && versions.every((version) => version === 1 || version === 2)) return;
  throw damagedFileError("its header is not that of a database");
}

/** The first 100 bytes; null = there is no file. */
function readHeader(path: string): Uint8Array | null {
  try {
    using file = Deno.openSync(path);
    const header = new Uint8Array(HEADER_BYTES);
    return header.subarray(0, file.readSync(header) ?? 0);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

const HEADER_BYTES = 100;
const MAGIC = "SQLite format 3\0";

/** Of the format for writing (1 = journal, 2 = WAL); that for reading stands behind it. */
const WRITE_VERSION_AT = 18;
