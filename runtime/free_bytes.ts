import { statfsSync } from "node:fs";

/** The disk of a file or folder; both are Infinity where it has no size, as memory may. */
export interface Disk {
  /** Bytes that may still be written. Quotas of a user are not seen. */
  readonly freeBytes: number;
  /** Bytes in all. */
  readonly sizeBytes: number;
}

/** Looks at the disk of an existing file or folder. Throws the system's own error. */
export function readDisk(path: string): Disk {
  const { blocks, bavail, bsize } = statfsSync(path);
  const hasSize = blocks !== 0;
  return {
    freeBytes: hasSize ? bavail * bsize : Infinity,
    sizeBytes: hasSize ? blocks * bsize : Infinity,
  };
}

/** {@linkcode Disk.freeBytes} of an existing file or folder. Throws the system's own error. */
export function readFreeBytes(path: string): number {
  return readDisk(path).freeBytes;
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
