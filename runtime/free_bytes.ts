import { statfsSync } from "node:fs";

/**
 * Bytes that may still be written to the disk of an existing file or folder; Infinity where that has no
 * size, as memory may. Throws the system's own error. Quotas of a user are not seen.
 */
export function readFreeBytes(path: string): number {
  const { blocks, bavail, bsize } = statfsSync(path);
  return blocks === 0 ? Infinity : bavail * bsize;
}

/**
 * Reads the same each time it is called. Where the system does not tell, the disk counts as endless, so that
 * all goes on; `tell` hears of it, once until the system tells again.
 */
export function watchFreeBytes(path: string, tell: (message: string) => void): () => number {
  let isTold = false;
  return () => {
    try {
      const bytes = readFreeBytes(path);
      isTold = false;
      return bytes;
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) throw error;
      const { message } = error as Error;
      if (!isTold) {
        tell(
          `Cannot tell how much is free on the disk of "${path}": ${message}: nothing is kept free there`,
        );
      }
      isTold = true;
      return Infinity;
    }
  };
}
