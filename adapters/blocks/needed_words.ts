import { parseId } from "../../core/id.ts";
import type { Pattern, Query } from "../../core/query/ast.ts";
import { literalText } from "../../core/query/pattern.ts";
import { toLower } from "../../core/query/tokens.ts";
import { hashWord } from "./word_set.ts";

/** Which words a block must have to have a match: a hash, all or one of some needs, or nothing known (null). */
export type Need =
  | number
  | { readonly kind: "all" | "any"; readonly needs: readonly Need[] }
  | null;

/** What a query needs, for blocks whose filter has all tokens of messages and all values, lower-cased. */
export function toNeed(query: Query): Need {
  switch (query.kind) {
    case "and":
      return needAll(query.parts.map(toNeed));
    case "or":
      return needAny(query.parts.map(toNeed));
    case "message":
      return needTokens(query.tokens);
    case "text": {
      const value = needLiteral(query.value);
      return query.tokens.length === 0 ? value : needAny([needTokens(query.tokens), value]);
    }
    case "field": {
      const { field, extra, value } = query;
      if (!extra && field === "id") return needId(value);
      // Of messages a filter has the words, not the whole.
      return !extra && field === "message" ? null : needLiteral(value);
    }
    default:
      return null;
  }
}

/** Whether a block may have a match, as far as `mayHave` tells of its words. */
export function isMet(need: Need, mayHave: (hash: number) => boolean): boolean {
  if (need === null) return true;
  if (typeof need === "number") return mayHave(need);
  const { kind, needs } = need;
  return kind === "all"
    ? needs.every((each) => isMet(each, mayHave))
    : needs.some((each) => isMet(each, mayHave));
}

/** An id has no word of its own, but its origin has. */
function needId(pattern: Pattern): Need {
  const key = parseId(literalText(pattern) ?? "");
  return key === null ? null : hashWord(key.origin);
}

function needTokens(tokens: readonly Pattern[]): Need {
  return needAll(tokens.map(needLiteral));
}

function needLiteral(pattern: Pattern): Need {
  const literal = literalText(pattern);
  return literal === null ? null : hashWord(toLower(literal));
}

function needAll(parts: readonly Need[]): Need {
  const needs = parts.filter((part) => part !== null);
  return needs.length === 0 ? null : needs.length === 1 ? needs[0]! : { kind: "all", needs };
}

function needAny(parts: readonly Need[]): Need {
  if (parts.includes(null)) return null;
  const needs = [...new Set(parts)];
  return needs.length === 1 ? needs[0]! : { kind: "any", needs };
}
