import { COLUMNS_PER_BLOCK } from "./block_meta.ts";
import type { Store } from "./open_store.ts";
import { BLOCKS_PER_STEP, type Doomed, type PruneStep, removeParts } from "./prune.ts";
import { readSpace } from "./space.ts";

/**
 * Removes some of what arrived first, until at most `bytesMax` bytes of the file hold something, or nothing
 * is left to remove: blocks, and once there are none, head rows.
 */
export function pruneToBytes(store: Store, bytesMax: number): PruneStep {
  const surplus = readSpace(store.database).usedBytes - bytesMax;
  if (surplus <= 0) return { removed: 0, more: false };
  const removed = removeParts(store, findOldest(store, surplus));
  return { removed, more: removed > 0 };
}

function findOldest({ database }: Store, surplus: number): Doomed {
  const blocks = database.statement(BLOCKS_WITH_BYTES).all<Part & { id: number }>(BLOCKS_PER_STEP);
  if (blocks.length > 0) return { blocks: takeBytes(blocks, surplus), headRows: [] };
  const headRows = database.statement("SELECT seq, n, length(data) AS bytes FROM head ORDER BY seq")
    .all<Part & { seq: number }>();
  return { blocks: [], headRows: takeBytes(headRows, surplus) };
}

interface Part {
  readonly n: number;
  readonly bytes: number;
}

/** The first ones that have so many bytes together, at least one. */
function takeBytes<P extends Part>(parts: readonly P[], bytes: number): P[] {
  let sum = 0;
  const enough = parts.findIndex((part) => (sum += part.bytes) >= bytes);
  return enough < 0 ? [...parts] : parts.slice(0, enough + 1);
}

const BLOCKS_WITH_BYTES = `
SELECT id, n, length(meta) + (
  SELECT total(length(data)) FROM columns WHERE columns.id BETWEEN blocks.id * ${COLUMNS_PER_BLOCK} AND (blocks.id + 1) * ${COLUMNS_PER_BLOCK} - 1
) AS bytes FROM blocks ORDER BY id LIMIT ?`;
