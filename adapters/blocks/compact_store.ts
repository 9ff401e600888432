import { denoFileSystem } from "../../runtime/file_system.ts";
import { openDatabase } from "../../runtime/sqlite.ts";
import { truncateWal } from "../../runtime/truncate_wal.ts";
import { checkHeader } from "./check_header.ts";
import { readVersion, refuseNewer } from "./schema.ts";
import { giveBack, readSpace } from "./space.ts";
import { translateError } from "./translate_error.ts";

/** Sizes of a store's files together. */
export interface Compaction {
  /** Bytes. */
  readonly before: number;
  /** Bytes. */
  readonly after: number;
}

/**
 * Gives all free pages of a store and the room of its WAL to the disk; the caller holds the writer's lock.
 * Readers may go on; one that is at it keeps the WAL as it is. Null where there is no store.
 */
export function compactStore(
  path: string,
  onProgress: (freePagesLeft: number) => void,
): Compaction | null {
  if (denoFileSystem.stat(path) === null) return null;
  const before = measure(path);
  try {
    compact(path, onProgress);
  } catch (error) {
    throw translateError(error, { what: "compact what is", path });
  }
  return { before, after: measure(path) };
}

function compact(path: string, onProgress: (freePagesLeft: number) => void): void {
  checkHeader(path);
  using database = openDatabase({ path });
  refuseNewer(path, readVersion(database));
  while (giveBack(database, 0)) {
    truncateWal(database); // Otherwise it grows by every page that is moved.
    onProgress(readSpace(database).freePages);
  }
  truncateWal(database);
}

function measure(path: string): number {
  return [path, `${path}-wal`]
    .reduce((sum, each) => sum + (denoFileSystem.stat(each)?.size ?? 0), 0);
}
