/**
 * The number after `last` in a series that never repeats, also where `last` was lost: at least the time in
 * microseconds. A clock that is far ahead leaves room for all that will follow.
 */
export function toFreshNumber(last: number, nowMs: number): number {
  return Math.max(last + 1, Math.min(Math.floor(nowMs * 1000), CLOCK_MAX));
}

/** As microseconds in the year 2112; half of the numbers that are exact. */
const CLOCK_MAX = 2 ** 52;
