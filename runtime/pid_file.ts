import { toReason } from "./reason.ts";
import { acquireLock, readText } from "./lock.ts";

/** What a pid file tells. */
export interface PidFile {
  /** Who wrote it. */
  readonly pid: number;
  /** The name of the machine, or container, where it has that number; null = unknown. */
  readonly host: string | null;
  /** Whether that process still runs. False = it ended without removing the file: killed, or the machine went down. */
  readonly runs: boolean;
  /** Somebody removed the file, and yet the process runs. Or it just begins, or ends. */
  readonly isLost: boolean;
}

/** A pid file of this process. */
export interface HeldPidFile extends Disposable {
  /** The process whose file was still there, though it had ended; null = there was none. */
  readonly left: number | null;
}

/**
 * Writes `BASE.pid` for this process, until disposed; the folder must be there. Throws `ConflictError` while
 * another process has it. The file is locked before it gets its name, and its lock goes when its process ends,
 * however that ends: so a locked one names a living process, its own, and no number that the system has given to
 * somebody else since. The number is that of the host in its second line: a container that shares the folder counts
 * its own. `BASE.lock` keeps two from doing this at once.
 */
export function holdPidFile(base: string): HeldPidFile {
  const lock = acquireLock(`${base}.lock`);
  const path = `${base}.pid`;
  const left = readPidFile(base);
  const fresh = `${path}.new`;
  const file = Deno.openSync(fresh, { create: true, truncate: true, read: true, write: true });
  file.writeSync(new TextEncoder().encode(`${Deno.pid}\n${Deno.hostname()}\n`));
  file.lockSync(true);
  Deno.renameSync(fresh, path);
  return {
    left: left?.pid ?? null,
    [Symbol.dispose]() {
      removeIfThere(path);
      file.close();
      lock[Symbol.dispose]();
    },
  };
}

/** Reads `BASE.pid`; null when there is none, and nobody who would have one. */
export function lookAtPidFile(base: string): PidFile | null {
  return readPidFile(base) ?? lookAtLock(base);
}

function readPidFile(base: string): PidFile | null {
  const file = openIfThere(`${base}.pid`);
  if (file === null) return null;
  const [pid = "", host = ""] = readText(file).split("\n");
  const runs = !file.tryLockSync(false);
  file.close();
  return { pid: toPid(pid), host: host === "" ? null : host, runs, isLost: false };
}

/** Who holds it leaves its number in it, and none when it gives it back: only then is it worth a try. */
function lookAtLock(base: string): PidFile | null {
  const file = openIfThere(`${base}.lock`);
  if (file === null) return null;
  const pid = toPid(readText(file));
  const isHeld = pid > 0 && !file.tryLockSync(false);
  file.close();
  return isHeld ? { pid, host: null, runs: true, isLost: true } : null;
}

function toPid(text: string): number {
  const pid = Number(text);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : 0;
}

/** Removes `BASE.pid` if its process has ended. Throws `ConflictError` when another one is just being started. */
export function removeLeftPidFile(base: string): void {
  using _ = acquireLock(`${base}.lock`);
  if (readPidFile(base)?.runs === false) removeIfThere(`${base}.pid`);
}

/** Somebody may have removed it. */
function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function openIfThere(path: string): Deno.FsFile | null {
  try {
    return Deno.openSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    const problem = `Cannot open pid file "${path}": ${toReason(error)}`;
    throw new Error(problem, { cause: error });
  }
}
