import type { LogEvent } from "../event.ts";
import type { Pattern, Query, TextQuery } from "./ast.ts";
import { fieldNumber, fieldText, parseFieldName, searchedTexts } from "./field.ts";
import { isInRange } from "./is_in_range.ts";
import { longestLiteral, matchPattern } from "./pattern.ts";
import { toLower, toTokens } from "./tokens.ts";

/** Whether the event is what the query asks for: the definition every store agrees with. */
export function matches(query: Query, event: LogEvent): boolean {
  switch (query.kind) {
    case "all":
      return true;
    case "and":
      return query.parts.every((part) => matches(part, event));
    case "or":
      return query.parts.some((part) => matches(part, event));
    case "not":
      return !matches(query.part, event);
    case "text":
      return matchTokens(query.tokens, event.message) || hasValue(query, event);
    case "message":
      return matchTokens(query.tokens, event.message);
    case "field": {
      const text = fieldText(event, query);
      return text !== null && matchPattern(query.value, text);
    }
    case "range":
      return isInRange(query, fieldNumber(event, query));
    case "exists":
      return fieldText(event, parseFieldName(query.field)) !== null;
  }
}

/** Whether the text has tokens that fit the patterns, one right after the other. No patterns: never. */
export function matchTokens(patterns: readonly Pattern[], text: string): boolean {
  if (patterns.length === 0) return false;
  const lower = toLower(text);
  if (!patterns.every((pattern) => lower.includes(longestLiteral(pattern)))) return false;
  const tokens = toTokens(lower);
  for (let start = 0; start + patterns.length <= tokens.length; start++) {
    if (patterns.every((pattern, i) => matchPattern(pattern, tokens[start + i]!))) return true;
  }
  return false;
}

/** Whether a whole value, in any case, fits the pattern (which is in lower case). */
export function matchValue(pattern: Pattern, text: string): boolean {
  return matchPattern(pattern, toLower(text));
}

function hasValue({ value }: TextQuery, event: LogEvent): boolean {
  return matchValue(value, event.service) || matchValue(value, event.level) ||
    matchValue(value, event.hostname) || matchValue(value, event.file) ||
    searchedTexts(event).some((text) => matchValue(value, text));
}
