import type { Format } from "../raw_batch.ts";
import { type Line, toAscii } from "./line.ts";

/** Whether the line begins a new record in the given format. Such a line never joins another. */
export function beginsRecord(format: Format, line: Line): boolean {
  return RECORDS[format].test(toAscii(line));
}

const TIME =
  String.raw`\d{4}[-/.]\d\d[-/.]\d\d|\d{1,2}[:/.-]\d\d[:/.-]\d\d|\d{1,2}[ /-][A-Z][a-z]{2}` +
  String.raw`|(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?` +
  String.raw`(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d\b`;
const LEVEL = "(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|CRITICAL|FATAL)\\b";
const JSON_OBJECT = String.raw`^\{|^\s+\{"`;
const LOGFMT = String.raw`^[A-Za-z_@][\w.@/-]*=`;
const SYSLOG = String.raw`^<\d{1,3}>`;
const KLOG = String.raw`^[IWEF]\d{4} \d\d:`;
const TEXT = String.raw`^\s*[\[(]?(?:${TIME}|${LEVEL})`;

/** A container's program may write in any format. */
const ANY = new RegExp([TEXT, JSON_OBJECT, LOGFMT, SYSLOG, KLOG].join("|"));

const RECORDS: Readonly<Record<Format, RegExp>> = {
  text: new RegExp(TEXT),
  json: new RegExp(JSON_OBJECT),
  logfmt: new RegExp(LOGFMT),
  combined: /^\S+ \S+ \S+ \[\d{1,2}\//,
  syslog5424: new RegExp(SYSLOG),
  syslog3164: new RegExp(`${SYSLOG}|^(?:${TIME})`),
  klog: new RegExp(KLOG),
  docker: ANY,
  cri: ANY,
  plain: ANY,
};
