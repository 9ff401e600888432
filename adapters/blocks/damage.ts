import { isCorrupt } from "../../runtime/sqlite.ts";
import { DAMAGE } from "./packed.ts";

/** Whether an error says that stored bytes are not what was written: by checksum, or by SQLite. */
export function isDamage(error: unknown): error is Error {
  return isCorrupt(error) || (error instanceof Error && error.cause === DAMAGE);
}
