import { isCorrupt } from "../../runtime/sqlite.ts";
import { DAMAGE } from "./packed.ts";

/** Whether an error says that stored bytes are not what was written: by checksum, or by SQLite. */
export function isDamage(error: unknown): error is Error {
  return isDamagedFile(error) || (error instanceof Error && error.cause === DAMAGE);
}

/** What `read` gives; null where it meets damage. */
export function orNullIfDamaged<T>(read: () => T | null): T | null {
  try {
    return read();
  } catch (error) {
    if (isDamage(error)) return null;
    throw error;
  }
}

/** Whether SQLite says that the file is not as it left it. */
export function isDamagedFile(error: unknown): error is Error {
  return isCorrupt(error) ||
    (error instanceof Error && DAMAGED_SCHEMA.test(error.message));
}

/** An error that {@linkcode isDamagedFile} knows, for damage that SQLite itself does not see. */
export function damagedFileError(why: string): Error {
  return new Error(`database disk image is malformed: ${why}`);
}

/** A changed byte in the text of the schema looks like another schema. */
const DAMAGED_SCHEMA = /no such (table|column)|has no column named|unsupported file format/;
