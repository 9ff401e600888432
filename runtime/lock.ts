import { ConflictError } from "../core/errors.ts";

/**
 * Takes the lock file at `path` (made if absent) for this process alone, until disposed or until the
 * process ends in whatever way. Throws `ConflictError` while another holder, also in this process, has it.
 */
export function acquireLock(path: string): Disposable {
  const file = openLockFile(path);
  if (!file.tryLockSync(true)) {
    const holder = readText(file);
    file.close();
    const who = holder === "" ? "another process" : `process ${holder}`;
    throw new ConflictError(
      `Cannot lock "${path}": ${who} holds it: end the LogFlow that it belongs to, or use another ` +
        "data folder",
    );
  }
  try {
    writeText(file, String(Deno.pid));
  } catch { /* Only told to who comes second: a full disk keeps nobody from starting. */ }
  let held = true;
  return {
    [Symbol.dispose]() {
      if (!held) return;
      held = false;
      file.truncateSync(0);
      file.close();
    },
  };
}

/** Opens (and makes) a lock file for reading and writing; throws with a sentence that says how to mend it. */
export function openLockFile(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path, { create: true, read: true, write: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `Cannot open lock file "${path}": ${reason}: make its folder, and allow reading and writing there`,
      { cause },
    );
  }
}

/** The text of an open lock file, at most 1,000 bytes. */
export function readText(file: Deno.FsFile): string {
  const bytes = new Uint8Array(1000);
  file.seekSync(0, Deno.SeekMode.Start);
  return new TextDecoder().decode(bytes.subarray(0, file.readSync(bytes) ?? 0));
}

/** Replaces the text of an open lock file. */
export function writeText(file: Deno.FsFile, text: string): void {
  file.truncateSync(0);
  file.seekSync(0, Deno.SeekMode.Start);
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
}
