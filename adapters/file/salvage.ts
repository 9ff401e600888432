import { openDamaged } from "../../runtime/open_damaged.ts";
import { finishPutAside, putAside, putOrphansAside } from "../../runtime/put_aside.ts";
import { type Checkpoint, isDamaged, openCheckpoint } from "./checkpoint.ts";
import { makeTables, PAGE_BYTES } from "./checkpoint_schema.ts";
import { copyCheckpoint } from "./copy_checkpoint.ts";

/** How to open, and what to say. */
export interface SalvageOptions {
  /** Where. */
  readonly path: string;
  /** Epoch milliseconds, for the name of a damaged file. */
  readonly nowMs: number;
  /** Tells people. */
  readonly log: (message: string) => void;
  /** As in `DatabaseOptions.fault`, for tests. */
  readonly fault?: (operation: string) => void;
}

/**
 * Opens the checkpoint. A damaged one is kept as `PATH.corrupt/TIME/ship.db` and replaced by one with the
 * rows that can still be read; files without a row are shipped again from their beginning, which is said.
 */
export function openOrSalvage(options: SalvageOptions): Checkpoint {
  finishPutAside(options.path);
  putOrphansAside(options);
  try {
    return openCheckpoint(options);
  } catch (error) {
    if (!isDamaged(error)) throw error;
    salvage(options, error as Error);
    return openCheckpoint(options);
  }
}

function salvage(options: SalvageOptions, reason: Error): void {
  const { path, nowMs, log, fault } = options;
  const shared = { pageBytes: PAGE_BYTES, ...fault && { fault } };
  const { folder, salvaged } = putAside({
    path,
    nowMs,
    salvage(into, scratch) {
      using damaged = openDamaged({ ...shared, path, scratch, histories: [makeTables] });
      return copyCheckpoint(damaged.database, { ...shared, path: into });
    },
  });
  log(
    `The checkpoint "${path}" was damaged (${reason.message}): it is kept in "${folder}", and ` +
      `${salvaged} files were found in it; any other file is shipped again from its beginning`,
  );
}
