import type { StoreStatus } from "../../ports/log_store.ts";
import type { Blocks } from "./block_list.ts";
import type { Snapshot } from "./mirror.ts";
import { readSpace } from "./space.ts";

/** Counts of a store; null = none yet. */
export function readStatus(snapshot: Snapshot | null): StoreStatus {
  if (snapshot === null) return EMPTY;
  const { file: { database }, meta: { stored, duplicates, expired }, blocks, positions } = snapshot;
  const { events, ...times } = sum(blocks);
  return {
    events,
    bytes: readSpace(database).usedBytes,
    ...times,
    positions,
    stored,
    duplicates,
    expired,
    damaged: Math.max(0, stored - expired - events),
  };
}

function sum(blocks: Blocks): Pick<StoreStatus, "events" | "oldestMs" | "newestMs"> {
  let events = 0;
  let oldestMs = Infinity;
  let newestMs = -Infinity;
  for (let i = 0; i < blocks.length; i++) {
    const { count, minMs, maxMs } = blocks.at(i)!;
    events += count;
    if (minMs < oldestMs) oldestMs = minMs;
    if (maxMs > newestMs) newestMs = maxMs;
  }
  if (oldestMs > newestMs) return { events, oldestMs: null, newestMs: null };
  return { events, oldestMs, newestMs };
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
