import type { Pattern } from "../../core/query/ast.ts";
import { matchTokens, matchValue } from "../../core/query/matches.ts";
import { matchPattern } from "../../core/query/pattern.ts";

/**
 * What is known of a question to all threads at once: while one compares text with patterns, which may take
 * seconds for one block, it reads no messages.
 */
export type QuestionFlag = Int32Array<SharedArrayBuffer>;

/** Makes one that is not set. */
export function createFlag(): QuestionFlag {
  return new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
}

/** Nobody waits for the answer any more. */
export function stop(flag: QuestionFlag): void {
  Atomics.store(flag, STOPPED, 1);
}

/** Takes the question, which others may have been asked, too; false where one was first, or nobody waits. */
export function claim(flag: QuestionFlag): boolean {
  return Atomics.exchange(flag, CLAIMED, 1) === 0 && Atomics.load(flag, STOPPED) === 0;
}

/** Whether somebody has taken it. */
export function isClaimed(flag: QuestionFlag): boolean {
  return Atomics.load(flag, CLAIMED) === 1;
}

/** Has the comparisons of work that is given this signal heed the flag, too. */
export function linkFlag(signal: AbortSignal, flag: QuestionFlag): void {
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
  if (heeded === null || Atomics.load(heeded, STOPPED) === 0) return;
  throw new Error("Cannot go on comparing: nobody waits for it any more");
}

const STOPPED = 0;
const CLAIMED = 1;

const flags = new WeakMap<AbortSignal, QuestionFlag>();
let heeded: QuestionFlag | null = null;
let comparisons = 0;

/** To look takes as long as to compare a short text; a message is long. */
const EVERY = 15;
