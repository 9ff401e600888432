import { denoFileSystem } from "../../runtime/file_system.ts";

/** What a reserve is for. */
export interface ReserveOptions {
  /** Of the store. */
  readonly path: string;
  /** Its size; 0 = none. */
  readonly reserveBytes: number;
  /** Told when it cannot be made. */
  readonly log: (message: string) => void;
}

/**
 * Makes the reserve, each time it is called, where it is not there: a file of so many bytes beside the store
 * that holds nothing but room. SQLite needs room also to remove something (its WAL grows first), and on a
 * full disk there is none but this. A try that fails may have filled a quota, which free bytes do not show:
 * it is said once, and the next comes with the 60th call.
 */
export function toReserveKeeper({ path, reserveBytes, log }: ReserveOptions): () => void {
  let isTold = false;
  let callsToPass = 0;
  return () => {
    if (hasReserve(path, reserveBytes) || callsToPass-- > 0) return;
    const failure = tryMake(path, reserveBytes);
    callsToPass = failure === null ? 0 : TRY_EVERY - 1;
    if (failure !== null && !isTold) {
      log(
        `Cannot keep ${reserveBytes} bytes in reserve in "${toReservePath(path)}": ` +
          `${failure.message}: on a full disk, events may have to wait until somebody makes room there`,
      );
    }
    isTold = failure !== null;
  };
}

/** Gives the room to the disk; false when there was none. */
export function releaseReserve(storePath: string): boolean {
  const path = toReservePath(storePath);
  if (denoFileSystem.stat(path) === null) return false;
  Deno.removeSync(path);
  return true;
}

/** Whether the reserve is there, and whole. */
export function hasReserve(storePath: string, bytes: number): boolean {
  return bytes === 0 || (denoFileSystem.stat(toReservePath(storePath))?.size ?? 0) >= bytes;
}

/** Null once it is made; else why it is not, and nothing of it is left. */
function tryMake(storePath: string, bytes: number): Error | null {
  try {
    using file = Deno.openSync(toReservePath(storePath), {
      create: true,
      write: true,
      truncate: true,
    });
    const chunk = toNoise(Math.min(bytes, CHUNK_BYTES));
    for (let at = 0; at < bytes;) at += file.writeSync(chunk.subarray(0, bytes - at));
    return null;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    releaseReserve(storePath);
    return error as Error;
  }
}

function toReservePath(storePath: string): string {
  return `${storePath}.reserve`;
}

/** A file system that compresses would keep no room for zeros. */
function toNoise(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += RANDOM_BYTES_MAX) {
    crypto.getRandomValues(bytes.subarray(at, at + RANDOM_BYTES_MAX));
  }
  return bytes;
}

/** The store looks once a second. */
const TRY_EVERY = 60;

const CHUNK_BYTES = 1024 * 1024;

/** `getRandomValues` gives no more at once. */
const RANDOM_BYTES_MAX = 65_536;
