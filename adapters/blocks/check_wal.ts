import { PAGE_BYTES } from "../../runtime/sqlite.ts";
import { findLastingWalDamage, findWalDamage } from "../../runtime/wal_damage.ts";
import { damagedFileError } from "./damage.ts";

/**
 * Throws as SQLite should where it would drop transactions behind a damaged one, and delete them when it
 * closes the file; to be called before it is opened for writing. `beside`: somebody may be writing.
 */
export function checkWal(path: string, { beside = false } = {}): void {
  const damage = (beside ? findLastingWalDamage : findWalDamage)(path, PAGE_BYTES);
  if (damage !== null) throw damagedFileError(damage);
}
