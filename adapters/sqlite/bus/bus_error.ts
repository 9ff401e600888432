import { UnavailableError } from "../../../core/errors.ts";
import { isBusy, isCorrupt, isDiskFault } from "../../../runtime/sqlite.ts";

/** What was tried, for the sentence "Cannot `action` bus `path`". */
export interface Attempt {
  /** A verb, with its preposition. */
  readonly action: string;
  /** Of `bus.db`. */
  readonly path: string;
}

/** Turns what SQLite throws into what the port promises; anything else stays what it is. */
export function toBusError(cause: unknown, attempt: Attempt): unknown {
  if (!(cause instanceof Error) || cause instanceof UnavailableError) return cause;
  if (isCorrupt(cause)) return new Error(damaged(attempt, cause.message), { cause });
  const failed = `Cannot ${attempt.action} bus "${attempt.path}": ${cause.message}`;
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

/** Says what helps against damage. */
export function damaged({ action, path }: Attempt, reason: string): string {
  return `Cannot ${action} bus "${path}": it is damaged (${reason}): start LogFlow anew, which puts ` +
    "the file aside and goes on with what can be read";
}

const DISK_RETRY_MS = 1000;

const BUSY_RETRY_MS = 100;
