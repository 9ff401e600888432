/**
 * A time as ISO 8601, UTC; the first that there is for one before that, where an interval of time may begin. Throws
 * RangeError for one that is after all times.
 */
export function tellTime(ms: number): string {
  return new Date(Math.max(ms, -TIME_MAX_MS)).toISOString();
}

/** What `Date` can hold. */
const TIME_MAX_MS = 8.64e15;
