import { UnavailableError } from "../../../core/errors.ts";
import { finishPutAside, putAside, putOrphansAside } from "../../../runtime/put_aside.ts";
import { type Database, isCorrupt, openDatabase } from "../../../runtime/sqlite.ts";
import { wait } from "../../../runtime/wait.ts";
import { examine } from "./examine.ts";
import { toFileError } from "./file_error.ts";
import { SharedFileLock } from "./file_lock.ts";

/** A kind of file that several processes have open at once. */
export interface FileKind<Prepared> {
  /** For messages, e.g. `bus`. */
  readonly what: string;
  /** Which services have it open, for messages. */
  readonly users: string;
  /** Applied when a file is made; the salvager relies on it. */
  readonly pageBytes: number;
  /** Makes the tables in a new file, checks those of an old one; what it gives goes to `OpenFile`. */
  readonly prepare: (db: Database) => Prepared;
  /** Reads what is small and must be right; throws as SQLite does where the file is damaged. */
  readonly check: (db: Database, prepared: Prepared) => void;
  /** Called by the first to open where the last did not close. */
  readonly afterUncleanEnd: (db: Database, prepared: Prepared) => Prepared;
  /** Makes a new file at `into` from what can be read at `path`; says with what it goes on. */
  readonly salvage: (path: string, into: string) => string;
}

/** How to open. */
export interface OpenFileOptions {
  /** Of the file; its folder must exist. */
  readonly path: string;
  /** How long to wait for another process's transaction. */
  readonly busyMs: number;
  /** Epoch milliseconds. */
  readonly nowMs: () => number;
  /** Told of damage. */
  readonly log: (message: string) => void;
  /** Called before every operation on the file; throws to make it fail (tests). */
  readonly fault?: (operation: string) => void;
}

/** An open file; the lock is to be disposed after the database. */
export interface OpenFile<Prepared = unknown> {
  /** As in `FileKind`. */
  readonly what: string;
  /** Has its tables. */
  readonly db: Database;
  /** Held, shared. */
  readonly lock: SharedFileLock;
  /** What `prepare` or `afterUncleanEnd` gave. */
  readonly prepared: Prepared;
}

/** What is opened, and how. */
interface Opening<Prepared> extends OpenFileOptions {
  readonly kind: FileKind<Prepared>;
  readonly lock: SharedFileLock;
}

/**
 * Opens (and makes) a file that several processes share. The first to open examines it: a damaged one is put
 * aside, with all that can be read kept. Waits up to 10 s for others who still have a damaged file open, then
 * throws `UnavailableError`.
 */
export async function openSharedFile<Prepared>(
  kind: FileKind<Prepared>,
  options: OpenFileOptions,
): Promise<OpenFile<Prepared>> {
  const { path } = options;
  const lock = new SharedFileLock(`${path}.lock`);
  try {
    for (let waitedMs = 0;; waitedMs += LOCK_POLL_MS) {
      const file = tryOpen({ ...options, kind, lock });
      if (file !== null) return file;
      if (waitedMs >= LOCK_WAIT_MS) throw inUse(kind, path, lock.damage);
      await wait(LOCK_POLL_MS);
    }
  } catch (error) {
    lock[Symbol.dispose]();
    throw toFileError(error, { action: "open", what: kind.what, path });
  }
}

/** Closes it, after the last write. */
export function closeSharedFile({ db, lock }: OpenFile): void {
  db[Symbol.dispose]();
  lock.markClosed();
  lock[Symbol.dispose]();
}

/** Null where others are in the way. */
function tryOpen<Prepared>(opening: Opening<Prepared>): OpenFile<Prepared> | null {
  const { lock } = opening;
  if (lock.tryAlone()) return openAlone(opening);
  if (!lock.tryShared()) return null;
  try {
    if (lock.damage === null) return openTogether(opening);
  } catch (error) {
    if (!isCorrupt(error)) throw error;
    lock.markDamaged((error as Error).message);
  }
  lock.unlock();
  return null;
}

/** Null where another process came between, and everything is to be looked at again. */
function openAlone<Prepared>(opening: Opening<Prepared>): OpenFile<Prepared> | null {
  const { lock, kind } = opening;
  mend(opening);
  const file = openTogether(opening);
  const prepared = lock.leftOpen ? kind.afterUncleanEnd(file.db, file.prepared) : file.prepared;
  lock.markOpen();
  if (lock.tryShared()) return { ...file, prepared };
  file.db[Symbol.dispose]();
  return null;
}

function mend<Prepared>({ kind, lock, path, log, nowMs, ...options }: Opening<Prepared>): void {
  const { what, pageBytes, prepare, check } = kind;
  finishPutAside(path);
  const found = examine({
    path,
    pageBytes,
    open: () => openDatabase({ path, pageBytes, ...options }),
    check: (db) => check(db, prepare(db)),
    thorough: lock.damage !== null,
  });
  if (found === null) return;
  const salvage = (into: string) => kind.salvage(path, into);
  const { folder, salvaged } = putAside({ path, nowMs: nowMs(), salvage });
  const name = what[0]!.toUpperCase() + what.slice(1);
  log(
    `${name} "${path}" is damaged (${found}): put aside in "${folder}"; a new one goes on with ${salvaged}`,
  );
}

function openTogether<Prepared>(opening: Opening<Prepared>): OpenFile<Prepared> {
  const { kind, lock, path, nowMs, log, busyMs, fault } = opening;
  putOrphansAside({ path, log, nowMs: nowMs() });
  const db = openDatabase({ path, pageBytes: kind.pageBytes, busyMs, ...fault && { fault } });
  try {
    return { what: kind.what, db, lock, prepared: kind.prepare(db) };
  } catch (error) {
    db[Symbol.dispose]();
    throw error;
  }
}

function inUse(
  { what, users }: Pick<FileKind<unknown>, "what" | "users">,
  path: string,
  damage: string | null,
): UnavailableError {
  const why = damage === null
    ? "another process is mending it: wait until it is done"
    : `it is to be mended (${damage}), but other processes have it open: stop ${users}`;
  return new UnavailableError(`Cannot open ${what} "${path}": ${why}`, {
    retryAfterMs: LOCK_WAIT_MS,
  });
}

const LOCK_POLL_MS = 20;

const LOCK_WAIT_MS = 10_000;
