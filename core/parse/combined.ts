import type { FieldValue, Level } from "../event.ts";
import { DAY_MS, monthAt, toDay, twoDigitsAt } from "./calendar.ts";
import { parseClockTime } from "./clock_time.ts";
import type { ParseContext, ParsedLine } from "./context.ts";

/**
 * Access log of nginx or Apache, common or combined: `1.2.3.4 - bob [10/Oct/2000:13:55:36 -0700]
 * "GET /x HTTP/1.1" 200 2326 "referer" "agent"` and whatever follows. The message is the whole line;
 * the level comes from the status: 5xx ERROR, 4xx WARN, else INFO. A value of `-` is no field.
 */
export function parseCombined(text: string, _context: ParseContext): ParsedLine | null {
  const head = HEAD.exec(text);
  if (head === null) return null;
  const [all, address, ident, user, time, request, status, bytes] = head as unknown as string[];
  const timestampMs = parseTime(time!);
  if (timestampMs === null) return null;
  const fields: Record<string, FieldValue> = {};
  add(fields, "remote_addr", address);
  add(fields, "ident", ident);
  add(fields, "remote_user", user);
  addRequest(fields, request!);
  fields["status"] = Number(status);
  if (bytes !== "-") fields["bytes"] = Number(bytes);
  const tail = TAIL.exec(text.slice(all!.length));
  add(fields, "referer", tail?.[1]);
  add(fields, "user_agent", tail?.[2]);
  const level = toLevel(Number(status));
  return { timestampMs, level, service: null, hostname: null, message: text, fields };
}

function toLevel(status: number): Level {
  return status >= 500 ? "ERROR" : status >= 400 ? "WARN" : "INFO";
}

/** What is no request (bytes of TLS sent to a plain port) is kept as field `request`. */
function addRequest(fields: Record<string, FieldValue>, request: string): void {
  const parts = REQUEST.exec(request);
  if (parts === null) return add(fields, "request", request);
  add(fields, "method", parts[1]);
  add(fields, "path", parts[2]);
  add(fields, "protocol", parts[3]);
}

function add(fields: Record<string, FieldValue>, name: string, value: string | undefined): void {
  if (value === undefined || value === "-" || value === "") return;
  fields[name] = value.includes("\\") ? value.replace(/\\(["\\])/g, "$1") : value;
}

/** `10/Oct/2000:13:55:36 -0700`. */
function parseTime(text: string): number | null {
  const year = twoDigitsAt(text, 7) * 100 + twoDigitsAt(text, 9);
  const day = toDay(year, monthAt(text, 3), twoDigitsAt(text, 0));
  const clock = parseClockTime(text, 12);
  if (day === null || clock === null) return null;
  const minutes = twoDigitsAt(text, 22) * 60 + twoDigitsAt(text, 24);
  const offsetMs = (text.charAt(21) === "-" ? -1 : 1) * minutes * 60_000;
  return day * DAY_MS + clock.timeMs - offsetMs;
}

const QUOTED = String.raw`"([^"\\]*(?:\\.[^"\\]*)*)"`;
const TIME = String.raw`\[(\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\]`;
const HEAD = new RegExp(
  String.raw`^(\S+) (\S+) ([^\[\n]{1,256}) ${TIME} ${QUOTED} (\d{3}) (\d{1,15}|-)`,
);
const TAIL = new RegExp(`^ ${QUOTED} ${QUOTED}`);
const REQUEST = /^([A-Za-z_-]{1,32}) (.+?)(?: (HTTP\/\d(?:\.\d)?))?$/;
