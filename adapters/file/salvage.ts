import type { FileRow } from "./checkpoint_schema.ts";
import { type Checkpoint, openCheckpoint, readRow } from "./checkpoint.ts";
import { isDamaged } from "./checkpoint.ts";
import { openDatabase } from "../../runtime/sqlite.ts";
import type { Cursor } from "./cursor.ts";

/** How to open, and what to say. */
export interface SalvageOptions {
  readonly path: string;
  /** Epoch milliseconds, for the name of a damaged file. */
  readonly nowMs: number;
  readonly log: (message: string) => void;
  /** As in `DatabaseOptions.fault`, for tests. */
  readonly fault?: (operation: string) => void;
}

/**
 * Opens the checkpoint. A damaged one is put aside as `PATH.corrupt-TIME` and a new one begun with the
 * rows that can still be read; files without a row are shipped again from their beginning, which is said.
 */
export function openOrSalvage(options: SalvageOptions): Checkpoint {
  try {
    return openCheckpoint(options);
  } catch (error) {
    if (!isDamaged(error)) throw error;
    return salvage(options, error as Error);
  }
}

function salvage(options: SalvageOptions, reason: Error): Checkpoint {
  const { path, nowMs, log } = options;
  const aside = `${path}.corrupt-${new Date(nowMs).toISOString().replace(/[:.]/g, "-")}`;
  for (const suffix of ["", "-wal", "-shm"]) renameIfThere(path + suffix, aside + suffix);
  const rows = readWhatIsLeft(aside);
  const checkpoint = openCheckpoint(options);
  if (rows.length > 0) checkpoint.save(rows);
  log(
    `The checkpoint "${path}" was damaged (${reason.message}): it is kept as "${aside}", and ` +
      `${rows.length} files were found in it; any other file is shipped again from its beginning`,
  );
  return checkpoint;
}

function renameIfThere(from: string, to: string): void {
  try {
    Deno.renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Row by row, until the damage is met; in both directions, since it may be anywhere. */
function readWhatIsLeft(path: string): { row: FileRow; cursor: Cursor }[] {
  const found = new Map<string, { row: FileRow; cursor: Cursor }>();
  try {
    using database = openDatabase({ path, readOnly: true });
    for (const order of ["ASC", "DESC"]) {
      try {
        const sql = `SELECT * FROM files ORDER BY origin ${order}`;
        for (const raw of database.statement(sql).iterate<Parameters<typeof readRow>[0]>()) {
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
