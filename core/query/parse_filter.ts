import { parseLevel } from "../level.ts";
import type { Pattern, PatternPart, Query } from "./ast.ts";
import { combine } from "./combine.ts";
import { EXISTS, type FieldName, isTimeField, parseFieldName, printFieldName } from "./field.ts";
import { type Lexeme, lexQuery } from "./lex_query.ts";
import type { RangeLexeme } from "./lex_range.ts";
import { literalText, toPattern } from "./pattern.ts";
import { syntaxError } from "./syntax_error.ts";
import { toTextQuery, toTokenPatterns } from "./text_query.ts";
import { toRangeQuery } from "./to_range_query.ts";

/** A query's text has at most this many UTF-16 code units. */
export const QUERY_LENGTH_MAX = 4096;

/** Parentheses and NOTs stand in each other at most this deep. */
export const QUERY_DEPTH_MAX = 50;

/** A query has at most this many words, phrases and fields. */
export const QUERY_TERMS_MAX = 200;

/** Reads the filter that a text begins with, and finds the first `|` after it; see `parseQuery`. */
export function parseFilter(
  text: string,
  nowMs: number | null,
): { readonly query: Query; readonly pipesAt: number | null } {
  if (text.length > QUERY_LENGTH_MAX) {
    const problem = `it has ${text.length} characters, ${QUERY_LENGTH_MAX} are allowed`;
    throw syntaxError(problem, QUERY_LENGTH_MAX + 1, "shorten it");
  }
  const { lexemes, pipesAt } = lexQuery(text.toWellFormed());
  return { query: new Parser(lexemes, nowMs).parse(), pipesAt };
}

class Parser {
  readonly #lexemes: readonly Lexeme[];
  readonly #nowMs: number | null;
  #at = 0;
  #terms = 0;

  constructor(lexemes: readonly Lexeme[], nowMs: number | null) {
    this.#lexemes = lexemes;
    this.#nowMs = nowMs;
  }

