/** Days from 1970-01-01 to a date of years 1 … 9999, Gregorian; null where there is no such date. */
export function toDay(year: number, month: number, day: number): number | null {
  if (!(year >= 1 && year <= 9999 && month >= 1 && month <= 12)) return null;
  if (!(day >= 1 && day <= daysInMonth(year, month))) return null;
  // Years beginning in March put the leap day last; 146,097 days are 400 years.
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const leaps = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * 146_097 + yearOfEra * 365 + leaps + dayOfYear - 719_468;
}

/** The month (1 … 12) whose English three-letter name stands at `at`; 0 where none does. */
export function monthAt(text: string, at: number): number {
  const index = MONTHS.indexOf(text.slice(at, at + 3));
  return index >= 0 && index % 3 === 0 && at + 3 <= text.length ? index / 3 + 1 : 0;
}

/** The number that two digits at `at` make; NaN where there are none. */
export function twoDigitsAt(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

/** Milliseconds of a day. */
export const DAY_MS = 86_400_000;

function daysInMonth(year: number, month: number): number {
  if (month !== 2) return DAYS_IN_MONTH[month - 1]!;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
