import { readFileId } from "../../runtime/file_system.ts";
import { putAside } from "../../runtime/put_aside.ts";
import { type Database, type DatabaseOptions, openDatabase } from "../../runtime/sqlite.ts";
import { copyCheckpoint } from "./copy_checkpoint.ts";

/** `ship.db`, which `ship` does not let be taken away while it has it open. */
export interface KeptCheckpoint extends Disposable {
  /** Open for writing; another one after `keepInPlace` wrote it anew. */
  readonly current: () => Database;
  /**
   * Writes the file anew, with all that is in it, where somebody removed or replaced it; gives the folder to
   * which is moved what is there instead. Null: it is in its place. Throws SQLite's errors and the system's.
   */
  keepInPlace(nowMs: number): string | null;
}

/** Opens it, as `openDatabase` does. */
export function openKeptCheckpoint(options: DatabaseOptions): KeptCheckpoint {
  const { path } = options;
  let database = openDatabase(options);
  let fileId = readFileId(path);
  return {
    current: () => database,
    keepInPlace(nowMs) {
      if (readFileId(path) === fileId) return null;
      // What was removed stays readable for whoever has it open.
      const salvage = (into: string) => copyCheckpoint(database, { ...options, path: into });
      const { folder } = putAside({ path, nowMs, salvage });
      const old = database;
      database = openDatabase(options);
      fileId = readFileId(path);
      old[Symbol.dispose]();
      return folder;
    },
    [Symbol.dispose]: () => database[Symbol.dispose](),
  };
}
