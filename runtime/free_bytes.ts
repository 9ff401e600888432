import { statfsSync } from "node:fs";

/**
 * Bytes that may still be written to the disk of an existing file or folder; Infinity where the system
 * does not tell. Quotas of a user are not seen.
 */
export function readFreeBytes(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return Infinity;
  }
}
