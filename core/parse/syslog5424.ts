import { FieldsBuilder } from "../transform/fields.ts";
import type { ParseContext, ParsedLine } from "./context.ts";
import { parsePriority } from "./syslog_priority.ts";

/**
 * RFC 5424: `<34>1 2003-10-11T22:14:15.003Z host app procid msgid [sdid name="value"] message`.
 * Fields: `facility`, `procid`, `msgid`, and `sdid.name` for each parameter (`sdid`: true without any).
 */
export function parseSyslog5424(text: string, context: ParseContext): ParsedLine | null {
  const priority = parsePriority(text);
  const head = priority === null ? null : HEAD.exec(text.slice(priority.end, HEAD_MAX));
  if (priority === null || head === null) return null;
  const [all, time, hostname, service, procid, msgid] = head as unknown as string[];
  const timestampMs = time === NIL ? null : context.time.scan(time!, 0);
  if (time !== NIL && (timestampMs === null || context.time.end !== time!.length)) return null;
  const fields = new FieldsBuilder(null);
  fields.add("facility", priority.facility);
  if (procid !== NIL) fields.add("procid", procid!);
  if (msgid !== NIL) fields.add("msgid", msgid!);
  const end = readData(text, priority.end + all!.length, fields);
  if (end < 0) return null;
  return {
    timestampMs,
    level: priority.level,
    service: service === NIL ? null : service!,
    hostname: hostname === NIL ? null : hostname!,
    message: text.slice(text.charCodeAt(end) === BYTE_ORDER_MARK ? end + 1 : end),
    fields: fields.fields,
  };
}

/** Reads the structured data at `start`; index of the message after it, -1 where it is malformed. */
function readData(text: string, start: number, fields: FieldsBuilder): number {
  let at = start;
  if (text.startsWith(NIL, at)) at++;
  else {
    while (text.startsWith("[", at)) {
      at = readElement(text, at, fields);
      if (at < 0) return -1;
    }
    if (at === start) return -1;
  }
  if (at === text.length) return at;
  return text.startsWith(" ", at) ? at + 1 : -1;
}

/** `[sdid name="value" …]`; index after it, -1 where it is malformed. */
function readElement(text: string, start: number, fields: FieldsBuilder): number {
  ID.lastIndex = start;
  const id = ID.exec(text)?.[1];
  if (id === undefined) return -1;
  let at = ID.lastIndex;
  if (text.startsWith("]", at)) fields.add(id, true);
  while (!text.startsWith("]", at)) {
    PARAMETER.lastIndex = at;
    const parameter = PARAMETER.exec(text);
    if (parameter === null) return -1;
    fields.add(`${id}.${parameter[1]}`, parameter[2]!.replace(/\\(["\\\]])/g, "$1"));
    at = PARAMETER.lastIndex;
  }
  return at + 1;
}

const NIL = "-";
const BYTE_ORDER_MARK = 0xfeff;
const HEAD_MAX = 1024;
const HEAD = /^[1-9]\d? (\S{1,64}) (\S{1,255}) (\S{1,64}) (\S{1,128}) (\S{1,64}) /;
const ID = /\[([^\s=\]"]{1,64})/y;
const PARAMETER = / +([^\s=\]"]{1,64})="([^"\\]*(?:\\[^][^"\\]*)*)"/y;
