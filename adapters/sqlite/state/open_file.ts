import type { Database } from "../../../runtime/sqlite.ts";
import { type FileKind, type OpenFile, openSharedFile } from "../shared_file/open_shared_file.ts";
import { assertWhole, type DocumentRow, PAGE_BYTES, prepareSchema } from "./schema.ts";
import { salvage } from "./salvage.ts";

/** How to open `state.db`. */
export interface SqliteStateOptions {
  /**
   * The file, `state.db`. Needs reading and writing of it, of the same with `-wal`, `-shm`, `.lock`
   * and of the folder with `.corrupt`; and that its own folder exists.
   */
  readonly path: string;
  /** Told what a person should know: a damaged file put aside. */
  readonly log?: (message: string) => void;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** How long a write waits for another process's, milliseconds. */
  readonly busyMs?: number;
  /** Called before every operation on the file; throws to make it fail (tests). */
  readonly fault?: (operation: string) => void;
}

/** Opens (and makes) the file that documents and leases share, as {@linkcode openSharedFile} does. */
export function openStateFile(options: SqliteStateOptions): Promise<OpenFile> {
  return openSharedFile(KIND, {
    path: options.path,
    busyMs: options.busyMs ?? 5000,
    nowMs: options.now ?? Date.now,
    log: options.log ?? (() => {}),
    ...options.fault && { fault: options.fault },
  });
}

const KIND: FileKind<void> = {
  what: "state store",
  users: "all of LogFlow",
  pageBytes: PAGE_BYTES,
  prepare: prepareSchema,
  check: checkDocuments,
  afterUncleanEnd() {}, // Revisions and tokens grow with the clock, also where the last were lost.
  salvage: (path, into) => `${salvage(path, into)} documents`,
};

function checkDocuments(db: Database): void {
  const { size } = db.statement("SELECT count(*) AS size FROM counters").get<{ size: number }>()!;
  if (size !== 2) throw new Error("database disk image is malformed: it has lost its counters");
  const page = db.statement(
    "SELECT rowid, * FROM documents WHERE rowid > ? ORDER BY rowid LIMIT 16",
  );
  for (let after = 0;;) {
    const rows = page.all<DocumentRow & { rowid: number }>(after);
    rows.forEach(assertWhole);
    if (rows.length === 0) return;
    after = rows.at(-1)!.rowid;
  }
}
