import type { Pattern, Query, RangeBound, RangeQuery } from "./ast.ts";
import { EXISTS, isTimestamp, printFieldName } from "./field.ts";
import { literalText } from "./pattern.ts";
import { printName, quote } from "./print_name.ts";

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
    case "range":
      return `${printName(printRangeName(query))}:${printRange(query)}`;
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

/** The event's own time is reached by its mere name, which belongs to no field. */
function printRangeName(query: RangeQuery): string {
  return isTimestamp(query) ? query.field : printFieldName(query);
}

function printRange(range: RangeQuery): string {
  const { low, high } = range;
  const print = ({ value }: RangeBound) =>
    isTimestamp(range) ? new Date(value).toISOString() : String(value);
  if (low !== null && high === null) return `>${low.included ? "=" : ""}${print(low)}`;
  if (low === null && high !== null) return `<${high.included ? "=" : ""}${print(high)}`;
  if (low === null || high === null) return "[* TO *]";
  return `${low.included ? "[" : "{"}${print(low)} TO ${print(high)}${high.included ? "]" : "}"}`;
}

const PLAIN_VALUE = /^(?!\/\/)[\p{L}\p{N}_@./][\p{L}\p{N}_@./+=,-]*$/u;
const SPECIAL = /[^\p{L}\p{N}_@./+=,-]/gu;
