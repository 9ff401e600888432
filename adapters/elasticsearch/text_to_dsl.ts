import type { Pattern } from "../../core/query/ast.ts";
import { literalText } from "../../core/query/pattern.ts";
import { type Dsl, fitting, isAnything, toWildcard } from "./dsl.ts";

/** The documents whose message has such tokens, one right after the other; none for no tokens. */
export function tokensToDsl(tokens: readonly Pattern[]): Dsl[] {
  const [first] = tokens;
  if (first === undefined) return [];
  if (tokens.length === 1) return [isAnything(first) ? ANY_PLACE : fitting("message", first)];
  const words = tokens.map(literalText);
  const isPhrase = words.every((word) => word !== null && word.length <= WORD_CHARACTERS_MAX);
  return [isPhrase ? phrase(words.join(" ")) : inARow(tokens)];
}

/** The tokens are made already; between spaces they stay as they are. */
function phrase(query: string): Dsl {
  return { match_phrase: { message: { query, analyzer: "whitespace" } } };
}

function inARow(tokens: readonly Pattern[]): Dsl {
  return { span_near: { clauses: tokens.map(toSpan), slop: 0, in_order: true } };
}

/** A `*` would be every word there is; any place with a token is the same, in one list. */
function toSpan(token: Pattern): Dsl {
  if (isAnything(token)) {
    return { span_field_masking: { query: { span_term: ANY_PLACE.term }, field: "message" } };
  }
  const literal = literalText(token);
  return literal === null
    ? { span_multi: { match: { wildcard: { message: { value: toWildcard(token) } } } } }
    : { span_term: { message: literal } };
}

/** See `places` in `write_document.ts`. */
const ANY_PLACE = { term: { places: "x" } };

/** The analyzer `whitespace` cuts what is longer (in UTF-16 code units; a token has 255 code points). */
const WORD_CHARACTERS_MAX = 255;
