import { toReason } from "./reason.ts";
import { acquireLock, readText } from "./lock.ts";

/** What a pid file tells. */
export interface PidFile {
  /** Who wrote it. */
  readonly pid: number;
  /** Whether that process still runs. False = it ended without removing the file: killed, or the machine went down. */
  readonly runs: boolean;
}

/** A pid file of this process. */
export interface HeldPidFile extends Disposable {
  /** The process whose file was still there, though it had ended; null = there was none. */
  readonly left: number | null;
}

/**
 * Writes `BASE.pid` for this process, until disposed; the folder must be there. Throws `ConflictError` while
 * another process has it. The file is locked before it gets its name, and its lock goes when its process ends,
 * however that ends: so a locked one always names a living process, its own, and no number that the system has
 * given to somebody else since. `BASE.lock` keeps two from doing this at once.
 */
export function holdPidFile(base: string): HeldPidFile {
  const lock = acquireLock(`${base}.lock`);
  const path = `${base}.pid`;
  const left = lookAtPidFile(base);
  const fresh = `${path}.new`;
  const file = Deno.openSync(fresh, { create: true, truncate: true, read: true, write: true });
  file.writeSync(new TextEncoder().encode(`${Deno.pid}\n`));
  file.lockSync(true);
  Deno.renameSync(fresh, path);
  return {
    left: left?.pid ?? null,
    [Symbol.dispose]() {
      Deno.removeSync(path);
      file.close();
      lock[Symbol.dispose]();
    },
  };
}

/** Reads `BASE.pid`; null when there is none. */
export function lookAtPidFile(base: string): PidFile | null {
  const file = openIfThere(`${base}.pid`);
  if (file === null) return null;
  const pid = Number(readText(file));
  const runs = !file.tryLockSync(false);
  file.close();
  return { pid: Number.isSafeInteger(pid) && pid > 0 ? pid : 0, runs };
}

/** Removes `BASE.pid` if its process has ended. Throws `ConflictError` when another one is just being started. */
export function removeLeftPidFile(base: string): void {
  using _ = acquireLock(`${base}.lock`);
  if (lookAtPidFile(base)?.runs === false) Deno.removeSync(`${base}.pid`);
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
