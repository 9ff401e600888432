import { damagedFileError } from "./damage.ts";
import type { Store } from "./open_store.ts";
import { removeBlock } from "./prune.ts";
import { putBlockAside } from "./put_aside.ts";
import { writeMeta } from "./schema.ts";
import { readBlock, type StoredBlock } from "./stored_block.ts";

/**
 * Checks the next blocks, a few a call, all in turn. What is broken goes to the table `broken` with its
 * bytes, is said, and counts as expired. Throws as SQLite does on a damaged file where even the row of a
 * block cannot be read.
 */
export function scrub(store: Store, log: (message: string) => void): void {
  const ids = store.database.statement("SELECT id FROM blocks WHERE id > ? ORDER BY id LIMIT ?")
    .all<{ id: number }>(store.scrubbedId, BLOCKS_PER_CALL);
  for (const { id } of ids) {
    const block = readBlock(store.database, id);
    if (block === null) throw damagedFileError(`the row of block ${id} cannot be read`);
    if (block.fault !== null) removeBroken(store, block, log);
  }
  store.scrubbedId = ids.length < BLOCKS_PER_CALL ? 0 : ids.at(-1)!.id;
}

function removeBroken(store: Store, block: StoredBlock, log: (message: string) => void): void {
  const { database } = store;
  const { id, n } = block.row;
  const meta = {
    ...store.meta,
    expired: store.meta.expired + n,
    generation: store.meta.generation + 1,
  };
  database.transaction(() => {
    putBlockAside(database, block);
    removeBlock(store, id);
    writeMeta(database, meta);
  });
  store.meta = meta;
  log(
    `Cannot read block ${id} of "${database.path}" with ${n} events: ${block.fault}; ` +
      `its bytes are kept in the table "broken"`,
  );
}

const BLOCKS_PER_CALL = 64;
