import type { Level } from "./event.ts";
import { parseLevel } from "./level.ts";

/**
 * The level named near the beginning (first {@linkcode LEVEL_SEARCHED_MAX} UTF-16 code units) of free
 * text; null when none is. A level word counts as a whole token in upper case, in brackets, after
 * `level=` or the like, or as the text's first word before a colon: `error: x`, but not `no error found`.
 */
export function findLevel(text: string): Level | null {
  const stop = Math.min(text.length, LEVEL_SEARCHED_MAX);
  let at = 0;
  while (at < stop) {
    const code = text.charCodeAt(at);
    if (code === ESCAPE) {
      at = skipEscape(text, at);
    } else if (isLetter(code)) {
      const end = wordEnd(text, at);
      const level = end - at >= WORD_MIN && end - at <= WORD_MAX ? levelAt(text, at, end) : null;
      if (level !== null) return level;
      at = end;
    } else {
      at++;
    }
  }
  return findTraceback(text);
}

/** How far into a text a level is looked for. */
export const LEVEL_SEARCHED_MAX = 160;

/** The cheap tests come first: nearly every word of a plain line is lower-case and fails them. */
function levelAt(text: string, start: number, end: number): Level | null {
  const initial = text.charCodeAt(start) | 32;
  if ((initial === LOWER_L || initial === LOWER_S) && isLevelKey(text, start, end)) {
    return valueLevel(text, end);
  }
  const before = start === 0 ? " " : text.charAt(start - 1);
  const after = end === text.length ? " " : text.charAt(end);
  const marked = isUpperCase(text, start, end) ||
    ("[(<".includes(before) && "])>".includes(after)) ||
    (after === ":" && text.slice(0, start).trim() === "");
  if (!marked || !BEFORE.includes(before) || !AFTER.includes(after)) return null;
  const level = parseLevel(text.slice(start, end));
  return level === "UNKNOWN" ? null : level;
}

function isLevelKey(text: string, start: number, end: number): boolean {
  return KEYS.has(text.slice(start, end).toLowerCase());
}

/** The level after `level=`, `level: "` and the like. */
function valueLevel(text: string, keyEnd: number): Level | null {
  const value = VALUE.exec(text.slice(keyEnd, keyEnd + VALUE_SEARCHED));
  return value === null ? null : parseLevel(value[1]!);
}

/** A stack trace without a log line before it tells of an error. */
function findTraceback(text: string): Level | null {
  const known = text.startsWith("Traceback (most recent call last)") ||
    text.startsWith('Exception in thread "');
  return known ? "ERROR" : null;
}

function wordEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && isWordPart(text.charCodeAt(at))) at++;
  return at;
}

/** Past a terminal's colour sequence, which would otherwise stick to the word after it. */
function skipEscape(text: string, at: number): number {
  const sequence = COLOUR.exec(text.slice(at, at + 16));
  return at + (sequence === null ? 1 : sequence[0].length);
}

function isLetter(code: number): boolean {
  return (code | 32) >= 97 && (code | 32) <= 122;
}

/** Letters, digits and `_`, so that `ERROR_CODE` and `INFO2` are words of their own. */
function isWordPart(code: number): boolean {
  return isLetter(code) || (code >= 48 && code <= 57) || code === 95;
}

function isUpperCase(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (text.charCodeAt(i) > 90) return false;
  return true;
}

const LOWER_L = 108;
const LOWER_S = 115;
const ESCAPE = 27;
const WORD_MIN = 3;
const WORD_MAX = 13;
const VALUE_SEARCHED = 24;
const BEFORE = " \t[(<|:=\",;{m'";
const AFTER = " \t])>|:\",;}'\x1b-.!\r\n";
// deno-lint-ignore no-control-regex -- colour sequences begin with the control character ESC
const COLOUR = /^\x1b\[[0-9;]{0,12}m/;
const VALUE = /^"?'? ?[=:] ?["']?([A-Za-z]{3,13})(?![A-Za-z0-9_])/;
const KEYS: ReadonlySet<string> = new Set(["level", "lvl", "severity", "loglevel", "levelname"]);
