import type { Store } from "./open_store.ts";
import { BLOCKS_PER_STEP, type PruneStep, removeParts } from "./prune.ts";
import { writeMeta } from "./schema.ts";
import { sumText, writeHead } from "./seal.ts";

/**
 * Removes some blocks whose events all happened before; once there are none, what is such at the beginning of the
 * head, whose events keep consecutive arrival numbers.
 */
export function pruneHappened(store: Store, happenedBeforeMs: number): PruneStep {
  const blocks = store.database.statement(
    "SELECT id, n FROM blocks WHERE max_ts < ? ORDER BY id LIMIT ?",
  ).all<{ id: number; n: number }>(happenedBeforeMs, BLOCKS_PER_STEP);
  if (blocks.length > 0) {
    return { removed: removeParts(store, { blocks, headRows: [] }), more: true };
  }
  return { removed: cutHead(store, happenedBeforeMs), more: false };
}

/** Head rows are small and few: what stays is written anew. */
function cutHead(store: Store, happenedBeforeMs: number): number {
  const { database, meta, head } = store;
  const firstKept = head.findIndex(({ timestampMs }) => timestampMs >= happenedBeforeMs);
  const removed = firstKept < 0 ? head.length : firstKept;
  if (removed === 0) return 0;
  const events = head.slice(removed);
  const next = { ...meta, expired: meta.expired + removed, generation: meta.generation + 1 };
  database.transaction(() => {
    database.exec("DELETE FROM head");
    const run = { firstArrival: meta.arrivals - events.length, events };
    if (events.length > 0) writeHead(database, [], run);
    writeMeta(database, next);
  });
  store.meta = next;
  store.head = events;
  store.headText = sumText(events);
  return removed;
}
