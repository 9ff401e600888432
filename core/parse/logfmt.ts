import type { FieldValue } from "../event.ts";
import { FieldsBuilder } from "../transform/fields.ts";
import type { ParseContext, ParsedLine } from "./context.ts";

/**
 * `time=2025-10-23T14:32:15Z level=info msg="it works" n=3`: known names give time, level, service, hostname
 * and message (see `known_fields.ts`), all else becomes fields; unquoted `true`, `false`
 * and numbers are typed, a repeated name gets a suffix. Without a message the whole text is the message. Words without
 * `=` become true, but only where the line has a time, a level or a message: else it is prose.
 */
export function parseLogfmt(text: string, context: ParseContext): ParsedLine | null {
  const pairs = readPairs(text);
  if (pairs === null) return null;
  const { known } = context;
  known.reset();
  const fields = new FieldsBuilder(null);
  for (const { name, value } of pairs) {
    if (!known.take(name, value)) fields.add(name, value);
  }
  const telling = known.timestampMs !== null || known.level !== null || known.message !== null;
  if (!telling && (pairs.length < PAIRS_MIN || pairs.some(({ bare }) => bare))) return null;
  return known.toLine(text, fields);
}

interface Pair {
  readonly name: string;
  readonly value: FieldValue;
  /** The name stood alone. */
  readonly bare: boolean;
}

/** Null where the text does not begin with a pair, or a quote is not closed. */
function readPairs(text: string): Pair[] | null {
  const pairs: Pair[] = [];
  let at = skipBlanks(text, 0);
  while (at < text.length) {
    const nameEnd = findNameEnd(text, at);
    if (nameEnd === at || text.charCodeAt(nameEnd) === QUOTE) return null;
    const name = text.slice(at, nameEnd);
    if (text.charCodeAt(nameEnd) !== EQUALS) {
      if (pairs.length === 0) return null;
      pairs.push({ name, value: true, bare: true });
      at = skipBlanks(text, nameEnd);
      continue;
    }
    const valueStart = nameEnd + 1;
    const quoted = text.charCodeAt(valueStart) === QUOTE;
    const end = quoted ? findQuoteEnd(text, valueStart + 1) : findBlank(text, valueStart);
    if (end < 0 || (end < text.length && !isBlank(text.charCodeAt(end)))) return null;
    const value = quoted
      ? unescape(text.slice(valueStart + 1, end - 1))
      : toTyped(text.slice(valueStart, end));
    pairs.push({ name, value, bare: false });
    at = skipBlanks(text, end);
  }
  return pairs.length === 0 ? null : pairs;
}

/** Numbers only as they would be written again, so that `007` and `1.50` keep their text. */
function toTyped(value: string): FieldValue {
  if (value === "true") return true;
  if (value === "false") return false;
  const first = value.charCodeAt(0);
  if (value.length > NUMBER_LENGTH_MAX || !(first === DASH || (first >= 48 && first <= 57))) {
    return value;
  }
  const number = Number(value);
  return Number.isFinite(number) && number !== 0 && String(number) === value
    ? number
    : value === "0"
    ? 0
    : value;
}

/** Escapes as Go's strconv.Quote and JSON write them; what is neither stays. */
function unescape(value: string): string {
  if (!value.includes("\\")) return value;
  return value.replace(ESCAPES, (all, simple?: string, hex?: string) => {
    if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
    return SIMPLE_ESCAPES[simple!] ?? all;
  }).toWellFormed();
}

function findNameEnd(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === EQUALS || code === QUOTE || code <= SPACE) break;
  }
  return at;
}

function findBlank(text: string, start: number): number {
  let at = start;
  while (at < text.length && !isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** Index after the closing quote; -1 where there is none. */
function findQuoteEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at + 1;
  }
  return -1;
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  return at;
}

function isBlank(code: number): boolean {
  return code === SPACE || code === 9 || code === 13;
}

const SPACE = 32;
const QUOTE = 34;
const DASH = 45;
const EQUALS = 61;
const BACKSLASH = 92;
const PAIRS_MIN = 2;
const NUMBER_LENGTH_MAX = 17;
const ESCAPES = /\\(?:([^u])|u([0-9a-fA-F]{4}))/g;
const SIMPLE_ESCAPES: Readonly<Partial<Record<string, string>>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  n: "\n",
  t: "\t",
  r: "\r",
};