  parse(): Query {
    if (this.#peek().kind === "end") return { kind: "all" };
    const query = this.#parseOr({ field: null, depth: 0 });
    if (this.#peek().kind === "end") return query;
    const hint = 'remove it, open one before it, or put "\\" before it';
    throw syntaxError('")" closes nothing', this.#peek().column, hint);
  }

  #peek(): Lexeme {
    return this.#lexemes[this.#at]!;
  }

  #parseOr(scope: Scope): Query {
    const parts = [this.#parseAnd(scope)];
    while (this.#peek().kind === "or") {
      this.#at++;
      parts.push(this.#parseAnd(scope));
    }
    return combine("or", parts);
  }

  #parseAnd(scope: Scope): Query {
    const parts = [this.#parseNot(scope)];
    for (;;) {
      const { kind } = this.#peek();
      if (kind === "or" || kind === "close" || kind === "end") return combine("and", parts);
      if (kind === "and") this.#at++;
      parts.push(this.#parseNot(scope));
    }
  }

  #parseNot(scope: Scope): Query {
    if (this.#peek().kind !== "not") return this.#parseTerm(scope);
    const inner = deeper(scope, this.#peek().column);
    this.#at++;
    return { kind: "not", part: this.#parseNot(inner) };
  }

  #parseTerm(scope: Scope): Query {
    const lexeme = this.#peek();
    if (lexeme.kind === "open") return this.#parseGroup(scope);
    if (lexeme.kind !== "field" && !isValue(lexeme)) throw missingTerm(lexeme);
    this.#at++;
    if (lexeme.kind !== "field") return this.#toTerm(scope.field, lexeme);
    if (scope.field !== null) {
      const hint = 'close the parenthesis before it, or put "\\" before ":"';
      throw syntaxError("a field cannot stand in the group of another", lexeme.column, hint);
    }
    const value = this.#peek();
    if (isValue(value)) {
      this.#at++;
      return this.#toTerm(lexeme.name, value);
    }
    return this.#parseGroup({ ...scope, field: lexeme.name });
  }

  #parseGroup(scope: Scope): Query {
    const { column } = this.#peek();
    this.#at++;
    const query = this.#parseOr(deeper(scope, column));
    if (this.#peek().kind !== "close") {
      throw syntaxError('"(" is not closed', column, 'add ")", or put "\\" before "("');
    }
    this.#at++;
    return query;
  }

  #toTerm(field: string | null, value: Value | RangeLexeme): Query {
    if (++this.#terms > QUERY_TERMS_MAX) {
      const problem = `it has more than ${QUERY_TERMS_MAX} terms`;
      throw syntaxError(problem, value.column, "ask with fewer, or use wildcards");
    }
    // The lexer gives ranges to fields alone.
    if (value.kind === "range") return toRangeQuery(field!, value, this.#nowMs);
    if (field !== null) return toFieldTerm(field, value);
    const query = toTextQuery(value.parts);
    return isAnything(query.value) ? { kind: "all" } : query;
  }
}

type Value = Extract<Lexeme, { kind: "value" }>;

/** What surrounds a term: the field whose group it is in, and how deep. */
interface Scope {
  readonly field: string | null;
  readonly depth: number;
}

function isValue(lexeme: Lexeme): lexeme is Value | RangeLexeme {
  return lexeme.kind === "value" || lexeme.kind === "range";
}

function deeper(scope: Scope, column: number): Scope {
  if (scope.depth < QUERY_DEPTH_MAX) return { ...scope, depth: scope.depth + 1 };
  const problem = `parentheses and NOTs are more than ${QUERY_DEPTH_MAX} deep`;
  throw syntaxError(problem, column, "write it flatter");
}

function missingTerm({ kind, column }: Lexeme): Error {
  const found = kind === "close" ? '")"' : kind === "end" ? "the end" : kind.toUpperCase();
  const hint = kind === "and" || kind === "or"
    ? `put "${found}" in quotes to search for it`
    : "add a word, or remove what asks for one";
  return syntaxError(`a word is missing before ${found}`, column, hint);
}

function toFieldTerm(name: string, value: Value): Query {
  if (name === EXISTS) return { kind: "exists", field: toExistsName(value) };
  refuseTime(name, value.column);
  const field = parseFieldName(name);
  if (field.field === "message" && !field.extra) {
    const tokens = toTokenPatterns(toPattern(value.parts));
    if (tokens.length > 0) return { kind: "message", tokens };
    const hint = "leave out what is neither letter, digit nor _";
    throw syntaxError("messages are searched by words, and this has none", value.column, hint);
  }
  return { kind: "field", ...field, value: toFieldPattern(field, value) };
}

function toExistsName({ parts, column }: Value): string {
  const name = literalText(toPattern(parts));
  if (!name) {
    throw syntaxError(`${EXISTS} wants a field's name`, column, "write it without wildcards");
  }
  refuseTime(name, column);
  return printFieldName(parseFieldName(name));
}

function refuseTime(name: string, column: number): void {
  if (!isTimeField(name)) return;
  const other = `write extra_fields.${name} for a field of that name`;
  const hint = name === "timestamp"
    ? `write a range, as timestamp:>=2025-10-23, or ${other}`
    : other;
  throw syntaxError(`${name} cannot be asked for by value`, column, hint);
}

/** Levels, ids and origins are brought into the form that events have. */
function toFieldPattern({ field, extra }: FieldName, { parts, column }: Value): Pattern {
  const pattern = toPattern(parts);
  if (extra) return pattern;
  const literal = literalText(pattern);
  if (field === "id" && literal === null) {
    const hint = "write the id in full, or ask for origin:";
    throw syntaxError("an id has no wildcards", column, hint);
  }
  if (field === "id" || field === "origin") {
    return changeText(pattern, (text) => text.toLowerCase());
  }
  if (field !== "level") return pattern;
  const level = literal === null ? null : parseLevel(literal);
  return changeText(pattern, (text) => level ?? text.toUpperCase());
}

function changeText(pattern: Pattern, change: (text: string) => string): Pattern {
  return pattern.map((part): PatternPart => typeof part === "string" ? change(part) : part);
}

function isAnything(pattern: Pattern): boolean {
  return pattern.length === 1 && typeof pattern[0] === "object" && pattern[0].any === "run";
}
