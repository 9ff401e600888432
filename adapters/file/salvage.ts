import { finishPutAside, putAside } from "../../runtime/put_aside.ts";
import { openDatabase } from "../../runtime/sqlite.ts";
import { type Checkpoint, isDamaged, openCheckpoint, type RawRow, readRow } from "./checkpoint.ts";
import type { FileRow } from "./checkpoint_schema.ts";
import type { Cursor } from "./cursor.ts";

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
  try {
    return openCheckpoint(options);
  } catch (error) {
    if (!isDamaged(error)) throw error;
    salvage(options, error as Error);
    return openCheckpoint(options);
  }
}

function salvage({ path, nowMs, log }: SalvageOptions, reason: Error): void {
  const { folder, salvaged } = putAside({ path, nowMs, salvage: (into) => copyRows(path, into) });
  log(
    `The checkpoint "${path}" was damaged (${reason.message}): it is kept in "${folder}", and ` +
      `${salvaged} files were found in it; any other file is shipped again from its beginning`,
  );
}

function copyRows(path: string, into: string): number {
  const rows = readWhatIsLeft(path);
  using checkpoint = openCheckpoint({ path: into });
  if (rows.length > 0) checkpoint.save(rows);
  return rows.length;
}

/** Row by row, until the damage is met; in both directions, since it may be anywhere. */
function readWhatIsLeft(path: string): { row: FileRow; cursor: Cursor }[] {
  const found = new Map<string, { row: FileRow; cursor: Cursor }>();
  try {
    using database = openDatabase({ path });
    for (const order of ["ASC", "DESC"]) {
      try {
        const sql = `SELECT * FROM files ORDER BY origin ${order}`;
        for (const raw of database.statement(sql).iterate<RawRow>()) {
          const known = readRow(raw);
          found.set(known.row.origin, known);
        }
      } catch {
        continue;
      }
    }
  } catch {
    return [...found.values()];
  }
  return [...found.values()];
}
