import { readMeta, writeMeta } from "./schema.ts";
import { countThere } from "./seal.ts";
import { withStore } from "./with_store.ts";

/** What no longer counts as damaged. */
export interface ForgottenDamage {
  /** That count as expired from now on. */
  readonly events: number;
  /** Rows of the table `broken`, which are removed. */
  readonly parts: number;
}

/**
 * Counts as expired what a store lost to damage, and removes the bytes that were put aside in it; the caller
 * holds the writer's lock. Null where nothing was stored yet. Throws where the file is damaged now.
 */
export function forgetDamage(path: string): ForgottenDamage | null {
  return withStore(
    { path, what: "forget the damage of" },
    (database) =>
      database.transaction(() => {
        const meta = readMeta(database);
        const events = Math.max(0, meta.stored - meta.expired - countThere(database));
        writeMeta(database, { ...meta, expired: meta.expired + events });
        const { changes: parts } = database.statement("DELETE FROM broken").run();
        return { events, parts };
      }),
  );
}
