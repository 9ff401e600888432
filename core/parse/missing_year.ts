import { DAY_MS, toDay } from "./calendar.ts";
import type { ParseContext } from "./context.ts";

/** A time as `Oct 23 14:32:15` writes it. */
export interface YearlessTime {
  /** 1 … 12. */
  readonly month: number;
  /** 1 … 31. */
  readonly day: number;
  /** Milliseconds since midnight. */
  readonly timeMs: number;
}

/**
 * The instant (epoch ms) of a time without a year: of the year that puts it nearest to when the batch was
 * read, but never more than one day after. Null where no year has such a date.
 */
export function toNearestInstant(time: YearlessTime, context: ParseContext): number | null {
  const latestMs = context.shippedMs + DAY_MS;
  // A year more, as the zone may be ahead; the span between leap years is up to eight years.
  const year = new Date(context.shippedMs).getUTCFullYear() + 1;
  for (let candidate = year; candidate >= year - YEARS_BACK; candidate--) {
    const day = toDay(candidate, time.month, time.day);
    if (day === null) continue;
    const instantMs = context.zone.toInstant(day * DAY_MS + time.timeMs);
    if (instantMs <= latestMs) return instantMs;
  }
  return null;
}

const YEARS_BACK = 10;
