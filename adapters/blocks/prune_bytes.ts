import type { Database } from "../../runtime/sqlite.ts";
import { COLUMNS_PER_BLOCK } from "./block_meta.ts";
import type { Store } from "./open_store.ts";
import { BLOCKS_PER_STEP, type Doomed, type PruneStep, removeParts } from "./prune.ts";
import { readSpace } from "./space.ts";

/** How small a store is to get. */
export interface Bounds {
  /** At most so many bytes of the file hold something, whatever it is. */
  readonly bytesMax: number;
  /**
   * The newest parts, of so many bytes together, stay in any case: parts go whole, and the file also holds
   * what is no event. At least 1, which is the newest part.
   */
  readonly keptBytesMin: number;
}

/**
 * Removes some of what cannot be read any more, then of what arrived first, until the store is within its
 * bounds or no part may go: blocks, and once there are none, head rows.
 */
export function pruneToBytes(store: Store, { bytesMax, keptBytesMin }: Bounds): PruneStep {
  const surplus = readSpace(store.database).usedBytes - bytesMax;
  if (surplus <= 0) return { removed: 0, more: false };
  if (removeBroken(store.database)) return { removed: 0, more: true };
  const { blocks, headRows } = findExpendable(store.database, keptBytesMin);
  const removed = removeParts(
    store,
    blocks.length > 0
      ? { blocks: takeBytes(blocks, surplus), headRows: [] }
      : { blocks: [], headRows: takeBytes(headRows, surplus) },
  );
  return { removed, more: removed > 0 };
}

/** Bytes that were put aside count as damaged already; they are not to cost whole events. */
function removeBroken(database: Database): boolean {
  const { changes } = database.statement(
    "DELETE FROM broken WHERE id IN (SELECT id FROM broken ORDER BY id LIMIT ?)",
  ).run(BROKEN_PER_STEP);
  return changes > 0;
}

const BROKEN_PER_STEP = 64;

/** The first parts that may go; head rows only where no block stays. */
function findExpendable(database: Database, keptBytesMin: number): Expendable {
  const headRows = database.statement("SELECT seq, n, length(data) AS bytes FROM head ORDER BY seq")
    .all<HeadPart>();
  let kept = 0;
  const firstKept = headRows.findLastIndex(({ bytes }) => (kept += bytes) >= keptBytesMin);
  const keptId = findKeptBlock(database, keptBytesMin - kept);
  const blocks = database.statement(`${BLOCKS_WITH_BYTES} WHERE id < ? ORDER BY id LIMIT ?`)
    .all<BlockPart>(keptId ?? Number.MAX_SAFE_INTEGER, BLOCKS_PER_STEP);
  return { blocks, headRows: keptId === null ? headRows.slice(0, Math.max(0, firstKept)) : [] };
}

/** The oldest of the newest blocks that have so many bytes together; null = none has to stay, or there is none. */
function findKeptBlock(database: Database, bytes: number): number | null {
  const before = database.statement(`${BLOCKS_WITH_BYTES} WHERE id < ? ORDER BY id DESC LIMIT 1`);
  let keptId: number | null = null;
  for (let sum = 0; sum < bytes;) {
    const block: BlockPart | undefined = before.get(keptId ?? Number.MAX_SAFE_INTEGER);
    if (block === undefined) break;
    keptId = block.id;
    sum += block.bytes;
  }
  return keptId;
}

interface Expendable {
  readonly blocks: readonly BlockPart[];
  readonly headRows: readonly HeadPart[];
}

type BlockPart = Doomed["blocks"][number] & { readonly bytes: number };

type HeadPart = Doomed["headRows"][number] & { readonly bytes: number };

/** The first ones that have so many bytes together, at least one. */
function takeBytes<P extends { readonly bytes: number }>(parts: readonly P[], bytes: number): P[] {
  let sum = 0;
  const enough = parts.findIndex((part) => (sum += part.bytes) >= bytes);
  return enough < 0 ? [...parts] : parts.slice(0, enough + 1);
}

const BLOCKS_WITH_BYTES = `
SELECT id, n, length(meta) + (
  SELECT total(length(data)) FROM columns WHERE columns.id BETWEEN blocks.id * ${COLUMNS_PER_BLOCK} AND (blocks.id + 1) * ${COLUMNS_PER_BLOCK} - 1
) AS bytes FROM blocks`;
