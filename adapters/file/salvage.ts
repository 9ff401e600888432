import { finishPutAside, putAside } from "../../runtime/put_aside.ts";
import { type Database, openDatabase } from "../../runtime/sqlite.ts";
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
  const keep = (raw: RawRow) => {
    try {
      found.set(raw.origin, readRow(raw));
    } catch {
      return; // A damaged row: the others may be whole.
    }
  };
  try {
    using database = openDatabase({ path });
    for (const way of WAYS) readWay(database, way, keep);
  } catch {
    return []; // Not even the table is left.
  }
  return [...found.values()];
}

const WAYS = [
  { first: "", next: "origin > ? ORDER BY origin" },
  { first: "~", next: "origin < ? ORDER BY origin DESC" }, // Origins are hex digits: all below.
];

function readWay(database: Database, way: typeof WAYS[number], keep: (raw: RawRow) => void): void {
  try {
    const next = database.statement(`SELECT * FROM files WHERE ${way.next} LIMIT 1`);
    for (let last = way.first;;) {
      const raw = next.get<RawRow>(last);
      if (raw === undefined) return;
      keep(raw);
      last = raw.origin;
    }
  } catch {
    return; // The damage; what lies behind it is met from the other side.
  }
}
