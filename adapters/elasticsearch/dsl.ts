import { ANY_ONE, type Pattern } from "../../core/query/ast.ts";
import { literalText } from "../../core/query/pattern.ts";

/** A clause of Elasticsearch's query language. */
export type Dsl = Readonly<Record<string, unknown>>;

/** Every document. */
export const EVERYTHING: Dsl = { match_all: {} };

/** None. */
export const NOTHING: Dsl = { match_none: {} };

/** All of them. */
export function allOf(clauses: readonly Dsl[]): Dsl {
  if (clauses.length === 1) return clauses[0]!;
  return clauses.length === 0 ? EVERYTHING : { bool: { filter: clauses } };
}

/** At least one of them. */
export function anyOf(clauses: readonly Dsl[]): Dsl {
  if (clauses.length === 1) return clauses[0]!;
  return clauses.length === 0 ? NOTHING : { bool: { should: clauses, minimum_should_match: 1 } };
}

/** What the clause does not find. */
export function noneOf(clause: Dsl): Dsl {
  return { bool: { must_not: [clause] } };
}

/** Documents whose field has a term that fits the pattern. */
export function fitting(field: string, pattern: Pattern): Dsl {
  const literal = literalText(pattern);
  return literal === null
    ? { wildcard: { [field]: { value: toWildcard(pattern) } } }
    : { term: { [field]: literal } };
}

/** The pattern as Elasticsearch writes it. There too `?` is one code point. */
export function toWildcard(pattern: Pattern): string {
  return pattern.map((part) =>
    typeof part === "string"
      ? part.replaceAll(/[*?\\]/g, "\\$&")
      : part.any === ANY_ONE.any
      ? "?"
      : "*"
  ).join("");
}

/** Whether the pattern is `*` alone. */
export function isAnything(pattern: Pattern): boolean {
  const [part] = pattern;
  return pattern.length === 1 && typeof part === "object" && part.any === "run";
}
