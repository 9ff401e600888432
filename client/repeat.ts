import { ApiError } from "./api_error.ts";

/** How often and how to try again. */
export interface RepeatOptions {
  /** At least 1. */
  readonly triesMax: number;
  /** Resolves after `ms`; rejects with the signal's reason. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Numbers of [0, 1). */
  readonly random: () => number;
  /** Ends the waiting. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Does the work again while it fails with what is temporary. A pause is never shorter than the API asks for;
 * where that is over {@linkcode ASKED_MS_MAX}, and after the last try, the error is thrown.
 */
export async function repeat<T>(options: RepeatOptions, work: () => Promise<T>): Promise<T> {
  const { triesMax, wait, random, signal = NEVER } = options;
  for (let tries = 1;; tries++) {
    try {
      return await work();
    } catch (error) {
      const isTemporary = error instanceof ApiError && error.isTemporary;
      const askedMs = isTemporary ? error.retryAfterMs ?? 0 : 0;
      if (!isTemporary || tries >= triesMax || askedMs > ASKED_MS_MAX) throw error;
      await wait(Math.max(askedMs, toPauseMs(tries, random)), signal);
    }
  }
}

/** Exponential with jitter: the longest pause is 0.25 s, then 0.5 s, … 10 s; half of each is random. */
export function toPauseMs(tries: number, random: () => number): number {
  const fullMs = Math.min(FIRST_MS * 2 ** Math.min(tries - 1, 30), PAUSE_MS_MAX);
  return fullMs / 2 + random() * fullMs / 2;
}

/** Who is asked to wait for longer is told rather than kept waiting. */
export const ASKED_MS_MAX = 60_000;

const FIRST_MS = 250;

const PAUSE_MS_MAX = 10_000;

const NEVER = new AbortController().signal;
