import { denoFileSystem } from "../../runtime/file_system.ts";

/**
 * A file of so many bytes beside the store that holds nothing but room. SQLite needs room also to remove
 * something (its WAL grows first), and on a full disk there is none but this.
 */
export function keepReserve(storePath: string, bytes: number): void {
  const path = toReservePath(storePath);
  if (bytes === 0 || hasReserve(storePath, bytes)) return;
  try {
    using file = Deno.openSync(path, { create: true, write: true, truncate: true });
    const chunk = toNoise(Math.min(bytes, CHUNK_BYTES));
    for (let at = 0; at < bytes;) at += file.writeSync(chunk.subarray(0, bytes - at));
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    releaseReserve(storePath); // The next who looks tries again.
  }
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

const CHUNK_BYTES = 1024 * 1024;

/** `getRandomValues` gives no more at once. */
const RANDOM_BYTES_MAX = 65_536;
