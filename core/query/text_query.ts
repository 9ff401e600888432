import type { Pattern, PatternPart, TextQuery } from "./ast.ts";
import { literalText, toPattern } from "./pattern.ts";
import { isTokenCodePoint, toLower, toTokens } from "./tokens.ts";

/** The query of a bare word or phrase, as written: in any case, with wildcards where they are meant. */
export function toTextQuery(written: readonly PatternPart[]): TextQuery {
  const value = toPattern(written.map((part) => typeof part === "string" ? toLower(part) : part));
  return { kind: "text", tokens: toTokenPatterns(value), value };
}

/**
 * The tokens of a text with wildcards: a run of token characters and wildcards is one pattern, any
 * other character parts two. So `payment-*` is `payment`, then any one token. Runs without wildcards
 * are cut like those of texts.
 */
export function toTokenPatterns(written: readonly PatternPart[]): Pattern[] {
  const patterns: Pattern[] = [];
  let run: PatternPart[] = [];
  const endRun = () => {
    const pattern = toPattern(run);
    const literal = literalText(pattern);
    if (literal === null) patterns.push(pattern);
    else for (const token of toTokens(literal)) patterns.push([token]);
    run = [];
  };
  for (const part of written) {
    if (typeof part !== "string") {
      run.push(part);
      continue;
    }
    for (const one of toLower(part)) {
      if (isTokenCodePoint(one.codePointAt(0)!)) run.push(one);
      else endRun();
    }
  }
  endRun();
  return patterns;
}
