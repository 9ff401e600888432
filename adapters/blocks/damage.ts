import { isCorrupt } from "../../runtime/sqlite.ts";
import { DAMAGE } from "./packed.ts";

/** Whether an error says that stored bytes are not what was written: by checksum, or by SQLite. */
export function isDamage(error: unknown): error is Error {
  return isDamagedFile(error) || (error instanceof Error && error.cause === DAMAGE);
}

/** Whether SQLite says that the file is not as it left it. */
export function isDamagedFile(error: unknown): error is Error {
  return isCorrupt(error) ||
    (error instanceof Error && /malformed database schema|no such table/.test(error.message));
}
