import { denoFileSystem } from "../../runtime/file_system.ts";
import { giveBack } from "../../runtime/give_back.ts";
import { truncateWal } from "../../runtime/truncate_wal.ts";
import { readSpace } from "./space.ts";
import { withStore } from "./with_store.ts";

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
  const before = measure(path);
  const done = withStore({ path, what: "compact" }, (database) => {
    while (giveBack(database, 0)) {
      truncateWal(database); // Otherwise it grows by every page that is moved.
      onProgress(readSpace(database).freePages);
    }
    truncateWal(database);
    return "done";
  });
  return done === null ? null : { before, after: measure(path) };
}

function measure(path: string): number {
  return [path, `${path}-wal`]
    .reduce((sum, each) => sum + (denoFileSystem.stat(each)?.size ?? 0), 0);
}
