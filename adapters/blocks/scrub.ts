import { removeDamagedFilters } from "./filter_rows.ts";
import type { Store } from "./open_store.ts";
import { readPositions } from "./positions.ts";
import { removeBlock } from "./prune.ts";
import { putBlockAside } from "./put_aside.ts";
import { writeMeta } from "./schema.ts";
import { countThere } from "./seal.ts";
import { readBlock, type StoredBlock } from "./stored_block.ts";

/**
 * Checks the bus positions, and the next blocks with their filters, a few a call, all in turn. A block that
 * is not what was written goes to the table `broken` with its bytes, is said, and counts as damaged. Throws as SQLite does
 * on a damaged file where something cannot even be read: then the whole file is to be replaced.
 */
export function scrub(store: Store, log: (message: string) => void): void {
  readPositions(store.database); // for its checksums only: the writer asks for them just once
  const ids = store.database.statement("SELECT id FROM blocks WHERE id > ? ORDER BY id LIMIT ?")
    .all<{ id: number }>(store.scrubbedId, BLOCKS_PER_CALL);
  for (const { id } of ids) {
    const block = readBlock(store.database, id);
    if (block.fault !== null) removeBroken(store, block, log);
  }
  mendFilters(store, ids.map(({ id }) => id), log);
  store.scrubbedId = ids.length < BLOCKS_PER_CALL ? 0 : ids.at(-1)!.id;
}

function removeBroken(store: Store, block: StoredBlock, log: (message: string) => void): void {
  const { database, meta } = store;
  const { id } = block.row;
  const next = { ...meta, generation: meta.generation + 1 };
  database.transaction(() => {
    putBlockAside(database, block);
    removeBlock(store, id);
    writeMeta(database, next);
  });
  store.meta = next;
  log(
    `Cannot read block ${id} of "${database.path}": ${block.fault}; its bytes are kept in the table ` +
      `"broken"; ${
        meta.stored - meta.expired - countThere(database)
      } events were lost to damage so far`,
  );
}

function mendFilters(
  { database }: Store,
  ids: readonly number[],
  log: (message: string) => void,
): void {
  const removed = database.transaction(() => removeDamagedFilters(database, ids));
  if (removed === 0) return;
  log(
    `Cannot read ${removed} filters and summaries of "${database.path}": they are removed; searches of ` +
      "those blocks find the same, only slower",
  );
}

const BLOCKS_PER_CALL = 64;
