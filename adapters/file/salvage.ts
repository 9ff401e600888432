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
  try {
    return openCheckpoint(options);
  } catch (error) {
    if (!isDamaged(error)) throw error;
    salvage(options, error as Error);
    return openCheckpoint(options);
  }
}

/**
 * The new file is whole before it takes the old one's place. Dying in between means salvaging again,
 * at worst from rows a little older: the same bytes are shipped again under the same ids.
 */
function salvage({ path, nowMs, log }: SalvageOptions, reason: Error): void {
  const folder = `${path}.corrupt/${new Date(nowMs).toISOString().replaceAll(":", "-")}`;
  Deno.mkdirSync(folder, { recursive: true });
  const [aside, fresh] = [`${folder}/ship.db`, `${folder}/new.db`];
  Deno.copyFileSync(path, aside);
  ifThere(() => Deno.copyFileSync(`${path}-wal`, `${aside}-wal`));
  ifThere(() => Deno.removeSync(fresh));
  const rows = readWhatIsLeft(aside);
  const checkpoint = openCheckpoint({ path: fresh });
  if (rows.length > 0) checkpoint.save(rows);
  checkpoint[Symbol.dispose]();
  for (const suffix of ["-wal", "-shm"]) ifThere(() => Deno.removeSync(path + suffix));
  Deno.renameSync(fresh, path);
  log(
    `The checkpoint "${path}" was damaged (${reason.message}): it is kept in "${folder}", and ` +
      `${rows.length} files were found in it; any other file is shipped again from its beginning`,
  );
}

function ifThere(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
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
