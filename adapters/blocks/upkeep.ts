import type { PrunePolicy } from "../../ports/log_store.ts";
import { giveBack } from "../../runtime/give_back.ts";
import { readShortage, tryKeepReserve, tryTruncateWal, withRoom } from "./disk.ts";
import type { Store, StoreOptions } from "./open_store.ts";
import { Pace } from "../../runtime/pace.ts";
import { pruneOld, type PruneStep } from "./prune.ts";
import { pruneHappened } from "./prune_happened.ts";
import { pruneToBytes } from "./prune_bytes.ts";
import { readSpace } from "./space.ts";

/** What upkeep works with. */
export interface UpkeepTools {
  /** Runs a short piece of work on the store, as it is at that time. */
  readonly attempt: <T>(work: (store: Store) => T) => Promise<T>;
  /** Of the store. */
  readonly options: StoreOptions;
}

/**
 * Removes what is to go, and what the disk lacks; gives room back to it. Step by step, so that appends
 * come in between. Gives how many events went.
 */
export async function keepWithin(policy: PrunePolicy, tools: UpkeepTools): Promise<number> {
  const { options } = tools;
  const { ingestedBeforeMs, happenedBeforeMs, signal } = policy;
  const isShort = readShortage(options) > 0;
  const free = options.freeBytes();
  const pace = new Pace(undefined);
  let removed = 0;
  const repeat = async (step: (store: Store) => PruneStep) => {
    for (let more = true; more && !signal?.aborted;) {
      const done = await tools.attempt((store) => withRoom(store, options, () => step(store)));
      removed += done.removed;
      more = done.more;
      await pace.rest();
    }
  };
  const shrink = async (pagesKept: (store: Store) => number) => {
    let shrunk = false;
    await repeat((store) => {
      const more = giveBack(store.database, pagesKept(store));
      shrunk ||= more;
      return { removed: 0, more };
    });
    if (shrunk || isShort) await tools.attempt(tryTruncateWal); // Only this makes the file shorter.
  };

  if (ingestedBeforeMs !== null) {
    await repeat((store) => pruneOld(store, ingestedBeforeMs, options.now()));
  }
  if (happenedBeforeMs !== null) {
    await repeat((store) => pruneHappened(store, happenedBeforeMs));
  }
  const outlived = removed;
  if (isShort) await shrink(() => 0);
  const { keptBytesMin } = options;
  const bytesMax = await tools.attempt((store) => toBound(store, policy, options));
  if (bytesMax !== null) await repeat((store) => pruneToBytes(store, { bytesMax, keptBytesMin }));
  await shrink(isShort ? () => 0 : toPagesKept);
  tryKeepReserve(options);
  if (isShort && removed > outlived) options.log(toLoss(options.path, free, removed - outlived));
  return removed;
}

/**
 * What the store may keep so that its files stay below `diskBytesMax`: these also have the WAL, free pages,
 * the reserve, and what arrives between two looks.
 */
export function toStoreBytesMax(diskBytesMax: number): number {
  return diskBytesMax - FILES_BYTES_MAX;
}

/** Events that go before their time: unlike retention, nobody has asked for that. */
function toLoss(path: string, free: number, removed: number): string {
  return `The disk of "${path}" is full, only ${free} bytes are free: its ${removed} oldest events are ` +
    "removed: see what else fills it, or bound the store with LOGFLOW_DISK_MAX";
}

/** Down to how many bytes the store is to go now; null = it may stay as it is. */
function toBound(
  { database }: Store,
  { bytesMax }: PrunePolicy,
  options: StoreOptions,
): number | null {
  const { usedBytes } = readSpace(database);
  const isOver = bytesMax !== null && usedBytes > bytesMax;
  const own = isOver ? bytesMax - Math.floor(bytesMax * SLACK_SHARE) : Infinity;
  const bound = Math.min(own, usedBytes - readShortage(options));
  return bound < usedBytes ? bound : null;
}

/** Free pages are used again soon, where as much comes as goes: moving others into them would be for nothing. */
function toPagesKept({ database }: Store): number {
  const { usedBytes, pageBytes } = readSpace(database);
  return Math.floor(Math.min(usedBytes * FREE_SHARE_MAX, FREE_BYTES_KEPT_MAX) / pageBytes);
}

/** So much more than necessary goes, so that not every look has to remove something. */
const SLACK_SHARE = 1 / 32;

const FREE_SHARE_MAX = 1 / 16;

const FREE_BYTES_KEPT_MAX = 16 * 1024 * 1024;

/** 16 MiB each. */
const FILES_BYTES_MAX = 64 * 1024 * 1024;
