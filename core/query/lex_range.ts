import { readPhrase } from "./read_phrase.ts";
import { syntaxError } from "./syntax_error.ts";

/** A range as written after `field:`; an end that is null is open. */
export interface RangeLexeme {
  /** Tells the lexemes apart. */
  readonly kind: "range";
  /** Not below this. */
  readonly low: WrittenBound | null;
  /** Not above this. */
  readonly high: WrittenBound | null;
  /** Where it begins, from 1. */
  readonly column: number;
}

/** One end of a range, out of quotes if it was in some. */
export interface WrittenBound {
  /** A number or a time. */
  readonly text: string;
  /** Whether the bound itself belongs to the range. */
  readonly included: boolean;
  /** Where it stands, from 1. */
  readonly column: number;
}

/** Whether a field's value that begins with this character is a range. */
export function beginsRange(one: string): boolean {
  return one !== "" && "[{<>".includes(one);
}

/** Reads `>5`, `>=5`, `<5`, `<=5`, `[1 TO 5]` or `{1 TO 5}`, and where the text goes on. */
export function lexRange(text: string, start: number): { range: RangeLexeme; end: number } {
  return "<>".includes(text[start]!) ? readSign(text, start) : readBrackets(text, start);
}

function readSign(text: string, start: number): ReturnType<typeof lexRange> {
  const included = text[start + 1] === "=";
  const sign = text.slice(start, start + (included ? 2 : 1));
  const written = readBound(text, start + sign.length, BARE);
  if (written === null) {
    const hint = `write it right after the sign, as in ${sign}5, or put "${sign}" in quotes`;
    throw syntaxError(`a bound is missing after "${sign}"`, start + sign.length + 1, hint);
  }
  const bound = { ...written, included };
  const [low, high] = sign[0] === ">" ? [bound, null] : [null, bound];
  return { range: { kind: "range", low, high, column: start + 1 }, end: written.end };
}

function readBrackets(text: string, start: number): ReturnType<typeof lexRange> {
  const low = readInBrackets(text, start + 1);
  const to = skipSpaces(text, low.end);
  if (!/^TO\b/.test(text.slice(to, to + 3))) {
    throw syntaxError('"TO" is missing between the bounds', to + 1, HINT);
  }
  const high = readInBrackets(text, to + 2);
  const close = skipSpaces(text, high.end);
  if (text[close] !== "]" && text[close] !== "}") {
    throw syntaxError('"]" or "}" is missing after the bounds', close + 1, HINT);
  }
  const end = close + 1;
  if (!RANGE_END.test(text.charAt(end))) {
    throw syntaxError("a space is missing after the range", end + 1, HINT);
  }
  const range = {
    kind: "range",
    low: toEnd(low, text[start] === "["),
    high: toEnd(high, text[close] === "]"),
    column: start + 1,
  } as const;
  return { range, end };
}

interface Written {
  readonly text: string;
  readonly quoted: boolean;
  readonly column: number;
  /** Where the text goes on. */
  readonly end: number;
}

function readInBrackets(text: string, at: number): Written {
  const start = skipSpaces(text, at);
  const written = readBound(text, start, BARE_IN_BRACKETS);
  if (written !== null) return written;
  throw syntaxError("a bound is missing", start + 1, HINT);
}

/** Null where none stands. */
function readBound(text: string, at: number, bare: RegExp): Written | null {
  const column = at + 1;
  if (text[at] === '"') {
    const { literal, end } = readPhrase(text, at);
    return { text: literal, quoted: true, column, end };
  }
  const [found] = bare.exec(text.slice(at)) ?? [];
  return found === undefined
    ? null
    : { text: found, quoted: false, column, end: at + found.length };
}

function toEnd({ text, quoted, column }: Written, included: boolean): WrittenBound | null {
  return text === "*" && !quoted ? null : { text, included, column };
}

function skipSpaces(text: string, at: number): number {
  while (/\s/.test(text.charAt(at))) at++;
  return at;
}

/** Up to where a word would end too. */
const BARE = /^(?:[^\s()"|&]|&(?!&))+/;
const BARE_IN_BRACKETS = /^[^\s"[\]{}]+/;
const RANGE_END = /^[\s()|&]?$/;
const HINT = "write [1 TO 5] or {1 TO 5}, with * for an open end, or put the value in quotes";
