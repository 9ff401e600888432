import { hasSoundHeader } from "../../runtime/sound_header.ts";
import { PAGE_BYTES } from "../../runtime/sqlite.ts";
import { damagedFileError } from "./damage.ts";

/**
 * Throws as SQLite does on a damaged file when the header of an existing, not empty one is none of a store.
 * Nobody in this process may have it open by SQLite: closing the file here would give up that one's locks
 * (https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
 */
export function checkHeader(path: string): void {
  if (hasSoundHeader(path, PAGE_BYTES)) return;
  throw damagedFileError("its header is not that of a database");
}
