import type { Pattern } from "../../core/query/ast.ts";
import { matchTokens, matchValue } from "../../core/query/matches.ts";
import { matchPattern } from "../../core/query/pattern.ts";

/**
 * One number that another thread sets to 1 when nobody waits for the answer any more. While text is compared
 * with patterns, which may take seconds for one block, no message from that thread is read.
 */
export type StopFlag = Int32Array<SharedArrayBuffer>;

/** Makes one that is not set. */
export function createStopFlag(): StopFlag {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** Has the comparisons of work that is given this signal heed the flag, too. */
export function linkFlag(signal: AbortSignal, flag: StopFlag): void {
  flags.set(signal, flag);
}

/** Does work that ends, with an error, soon after the flag of its signal is set; without a flag it goes on. */
export function heeding<T>(signal: AbortSignal | undefined, work: () => T): T {
  const before = heeded;
  heeded = signal === undefined ? null : flags.get(signal) ?? null;
  try {
    return work();
  } finally {
    heeded = before;
  }
}

/** As `matchPattern`. */
export function fitsPattern(pattern: Pattern, text: string): boolean {
  heed();
  return matchPattern(pattern, text);
}

/** As `matchValue`. */
export function fitsValue(pattern: Pattern, text: string): boolean {
  heed();
  return matchValue(pattern, text);
}

/** As `matchTokens`. */
export function fitsTokens(patterns: readonly Pattern[], text: string): boolean {
  look();
  return matchTokens(patterns, text);
}

function heed(): void {
  if ((++comparisons & EVERY) === 0) look();
}

function look(): void {
  if (heeded === null || Atomics.load(heeded, 0) === 0) return;
  throw new Error("Cannot go on comparing: nobody waits for it any more");
}

const flags = new WeakMap<AbortSignal, StopFlag>();
let heeded: StopFlag | null = null;
let comparisons = 0;

/** To look takes as long as to compare a short text; a message is long. */
const EVERY = 15;
