import { ANY_ONE, ANY_RUN, type PatternPart } from "./ast.ts";
import { beginsRange, lexRange, type RangeLexeme } from "./lex_range.ts";
import { literalText, toPattern } from "./pattern.ts";
import { readPhrase } from "./read_phrase.ts";
import { syntaxError } from "./syntax_error.ts";

/** A piece of a query's text; `column` counts from 1 in UTF-16 code units. */
export type Lexeme =
  | { readonly kind: "open" | "close" | "and" | "or" | "not" | "end"; readonly column: number }
  /** `name:`; its value, its range, or the parenthesis of its group comes next. */
  | { readonly kind: "field"; readonly name: string; readonly column: number }
  /** A word or phrase as written, escapes taken out. */
  | { readonly kind: "value"; readonly parts: readonly PatternPart[]; readonly column: number }
  /** Only of a field, or in its group. */
  | RangeLexeme;

/** A query's text in pieces. */
export interface LexedQuery {
  /** Of the filter, `end` last. */
  readonly lexemes: readonly Lexeme[];
  /** Index of the first `|` after it; null = there are no pipes. */
  readonly pipesAt: number | null;
}

/** Cuts the filter of a query's text into lexemes. Throws QuerySyntaxError with the column. */
export function lexQuery(text: string): LexedQuery {
  const lexemes: Lexeme[] = [];
  /** For each open parenthesis, whether it belongs to a field. */
  const groups: boolean[] = [];
  let at = 0;
  for (;;) {
    while (SPACE.test(text.charAt(at))) at++;
    const isPipe = text[at] === "|" && text[at + 1] !== "|";
    if (isPipe && groups.length > 0) throw pipeInParentheses(at + 1);
    if (at >= text.length || isPipe) {
      lexemes.push({ kind: "end", column: at + 1 });
      return { lexemes, pipesAt: isPipe ? at : null };
    }
    const before = lexemes.at(-1)?.kind;
    const inField = groups.at(-1) ?? false;
    at = readOperator(text, at, lexemes) ??
      (inField && beginsRange(text.charAt(at)) ? readRange : readTerm)(text, at, lexemes);
    const { kind } = lexemes.at(-1)!;
    if (kind === "open") groups.push(inField || before === "field");
    if (kind === "close") groups.pop();
  }
}

/** Where it goes on after a parenthesis or an operator of signs; null when none stands here. */
function readOperator(text: string, at: number, lexemes: Lexeme[]): number | null {
  const column = at + 1;
  const kind = SIGNS.get(text.slice(at, at + 2)) ?? SIGNS.get(text.charAt(at));
  if (kind === undefined) return null;
  if (kind === "not" && ARROW.test(text.slice(at, at + 2))) return null;
  if (kind === "not" && LONE_SIGN.test(text.slice(at, at + 2))) {
    const hint = "write it right before a word, or in quotes to search for it";
    throw syntaxError(`nothing follows "${text[at]}"`, column, hint);
  }
  lexemes.push({ kind, column });
  return kind === "and" || kind === "or" ? at + 2 : at + 1;
}

/** Reads a word, a phrase, or a field with its value. */
function readTerm(text: string, at: number, lexemes: Lexeme[]): number {
  const column = at + 1;
  const { parts, end } = readValue(text, at, true);
  if (text[end] === ":") {
    lexemes.push({ kind: "field", name: toName(parts, column), column });
    return readFieldValue(text, end + 1, lexemes);
  }
  const word = KEYWORDS.get(text.slice(at, end));
  lexemes.push(word === undefined ? { kind: "value", parts, column } : { kind: word, column });
  return end;
}

function toName(parts: readonly PatternPart[], column: number): string {
  const name = literalText(toPattern(parts));
  if (name === null) {
    const hint = 'write the name in full, or put "\\" before "*" and "?" that belong to it';
    throw syntaxError("a field name has no wildcards", column, hint);
  }
  if (name === "") {
    throw syntaxError('no field name stands before ":"', column, "put the text in quotes");
  }
  return name;
}

function readFieldValue(text: string, at: number, lexemes: Lexeme[]): number {
  const column = at + 1;
  const next = text.charAt(at);
  if (next === "(") return at;
  if (beginsRange(next)) return readRange(text, at, lexemes);
  const { parts, end } = readValue(text, at, false);
  if (end === at) {
    const hint = 'write the value right after ":", or put the text in quotes to search for it';
    throw syntaxError('a value is missing after ":"', column, hint);
  }
  lexemes.push({ kind: "value", parts, column });
  return end;
}

function readRange(text: string, at: number, lexemes: Lexeme[]): number {
  const { range, end } = lexRange(text, at);
  lexemes.push(range);
  return end;
}

function pipeInParentheses(column: number): Error {
  const hint = 'close the parenthesis before it, or put "|" in quotes to search for it';
  return syntaxError('"|" stands within parentheses', column, hint);
}

interface Span {
  readonly parts: PatternPart[];
  /** Where the text goes on. */
  readonly end: number;
}

function readValue(text: string, start: number, mayBeName: boolean): Span {
  if (text[start] !== '"') return readWord(text, start, mayBeName);
  const { literal, end } = readPhrase(text, start);
  return { parts: [literal], end };
}

/** A word ends before a space, parenthesis, quote, `|`, `&&`, or the `:` after a field name. */
function readWord(text: string, start: number, mayBeName: boolean): Span {
  const parts: PatternPart[] = [];
  let at = start;
  for (; at < text.length; at++) {
    const one = text.charAt(at);
    if (WORD_END.test(one) || (one === "&" && text[at + 1] === "&")) break;
    if (one === ":" && mayBeName) {
      if (endsName(text, start, at)) break;
      mayBeName = false;
    }
    if (one === "*") parts.push(ANY_RUN);
    else if (one === "?") parts.push(ANY_ONE);
    else if (one !== "\\") parts.push(one);
    else if (++at < text.length) parts.push(text.charAt(at));
    else throw syntaxError('nothing follows "\\"', at, "write it twice to search for it");
  }
  return { parts, end: at };
}

/** So that `14:32:15`, `10.0.0.1:80`, `std::io` and `http://host` are words. */
function endsName(text: string, start: number, colon: number): boolean {
  return NAME_START.test(text.slice(start, start + 2)) && text[colon + 1] !== ":" &&
    !text.startsWith("//", colon + 1);
}

const SPACE = /\s/;
const LONE_SIGN = /^.([\s)]|$)/;
/** `->`, `--force`, `!=` are words. */
const ARROW = /^(-[->=]|!=)/;
const WORD_END = /[\s()"|]/;
const NAME_START = /^[\p{L}_@$\\*?]/u;
const KEYWORDS = new Map(
  [["AND", "and"], ["OR", "or"], ["NOT", "not"]] as const,
) as ReadonlyMap<string, "and" | "or" | "not">;
const SIGNS = new Map(
  [
    ["&&", "and"],
    ["||", "or"],
    ["(", "open"],
    [")", "close"],
    ["-", "not"],
    ["!", "not"],
  ] as const,
) as ReadonlyMap<string, "and" | "or" | "open" | "close" | "not">;
