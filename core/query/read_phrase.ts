import { syntaxError } from "./syntax_error.ts";

/** What stands in the quotes that open at `start`, and where the text goes on. In quotes only `\` has a meaning. */
export function readPhrase(text: string, start: number): { literal: string; end: number } {
  let literal = "";
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '"') return { literal, end: at + 1 };
    if (text[at] === "\\") at++;
    literal += text.charAt(at);
  }
  throw syntaxError("the quote is not closed", start + 1, 'add a closing " or put "\\" before it');
}
