import { HEAD_BYTES, toHash } from "./cursor.ts";

/**
 * The first bytes of a file that were seen and held back, as their line might go on, while nothing was given out
 * yet: only they tell that the file was overwritten, or which copy is one of it.
 */
export interface Held {
  /** Bytes, at most {@linkcode HEAD_BYTES}. */
  readonly length: number;
  /** As `toHash`. */
  readonly hash: string;
}

/** What to remember of the bytes from the beginning of a file. */
export function toHeld(bytes: Uint8Array): Held {
  const first = bytes.subarray(0, HEAD_BYTES);
  return { length: first.length, hash: toHash(first) };
}

/** Whether these may be the bytes that the file begins with. */
export function isHeld({ held }: { readonly held: Held | null }, bytes: Uint8Array): boolean {
  return held === null || toHash(bytes.subarray(0, held.length)) === held.hash;
}
