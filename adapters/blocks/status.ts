import type { StoreStatus } from "../../ports/log_store.ts";
import type { Snapshot } from "./mirror.ts";
import { readSpace } from "./space.ts";

/** Counts of a store; null = none yet. */
export function readStatus(snapshot: Snapshot | null): StoreStatus {
  if (snapshot === null) return EMPTY;
  const { file: { database }, meta: { stored, duplicates, expired }, blocks, positions } = snapshot;
  const events = blocks.reduce((sum, { count }) => sum + count, 0);
  return {
    events,
    bytes: readSpace(database).usedBytes,
    ...toTimes(snapshot),
    positions,
    stored,
    duplicates,
    expired,
    damaged: Math.max(0, stored - expired - events),
  };
}

function toTimes({ blocks }: Snapshot): Pick<StoreStatus, "oldestMs" | "newestMs"> {
  let oldestMs = Infinity;
  let newestMs = -Infinity;
  for (const { minMs, maxMs } of blocks) {
    if (minMs < oldestMs) oldestMs = minMs;
    if (maxMs > newestMs) newestMs = maxMs;
  }
  return oldestMs > newestMs ? { oldestMs: null, newestMs: null } : { oldestMs, newestMs };
}

const EMPTY: StoreStatus = {
  events: 0,
  bytes: 0,
  oldestMs: null,
  newestMs: null,
  positions: [],
  stored: 0,
  duplicates: 0,
  expired: 0,
  damaged: 0,
};
