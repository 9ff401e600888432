import { UnavailableError } from "../../../core/errors.ts";
import { finishPutAside, putAside, putOrphansAside } from "../../../runtime/put_aside.ts";
import { type Database, isCorrupt, openDatabase } from "../../../runtime/sqlite.ts";
import { wait } from "../../../runtime/wait.ts";
import { toBusError } from "./bus_error.ts";
import { examine } from "./examine.ts";
import { BusFileLock } from "./file_lock.ts";
import { salvage } from "./salvage.ts";
import { changeEpoch, PAGE_BYTES, prepareSchema } from "./schema.ts";

/** How to open. */
export interface OpenFileOptions {
  /** Of `bus.db`; its folder must exist. */
  readonly path: string;
  /** How long to wait for another process's transaction. */
  readonly busyMs: number;
  /** Epoch milliseconds. */
  readonly nowMs: () => number;
  /** Makes a name for a new epoch. */
  readonly newEpoch: () => string;
  /** Told of damage and of unclean ends. */
  readonly log: (message: string) => void;
  /** Called before every operation on the file; throws to make it fail (tests). */
  readonly fault?: (operation: string) => void;
}

/** An open bus file; the lock is to be disposed after the database. */
export interface OpenFile {
  /** Has its tables. */
  readonly db: Database;
  /** Held, shared. */
  readonly lock: BusFileLock;
  /** Of the file as it is now. */
  readonly epoch: string;
}

/**
 * Opens (and makes) `bus.db`. The first to open examines it: a damaged file is put aside, with all that can
 * be read kept. Waits up to 10 s for others who still have a damaged file open, then throws `UnavailableError`.
 */
export async function openBusFile(options: OpenFileOptions): Promise<OpenFile> {
  const { path } = options;
  const lock = new BusFileLock(`${path}.lock`);
  try {
    for (let waitedMs = 0;; waitedMs += LOCK_POLL_MS) {
      const file = tryOpen(lock, options);
      if (file !== null) return file;
      if (waitedMs >= LOCK_WAIT_MS) throw inUse(path, lock.damage);
      await wait(LOCK_POLL_MS);
    }
  } catch (error) {
    lock[Symbol.dispose]();
    throw toBusError(error, { action: "open", path });
  }
}

/** Null where others are in the way. */
function tryOpen(lock: BusFileLock, options: OpenFileOptions): OpenFile | null {
  if (lock.tryAlone()) return openAlone(lock, options);
  if (!lock.tryShared()) return null;
  try {
    if (lock.damage === null) return openTogether(lock, options);
  } catch (error) {
    if (!isCorrupt(error)) throw error;
    lock.markDamaged((error as Error).message);
  }
  lock.unlock();
  return null;
}

/** Null where another process came between, and everything is to be looked at again. */
function openAlone(lock: BusFileLock, options: OpenFileOptions): OpenFile | null {
  mend(lock, options);
  const file = openTogether(lock, options);
  const epoch = lock.leftOpen ? startEpoch(file.db, options) : file.epoch;
  lock.markOpen();
  if (lock.tryShared()) return { ...file, epoch };
  file.db[Symbol.dispose]();
  return null;
}

/**
 * What was written last may be gone (a lost WAL, a restored copy): then offsets are given out again, and
 * a position that a store remembers would pass over new records. Under another epoch it does not fit.
 */
function startEpoch(db: Database, { path, newEpoch, log }: OpenFileOptions): string {
  const epoch = newEpoch();
  db.transaction(() => changeEpoch(db, epoch));
  log(`Bus "${path}" was not closed the last time: going on under the new epoch ${epoch}`);
  return epoch;
}

function mend(
  lock: BusFileLock,
  { path, log, nowMs, newEpoch, ...options }: OpenFileOptions,
): void {
  finishPutAside(path);
  const { damage } = lock;
  const open = () => openDatabase({ path, pageBytes: PAGE_BYTES, ...options });
  const found = examine({ path, open, epoch: newEpoch(), thorough: damage !== null });
  if (found === null) return;
  const { folder, salvaged } = putAside({
    path,
    nowMs: nowMs(),
    salvage: (into) => salvage(path, { into, epoch: newEpoch() }),
  });
  const { records, events, broken, missing } = salvaged;
  log(
    `Bus "${path}" is damaged (${found}): put aside in "${folder}"; a new one goes on with ${records} ` +
      `records of ${events} events, ${broken} of them damaged; ${missing} could not be found`,
  );
}

function openTogether(lock: BusFileLock, options: OpenFileOptions): OpenFile {
  const { path, newEpoch, nowMs, log, busyMs, fault } = options;
  putOrphansAside({ path, log, nowMs: nowMs() });
  const db = openDatabase({ path, pageBytes: PAGE_BYTES, busyMs, ...fault && { fault } });
  try {
    return { db, lock, epoch: prepareSchema(db, newEpoch()) };
  } catch (error) {
    db[Symbol.dispose]();
    throw error;
  }
}

function inUse(path: string, damage: string | null): UnavailableError {
  const why = damage === null
    ? "another process is mending it: wait until it is done"
    : `it is to be mended (${damage}), but other processes have it open: stop ship, process and api`;
  return new UnavailableError(`Cannot open bus "${path}": ${why}`, { retryAfterMs: LOCK_WAIT_MS });
}

const LOCK_POLL_MS = 20;

const LOCK_WAIT_MS = 10_000;
