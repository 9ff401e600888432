import { UnavailableError } from "../core/errors.ts";
import { type Wait, wait } from "./wait.ts";

/** How to go on after an {@linkcode UnavailableError}. */
export interface RetryOptions {
  /** Ends the waiting: the promise rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Told before each pause. */
  readonly onRetry?: (error: UnavailableError, pauseMs: number) => void;
  /** Told when a try after a pause has succeeded. */
  readonly onRecovered?: () => void;
  /** [0, 1), spreads the pauses of many callers. */
  readonly random?: () => number;
  /** Replaced in tests. */
  readonly wait?: Wait;
}

/**
 * Runs `work`, at least once, until it does not throw {@linkcode UnavailableError}. Pauses between the
 * tries grow from about 100 ms to 10 s; half of each is random, and none of up to 10 s is shorter than the
 * error's `retryAfterMs`. Any other error is thrown at once.
 */
export async function retry<T>(work: () => T | Promise<T>, options: RetryOptions): Promise<T> {
  const pause = options.wait ?? wait;
  for (let tries = 1;; tries++) {
    try {
      const result = await work();
      if (tries > 1) options.onRecovered?.();
      return result;
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      const pauseMs = toPauseMs(tries, error.retryAfterMs ?? 0, options.random?.());
      options.onRetry?.(error, pauseMs);
      await pause(pauseMs, options.signal);
    }
  }
}

/**
 * How long to wait after the `tries`-th failure, milliseconds: between half of and the full
 * FIRST_MS × 2^(tries−1), not less than `askedMs`, at most 10 s. `random` is in [0, 1).
 */
export function toPauseMs(tries: number, askedMs: number, random: number = Math.random()): number {
  const fullMs = Math.min(FIRST_MS * 2 ** Math.min(tries - 1, 30), PAUSE_MS_MAX);
  return Math.min(Math.max(fullMs / 2 + random * fullMs / 2, askedMs), PAUSE_MS_MAX);
}

const FIRST_MS = 100;

/** No pause is longer, not even one that was asked for. */
const PAUSE_MS_MAX = 10_000;
