import type { FieldValue } from "../event.ts";
import { parseLevel } from "../level.ts";
import { monthAt, twoDigitsAt } from "./calendar.ts";
import { parseClockTime } from "./clock_time.ts";
import type { ParseContext, ParsedLine } from "./context.ts";
import { toNearestInstant } from "./missing_year.ts";
import { parsePriority } from "./syslog_priority.ts";

/**
 * RFC 3164 as daemons write it: `<34>Oct 11 22:14:15 host su[123]: message`, priority and tag optional; also
 * with rsyslog's ISO time and offset (`2025-10-23T14:32:15.1+02:00 host …`, then the tag is needed).
 * The tag is the service. Fields: `facility`, `pid`. The time is the zone's, the year the nearest.
 */
export function parseSyslog3164(text: string, context: ParseContext): ParsedLine | null {
  const priority = parsePriority(text);
  const start = priority === null ? 0 : priority.end;
  const stamp = monthAt(text, start) > 0
    ? parseStamp(text, start, context)
    : parseIsoStamp(text, start, context);
  if (stamp === null) return null;
  const { hostname, service, pid, end } = parseOrigin(text, stamp.end);
  if (stamp.iso && (service === null || hostname === null || parseLevel(hostname) !== null)) {
    return null;
  }
  const fields: Record<string, FieldValue> = {};
  if (priority !== null) fields["facility"] = priority.facility;
  if (pid !== null) fields["pid"] = pid;
  return {
    timestampMs: stamp.timestampMs,
    level: priority === null ? null : priority.level,
    service,
    hostname,
    message: text.slice(end),
    fields: priority === null && pid === null ? null : fields,
  };
}

interface Stamp {
  readonly timestampMs: number;
  /** Index after the blank that follows it. */
  readonly end: number;
  readonly iso: boolean;
}

/** `Oct 11 22:14:15 `, the day padded with a blank or 0. */
function parseStamp(text: string, start: number, context: ParseContext): Stamp | null {
  const padded = text.charCodeAt(start + 4) === SPACE;
  const day = padded ? text.charCodeAt(start + 5) - 48 : twoDigitsAt(text, start + 4);
  const clock = parseClockTime(text, start + 7);
  if (clock === null || !(day >= 1) || text.charCodeAt(start + 3) !== SPACE) return null;
  if (text.charCodeAt(start + 6) !== SPACE || text.charCodeAt(clock.end) !== SPACE) return null;
  const date = { month: monthAt(text, start), day, timeMs: clock.timeMs };
  const timestampMs = toNearestInstant(date, context);
  return timestampMs === null ? null : { timestampMs, end: clock.end + 1, iso: false };
}

function parseIsoStamp(text: string, start: number, context: ParseContext): Stamp | null {
  const timestampMs = context.time.scan(text, start);
  if (timestampMs === null) return null;
  const { end } = context.time;
  const offset = /(?:Z|[+-]\d\d:\d\d)$/.test(text.slice(start, end));
  const marked = text.charCodeAt(start + 10) === UPPER_T && offset;
  return marked && text.charCodeAt(end) === SPACE ? { timestampMs, end: end + 1, iso: true } : null;
}

interface Origin {
  readonly hostname: string | null;
  readonly service: string | null;
  readonly pid: number | null;
  /** Where the message begins. */
  readonly end: number;
}

/** `host tag[pid]: `, `host tag: `, `tag[pid]: ` (written on the host itself), or `host ` alone. */
function parseOrigin(text: string, start: number): Origin {
  const head = ORIGIN.exec(text.slice(start, start + ORIGIN_MAX));
  if (head === null) {
    const host = HOST.exec(text.slice(start, start + ORIGIN_MAX));
    const end = start + (host?.[0].length ?? 0);
    return { hostname: host?.[1] ?? null, service: null, pid: null, end };
  }
  return {
    hostname: head[1] ?? null,
    service: head[2]!,
    pid: head[3] === undefined ? null : Number(head[3]),
    end: start + head[0].length,
  };
}

const SPACE = 32;
const UPPER_T = 84;
const ORIGIN_MAX = 512;
const ORIGIN = /^(?:([^\s[\]]{1,255}) )?([^\s:[\]]{1,128})(?:\[(\d{1,15})\])?:(?: |$)/;
const HOST = /^([^\s[\]:]{1,255})(?: |$)/;
