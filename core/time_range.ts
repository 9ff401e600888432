/**
 * Reads an instant as people write it, epoch milliseconds: ISO 8601 (`2025`, `2025-10`, `2025-10-23`,
 * `2025-10-23T14:32`, `2025-10-23 14:32:15.123+02:00`; without an offset UTC), epoch milliseconds (a number
 * from 1970 to 9999 is the beginning of that year), `now`, `now-15m`, `now+1h`, or `15m`, which is `now-15m`.
 * Throws RangeError for anything else.
 */
export function parseTime(text: string, nowMs: number): number {
  const written = text.trim();
  const timeMs = readRelative(written, nowMs) ?? readYear(written) ?? readNumber(written) ??
    readIso(written);
  if (timeMs !== null && Math.abs(timeMs) <= TIME_MAX_MS) return timeMs;
  const problem = timeMs === null ? "is no time" : "lies beyond the times that can be told";
  throw new RangeError(
    `Cannot read the time "${shorten(text)}": it ${problem}; ` +
      `write 2025-10-23T14:32:15Z, epoch milliseconds, now-15m or 15m`,
  );
}

/** Whether {@linkcode parseTime} would count from now. */
export function isRelativeTime(text: string): boolean {
  return readRelative(text.trim(), 0) !== null;
}

/** Reads a length of time such as `500ms`, `15m` or `7d`, in ms, s, m, h, d or w. Throws RangeError. */
export function parseDurationMs(text: string): number {
  const durationMs = readDuration(text.trim());
  if (durationMs !== null && durationMs <= TIME_MAX_MS) return durationMs;
  throw new RangeError(
    `Cannot read the duration "${shorten(text)}": it is no number with a unit; ` +
      `write 500ms, 30s, 15m, 1h, 7d or 2w`,
  );
}

/**
 * The interval for a histogram of [fromMs, toMs): the round one that gives at most 90 buckets and as
 * many as possible, so about 60; at least a second.
 */
export function chooseIntervalMs(fromMs: number, toMs: number): number {
  const wantedMs = (toMs - fromMs) / BUCKETS_WANTED_MAX;
  for (const [unitMs, counts] of ROUND_COUNTS) {
    for (const count of counts) {
      if (count * unitMs >= wantedMs) return count * unitMs;
    }
  }
  return Math.ceil(wantedMs / YEAR_MS) * YEAR_MS;
}

function readRelative(text: string, nowMs: number): number | null {
  if (text === "now") return nowMs;
  const [, sign = "-", duration] = /^(?:now([+-]))?(\d.*)$/.exec(text) ?? [];
  const durationMs = duration === undefined ? null : readDuration(duration);
  if (durationMs === null) return null;
  return sign === "+" ? nowMs + durationMs : nowMs - durationMs;
}

function readDuration(text: string): number | null {
  const [, count, unit] = /^(\d{1,16})(ms|s|m|h|d|w)$/.exec(text) ?? [];
  return count === undefined || unit === undefined ? null : Number(count) * UNITS_MS[unit as Unit];
}

/** Whoever writes 2025 means the year; so many milliseconds are seconds after the beginning of 1970. */
function readYear(text: string): number | null {
  return /^(19[7-9]|[2-9]\d\d)\d$/.test(text) ? Date.UTC(Number(text), 0) : null;
}

function readNumber(text: string): number | null {
  return /^-?\d{1,17}$/.test(text) ? Number(text) : null;
}

function readIso(text: string): number | null {
  const groups = ISO.exec(text)?.groups;
  if (groups === undefined) return null;
  const { year, month, day = 1, hour = 0, minute = 0, second = 0, fraction = "", sign } = groups;
  const time = new Date(0);
  time.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const isDate = time.getUTCMonth() === Number(month) - 1 && time.getUTCDate() === Number(day);
  const isTime = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  if (!isDate || !isTime) return null;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, "0"));
  time.setUTCHours(Number(hour), Number(minute), Number(second), milliseconds);
  const offsetMs = Number(groups.offsetHour ?? 0) * HOUR_MS +
    Number(groups.offsetMinute ?? 0) * MINUTE_MS;
  return time.getTime() + (sign === "-" ? offsetMs : -offsetMs);
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

type Unit = "ms" | "s" | "m" | "h" | "d" | "w";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;

const UNITS_MS: Readonly<Record<Unit, number>> = {
  ms: 1,
  s: 1000,
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
};

/** What `Date` can hold. */
const TIME_MAX_MS = 8.64e15;

const BUCKETS_WANTED_MAX = 90;

const ROUND_COUNTS: readonly (readonly [unitMs: number, counts: readonly number[]])[] = [
  [1000, [1, 2, 5, 10, 15, 30]],
  [MINUTE_MS, [1, 2, 5, 10, 15, 30]],
  [HOUR_MS, [1, 2, 3, 6, 12]],
  [DAY_MS, [1, 2, 7, 14, 30, 90, 180]],
];

const ISO = new RegExp(
  "^(?<year>\\d{4}|[+-]\\d{6})-(?<month>\\d\\d)(?:-(?<day>\\d\\d)" +
    "(?:[Tt ](?<hour>\\d\\d):(?<minute>\\d\\d)(?::(?<second>\\d\\d)(?:[.,](?<fraction>\\d{1,9}))?)?" +
    " ?(?:[Zz]|(?<sign>[+-])(?<offsetHour>[01]\\d|2[0-3]):?(?<offsetMinute>[0-5]\\d)?)?)?)?$",
);

/**
 * What {@linkcode parseTime} reads, as a regular expression for descriptions of it: without flags, in words that
 * every dialect has. Days that a month does not have, hours that a day does not have and times that cannot be
 * told fit too.
 */
export const TIME_PATTERN: string =
  `^\\s*(?:now|(?:now[+-])?\\d{1,16}(?:ms|s|m|h|d|w)|-?\\d{1,17}|${ISO.source.slice(1, -1)})\\s*$`
    .replaceAll(/\?<\w+>/g, "?:").replaceAll("\\d", "[0-9]");
