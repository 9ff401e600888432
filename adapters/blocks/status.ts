import type { StoreStatus } from "../../ports/log_store.ts";
import type { Database } from "../../runtime/sqlite.ts";
import type { Snapshot } from "./mirror.ts";

/** Counts of a store; null = none yet. */
export function readStatus(snapshot: Snapshot | null): StoreStatus {
  if (snapshot === null) return EMPTY;
  const { file: { database }, meta: { stored, duplicates, expired }, positions } = snapshot;
  return {
    events: stored - expired,
    bytes: readNumber(database, "page_count") * readNumber(database, "page_size"),
    ...toTimes(snapshot),
    positions,
    stored,
    duplicates,
    expired,
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

function readNumber(database: Database, pragma: "page_count" | "page_size"): number {
  return database.statement(`PRAGMA ${pragma}`).get<Record<string, number>>()![pragma]!;
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
};
