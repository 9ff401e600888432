import type { Pattern, Query } from "./ast.ts";
import { EXISTS, printFieldName } from "./field.ts";
import { literalText } from "./pattern.ts";

/**
 * The text that `parseQuery` reads as this query: exactly for queries in the form that it gives, in
 * meaning for all whose text is not over its limits.
 */
export function printQuery(query: Query): string {
  switch (query.kind) {
    case "all":
      return "*";
    case "and":
      return query.parts.map((part) => printWithin(part, ["and", "or"])).join(" ");
    case "or":
      return query.parts.map((part) => printWithin(part, ["or"])).join(" OR ");
    case "not":
      return `NOT ${printWithin(query.part, ["and", "or"])}`;
    case "text":
      return printPattern(query.value);
    case "message":
      return `message:${printTokens(query.tokens)}`;
    case "field":
      return `${printName(printFieldName(query))}:${printPattern(query.value)}`;
    case "exists":
      return `${EXISTS}:${printName(query.field)}`;
  }
}

function printWithin(part: Query, inParentheses: readonly Query["kind"][]): string {
  const text = printQuery(part);
  return inParentheses.includes(part.kind) ? `(${text})` : text;
}

function printPattern(pattern: Pattern): string {
  const literal = literalText(pattern);
  if (literal !== null) return PLAIN_VALUE.test(literal) ? literal : quote(literal);
  const text = pattern.map((part) =>
    typeof part === "string" ? part.replaceAll(SPECIAL, "\\$&") : part.any === "run" ? "*" : "?"
  ).join("");
  return /^-|^\/\//.test(text) ? `\\${text}` : text;
}

/** Any separator will do between tokens; in quotes wildcards would be letters. */
function printTokens(tokens: readonly Pattern[]): string {
  const literals = tokens.map(literalText);
  if (tokens.length > 1 && !literals.includes(null)) return quote(literals.join(" "));
  return tokens.map(printPattern).join("-");
}

function printName(name: string): string {
  return PLAIN_NAME.test(name) ? name : quote(name);
}

function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}

const PLAIN_NAME = /^[\p{L}_@][\p{L}\p{N}_@./-]*$/u;
const PLAIN_VALUE = /^(?!\/\/)[\p{L}\p{N}_@./][\p{L}\p{N}_@./+=,-]*$/u;
const SPECIAL = /[^\p{L}\p{N}_@./+=,-]/gu;
