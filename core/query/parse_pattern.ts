import { ANY_ONE, ANY_RUN, type Pattern } from "./ast.ts";
import { toPattern } from "./pattern.ts";

/** Reads a whole text in which `*` and `?` are wildcards, and `\` takes the next character as it is. */
export function parsePattern(text: string): Pattern {
  const parts = text.match(/\\[^]|[^]/gu) ?? [];
  return toPattern(parts.map((part) => {
    if (part === "*") return ANY_RUN;
    return part === "?" ? ANY_ONE : part.length > 1 && part[0] === "\\" ? part.slice(1) : part;
  }));
}
