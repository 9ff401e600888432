import { denoFileSystem } from "../../runtime/file_system.ts";
import { type Database, openDatabase } from "../../runtime/sqlite.ts";
import { checkHeader } from "./check_header.ts";
import { checkWal } from "./check_wal.ts";
import { isDamagedFile } from "./damage.ts";
import { readVersion, refuseNewer } from "./schema.ts";
import { translateError } from "./translate_error.ts";

/**
 * Does something to the store at `path` by hand; the caller holds the writer's lock. Null where nothing was
 * stored yet. `what` says in errors what cannot be done. Throws where the store is damaged, or newer.
 */
export function withStore<T>(
  { path, what }: { readonly path: string; readonly what: string },
  work: (database: Database) => T,
): T | null {
  if (denoFileSystem.stat(path) === null) return null;
  try {
    checkHeader(path);
    checkWal(path);
    using database = openDatabase({ path });
    const version = readVersion(database);
    refuseNewer(path, version);
    return version === 0 ? null : work(database);
  } catch (error) {
    if (!isDamagedFile(error)) throw translateError(error, { what, path });
    throw new Error(
      `Cannot ${what} "${path}": it is damaged (${error.message}); start \`process\`, which puts that ` +
        "aside and keeps the rest",
      { cause: error },
    );
  }
}
