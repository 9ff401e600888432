import { type Line, SPACE, startsWith, TAB, toAscii } from "./line.ts";
import type { Kind } from "./open_event.ts";

/** What an event is that has this line; null = the line does not tell. */
export function toKind(line: Line): Kind | null {
  const byte = line.bytes[line.from];
  if (byte === SPACE || byte === TAB) return toKindOfIndented(toAscii(line));
  if (!FIRST_BYTES.has(byte!)) return null;
  return BEGINNINGS.find(([prefix]) => startsWith(line, prefix))?.[1] ?? null;
}

/** Whether the line is an exception's name alone, or with a message after a colon: the head of a trace. */
export function isExceptionHead(line: Line): boolean {
  const end = toNameEnd(line);
  if (end === line.from) return false;
  if (end === line.to || line.bytes[end] === COLON) return true;
  return line.bytes[end + 1] === BRACKET && NODE_CODE.test(toAscii(line));
}

/** Whether a line directly after the head of a trace shows that it was one. */
export function followsHead(head: Line, line: Line): boolean {
  const byte = line.bytes[line.from];
  if (byte !== SPACE && byte !== TAB) return false;
  return FRAME.test(toAscii(line)) ||
    SURE_NAME.test(toAscii({ ...head, to: toNameEnd(head) }));
}

/** A frame of Java, Node or .NET: `at` and a place. */
export const FRAME = /^\s+(?:at (?:\S*[.(:/<]|.*\()|\.\.\. \d+ (?:more|common))/;

const BEGINNINGS: readonly (readonly [string, Kind])[] = [
  ["Traceback (most recent call last):", "python"],
  ["During handling of the above exception", "chained"],
  ["The above exception was the direct cause", "chained"],
  ["panic: ", "go"],
  ["fatal error: ", "go"],
  ["goroutine ", "go"],
];
const FIRST_BYTES = new Set(BEGINNINGS.map(([prefix]) => prefix.charCodeAt(0)));

function toKindOfIndented(text: string): Kind | null {
  if (FRAME.test(text)) return "frames";
  if (/^\s+File "[^"]*", line \d/.test(text)) return "python";
  return /^\t\S+\.go:\d/.test(text) ? "go" : null;
}

/** End of the dotted name that the line begins with; `from` where there is none. */
function toNameEnd({ bytes, from, to }: Line): number {
  let end = from;
  while (end < to && IN_NAME[bytes[end]!] === 1) end++;
  return end;
}

const IN_NAME = new Uint8Array(256);
for (const char of "$._/abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") {
  IN_NAME[char.charCodeAt(0)] = 1;
}

/** As Node writes it: `TypeError [ERR_INVALID_ARG_TYPE]: …`. */
const NODE_CODE = /^\w+ \[[A-Z_0-9]+\](?::|$)/;
const SURE_NAME = /(?:Exception|Error|Throwable|Failure|Fault)$/;
const COLON = 58;
const BRACKET = 91;
