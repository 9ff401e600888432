import { createHash } from "node:crypto";
import type { Format } from "../../core/raw_batch.ts";

/** How far a file was cut, and how to know that a file is the one that was cut so far. Plain JSON. */
export interface Cursor {
  /** Where the next cut begins, bytes from the beginning of the (decompressed) file. */
  readonly offset: number;
  /** End of the last event; less than `offset` where blank lines followed it. */
  readonly accounted: number;
  /** As in `CutOptions.part`: parts of the line at `offset` that were given out before. */
  readonly part: number;
  /** Null until it was detected. */
  readonly format: Format | null;
  /** Hash of the first {@linkcode headLength} bytes; "" when there are none. */
  readonly head: string;
  /** Hash of the {@linkcode tailLength} bytes before `offset`; "" when there are none. */
  readonly tail: string;
  /** Events given out so far. */
  readonly events: number;
  /** Blank lines dropped so far. */
  readonly blank: number;
}

/** The beginning of every file. */
export const START: Cursor = {
  offset: 0,
  accounted: 0,
  part: 0,
  format: null,
  head: "",
  tail: "",
  events: 0,
  blank: 0,
};

/** At most so many bytes of a file's beginning are its fingerprint. */
export const HEAD_BYTES = 1024;

/** At most so many bytes before the cursor are compared before a file is read on. */
export const TAIL_BYTES = 64;

/** How many bytes the fingerprint of a file read up to `offset` covers. */
export function headLength(offset: number): number {
  return Math.min(offset, HEAD_BYTES);
}

/** How many bytes before `offset` are compared. */
export function tailLength(offset: number): number {
  return Math.min(offset, TAIL_BYTES);
}

/** 128 bits of SHA-256 as hex; "" for no bytes. */
export function toHash(bytes: Uint8Array): string {
  if (bytes.length === 0) return "";
  return createHash("sha256").update(bytes).digest("hex").slice(0, 32);
}
