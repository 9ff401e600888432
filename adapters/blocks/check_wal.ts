import { copyWalAside } from "../../runtime/put_aside.ts";
import { PAGE_BYTES } from "../../runtime/sqlite.ts";
import { findLastingWalDamage, findWalDamage } from "../../runtime/wal_damage.ts";
import { damagedFileError } from "./damage.ts";
import type { StoreOptions } from "./open_store.ts";

/**
 * Throws as SQLite should where it would drop transactions behind a damaged one, and delete them when it
 * closes the file; to be called before it is opened for writing. `beside`: somebody may be writing.
 */
export function checkWal(path: string, { beside = false } = {}): void {
  const damage = (beside ? findLastingWalDamage : findWalDamage)(path, PAGE_BYTES);
  if (damage !== null && !damage.mayBeTorn) throw damagedFileError(damage.what);
}

/**
 * The same for the store's writer. Of a WAL of which SQLite will drop the last transaction it keeps the bytes,
 * and says so: as a power failure leaves it, the bus delivers that again; a store of many gigabytes is not to
 * be copied for it.
 */
export function settleWal({ path, now, log }: StoreOptions): void {
  const damage = findWalDamage(path, PAGE_BYTES);
  if (damage === null) return;
  if (!damage.mayBeTorn) throw damagedFileError(damage.what);
  const folder = copyWalAside(path, now());
  log(
    `Store "${path}" goes on without its last transaction, of which only a part is on the disk, as a power ` +
      `failure leaves it (${damage.what}): ${
        folder === null ? "no room to keep" : `"${folder}" has`
      } its bytes`,
  );
}
