import { COLUMNS_PER_BLOCK } from "./block_meta.ts";
import { removeEmptyGroups, removeOwnFilter } from "./filter_rows.ts";
import type { Store } from "./open_store.ts";
import { writeMeta } from "./schema.ts";
import { sumText } from "./seal.ts";

/** What a step of pruning did. */
export interface PruneStep {
  /** Events that went. */
  readonly removed: number;
  /** Whether to call again. */
  readonly more: boolean;
}

/** What is to go: blocks, and head rows from the oldest on. */
export interface Doomed {
  /** Any. */
  readonly blocks: readonly { readonly id: number; readonly n: number }[];
  /** The first ones: the head's events have consecutive arrival numbers. */
  readonly headRows: readonly { readonly seq: number; readonly n: number }[];
}

/**
 * Removes some blocks, and head rows from the oldest on, that were ingested before. Repeats of what was
 * removed are still recognised for {@linkcode INTERVALS_KEPT_MS}.
 */
export function pruneOld(store: Store, ingestedBeforeMs: number, nowMs: number): PruneStep {
  const blocks = store.database.statement(
    "SELECT id, n FROM blocks WHERE max_ingested < ? ORDER BY id LIMIT ?",
  ).all<{ id: number; n: number }>(ingestedBeforeMs, BLOCKS_PER_STEP);
  const removed = removeParts(store, { blocks, headRows: findOldHead(store, ingestedBeforeMs) });
  if (removed > 0) return { removed, more: true };
  const touchedBeforeMs = Math.min(ingestedBeforeMs, nowMs - INTERVALS_KEPT_MS);
  return { removed, more: forgetIntervals(store, touchedBeforeMs) };
}

/** Removes them in a transaction of its own; gives how many events went. */
export function removeParts(store: Store, { blocks, headRows }: Doomed): number {
  const { database } = store;
  const headEvents = headRows.reduce((sum, { n }) => sum + n, 0);
  const removed = blocks.reduce((sum, { n }) => sum + n, headEvents);
  if (removed === 0) return 0;
  const meta = {
    ...store.meta,
    expired: store.meta.expired + removed,
    generation: store.meta.generation + 1,
  };
  database.transaction(() => {
    for (const { id } of blocks) removeBlock(store, id);
    removeEmptyGroups(database);
    const remove = database.statement("DELETE FROM head WHERE seq = ?");
    for (const { seq } of headRows) remove.run(seq);
    writeMeta(database, meta);
  });
  store.meta = meta;
  store.head = store.head.slice(headEvents);
  store.headText = sumText(store.head);
  return removed;
}

/** Removes a block's rows within the caller's transaction. */
export function removeBlock({ database }: Store, id: number): void {
  database.statement("DELETE FROM blocks WHERE id = ?").run(id);
  database.statement("DELETE FROM columns WHERE id >= ? AND id < ?")
    .run(id * COLUMNS_PER_BLOCK, (id + 1) * COLUMNS_PER_BLOCK);
  removeOwnFilter(database, id);
}

/** At most so many blocks go in one transaction. */
export const BLOCKS_PER_STEP = 16;

/** The bus redelivers nothing older than this. */
const INTERVALS_KEPT_MS = 30 * 24 * 60 * 60 * 1000;

function findOldHead({ database }: Store, ingestedBeforeMs: number): { seq: number; n: number }[] {
  const rows = database.statement("SELECT seq, n, max_ingested FROM head ORDER BY seq")
    .all<{ seq: number; n: number; max_ingested: number }>();
  const kept = rows.findIndex((row) => row.max_ingested >= ingestedBeforeMs);
  return kept < 0 ? rows : rows.slice(0, kept);
}

/** Forgets some of what was last touched before; whether there may be more. */
function forgetIntervals({ database, intervals }: Store, touchedBeforeMs: number): boolean {
  const { changes } = database.statement(
    'DELETE FROM intervals WHERE (origin, "from") IN ' +
      '(SELECT origin, "from" FROM intervals WHERE touched_at < ? LIMIT ?)',
  ).run(touchedBeforeMs, INTERVALS_PER_STEP);
  if (changes > 0) intervals.clear();
  return changes === INTERVALS_PER_STEP;
}

const INTERVALS_PER_STEP = 10_000;
