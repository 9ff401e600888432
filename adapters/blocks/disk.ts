import { giveBack } from "../../runtime/give_back.ts";
import { isDiskFault, isDiskFull } from "../../runtime/sqlite.ts";
import { truncateWal } from "../../runtime/truncate_wal.ts";
import type { Store, StoreOptions } from "./open_store.ts";
import { pruneToBytes } from "./prune_bytes.ts";
import { hasReserve, releaseReserve } from "./reserve.ts";
import { readSpace } from "./space.ts";

/**
 * Runs `work`, which changes nothing where it throws. On a full disk room is made by removing what
 * arrived first, and it is run once more.
 */
export function withRoom<T>(store: Store, options: StoreOptions, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isFull(error, options)) throw error;
    const removed = makeRoom(store, options);
    if (removed > 0) {
      options.log(
        `The disk of "${options.path}" is full: its ${removed} oldest events are removed`,
      );
    }
    return work();
  }
}

/** How many bytes the disk is to be given so that all goes well for a while; 0 = it has enough. */
export function readShortage({ path, freeBytes, reserveBytes }: StoreOptions): number {
  const wanted = FREE_BYTES_MIN + (hasReserve(path, reserveBytes) ? 0 : reserveBytes);
  const free = freeBytes();
  return free < wanted ? wanted + SLACK_BYTES - free : 0;
}

/** Gives the disk what the WAL takes, where there is room to write it back. */
export function tryTruncateWal({ database }: Store): void {
  try {
    truncateWal(database);
  } catch (error) {
    if (!isDiskFault(error)) throw error;
  }
}

/** Makes the reserve again once the disk has room for it. */
export function tryKeepReserve(options: StoreOptions): void {
  if (readShortage(options) === 0) options.keepReserve();
}

/** Gives how many events went. Throws SQLite's error where there is no room even to remove some. */
function makeRoom(store: Store, options: StoreOptions): number {
  const released = releaseReserve(options.path);
  tryTruncateWal(store);
  const short = readShortage(options);
  // A quota is full though the disk is not: nobody tells how much it lacks.
  const shortage = short === 0 && !released ? FREE_BYTES_MIN : short;
  const bytesMax = readSpace(store.database).usedBytes - shortage;
  let removed = 0;
  for (let more = true; more;) {
    const step = pruneToBytes(store, { bytesMax, keptBytesMin: options.keptBytesMin });
    while (giveBack(store.database, 0));
    tryTruncateWal(store);
    removed += step.removed;
    more = step.more;
  }
  tryKeepReserve(options);
  return removed;
}

/** SQLite says otherwise where it is the shared memory of the WAL that cannot grow. */
function isFull(error: unknown, { freeBytes }: StoreOptions): boolean {
  return isDiskFull(error) || (isDiskFault(error) && freeBytes() < FULL_BYTES);
}

/** Kept free for all that LogFlow writes on the way to the store, and the logs of databases on that of the store. */
const FREE_BYTES_MIN = 24 * 1024 * 1024;

/** So that not every look has to remove something. */
const SLACK_BYTES = 8 * 1024 * 1024;

const FULL_BYTES = 64 * 1024;
