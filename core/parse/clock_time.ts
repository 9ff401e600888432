import { twoDigitsAt } from "./calendar.ts";

/** A time of day as `14:32:15` and `14:32:15.123456` tell it. */
export interface ClockTime {
  /** Milliseconds since midnight; digits beyond are cut off. 60 seconds (a leap second) are taken. */
  readonly timeMs: number;
  /** Index after it. */
  readonly end: number;
}

/** The time of day that begins at `at`; null where none does. */
export function parseClockTime(text: string, at: number): ClockTime | null {
  const hour = twoDigitsAt(text, at);
  const minute = twoDigitsAt(text, at + 3);
  const second = twoDigitsAt(text, at + 6);
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return null;
  if (text.charCodeAt(at + 2) !== COLON || text.charCodeAt(at + 5) !== COLON) return null;
  const timeMs = ((hour * 60 + minute) * 60 + second) * 1000;
  if (text.charCodeAt(at + 8) !== DOT) return { timeMs, end: at + 8 };
  let end = at + 9;
  while (text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++;
  const digits = text.slice(at + 9, Math.min(end, at + 12)).padEnd(3, "0");
  return { timeMs: timeMs + Number(digits), end };
}

const DOT = 46;
const COLON = 58;
