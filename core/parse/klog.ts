import type { Level } from "../event.ts";
import { twoDigitsAt } from "./calendar.ts";
import { parseClockTime } from "./clock_time.ts";
import type { ParseContext, ParsedLine } from "./context.ts";
import { toNearestInstant } from "./missing_year.ts";

/**
 * `I1023 14:32:15.123456   12345 file.go:12] message`, as Kubernetes' components and glog write it.
 * Fields: `thread` (number), `caller`. The time is the zone's, the year the nearest.
 */
export function parseKlog(text: string, context: ParseContext): ParsedLine | null {
  const level = LEVELS[text.charAt(0)];
  if (level === undefined || text.charCodeAt(5) !== SPACE) return null;
  const clock = parseClockTime(text, 6);
  const head = clock === null ? null : HEAD.exec(text.slice(clock.end, clock.end + HEAD_MAX));
  if (clock === null || head === null) return null;
  const date = { month: twoDigitsAt(text, 1), day: twoDigitsAt(text, 3), timeMs: clock.timeMs };
  const timestampMs = toNearestInstant(date, context);
  if (timestampMs === null) return null;
  return {
    timestampMs,
    level,
    service: null,
    hostname: null,
    message: text.slice(clock.end + head[0].length),
    fields: { thread: Number(head[1]), caller: head[2]! },
  };
}

const LEVELS: Readonly<Partial<Record<string, Level>>> = {
  I: "INFO",
  W: "WARN",
  E: "ERROR",
  F: "FATAL",
};
const SPACE = 32;
const HEAD_MAX = 400;
const HEAD = /^ +(\d{1,15}) ([^\s\]]{1,300}:\d{1,9})\] ?/;
