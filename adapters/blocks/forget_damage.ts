import { denoFileSystem } from "../../runtime/file_system.ts";
import { openDatabase } from "../../runtime/sqlite.ts";
import { readMeta, readVersion, refuseNewer, writeMeta } from "./schema.ts";
import { countThere } from "./seal.ts";

/** What no longer counts as damaged. */
export interface ForgottenDamage {
  /** That count as expired from now on. */
  readonly events: number;
  /** Rows of the table `broken`, which are removed. */
  readonly parts: number;
}

/**
 * Counts as expired what a store lost to damage, and removes the bytes that were put aside in it; the caller
 * holds the writer's lock. Throws as SQLite does where the file is damaged now.
 */
export function forgetDamage(path: string): ForgottenDamage {
  if (denoFileSystem.stat(path) === null) return { events: 0, parts: 0 };
  using database = openDatabase({ path });
  const version = readVersion(database);
  refuseNewer(path, version);
  if (version === 0) return { events: 0, parts: 0 };
  return database.transaction(() => {
    const meta = readMeta(database);
    const events = Math.max(0, meta.stored - meta.expired - countThere(database));
    writeMeta(database, { ...meta, expired: meta.expired + events });
    const { changes: parts } = database.statement("DELETE FROM broken").run();
    return { events, parts };
  });
}
