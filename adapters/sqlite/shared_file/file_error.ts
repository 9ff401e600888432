import { UnavailableError } from "../../../core/errors.ts";
import { isBusy, isCorrupt, isDiskFault } from "../../../runtime/sqlite.ts";

/** What was tried, for the sentence "Cannot `action` `what` `path`". */
export interface Attempt {
  /** A verb, with its preposition. */
  readonly action: string;
  /** What the file is, e.g. `bus`. */
  readonly what: string;
  /** Of the file. */
  readonly path: string;
}

/** Turns what SQLite throws into what the ports promise; anything else stays what it is. */
export function toFileError(cause: unknown, attempt: Attempt): unknown {
  if (!(cause instanceof Error) || cause instanceof UnavailableError) return cause;
  if (isCorrupt(cause)) return new Error(damaged(attempt, cause.message), { cause });
  const failed = `${cannot(attempt)}: ${cause.message}`;
  if (isDiskFault(cause)) {
    return new UnavailableError(`${failed}: see that its disk works and has free space`, {
      cause,
      retryAfterMs: DISK_RETRY_MS,
    });
  }
  if (isBusy(cause)) {
    return new UnavailableError(`${failed}: another process writes to it for too long`, {
      cause,
      retryAfterMs: BUSY_RETRY_MS,
    });
  }
  return cause;
}

/** How a sentence about a failed attempt begins. */
export function cannot({ action, what, path }: Attempt): string {
  return `Cannot ${action} ${what} "${path}"`;
}

/** Says what helps against damage. */
export function damaged(attempt: Attempt, reason: string): string {
  return `${cannot(attempt)}: it is damaged (${reason}): start LogFlow anew, which puts ` +
    "the file aside and goes on with what can be read";
}

const DISK_RETRY_MS = 1000;

const BUSY_RETRY_MS = 100;
