import type { Pattern } from "../../core/query/ast.ts";
import { literalText, longestLiteral } from "../../core/query/pattern.ts";
import { TOKEN_MAX, toTokens } from "../../core/query/tokens.ts";
import type { Column } from "./column.ts";
import type { StringsColumn } from "./column_strings.ts";
import { fitsTokens } from "./heed.ts";
import { matchTemplates } from "./match_templates.ts";
import { findRows, matchEntries } from "./match_value.ts";
import { filterRows, type Rows } from "./rows.ts";

/** The rows of a text column that have these tokens one right after the other. */
export function matchTokensOf(column: Column, tokens: readonly Pattern[], count: number): Rows {
  if (tokens.length === 0) return "none";
  switch (column.kind) {
    case "dictionary":
      return matchEntries(column, count, (value) => fitsTokens(tokens, String(value)));
    case "strings":
      return matchText(column, tokens, count);
    case "templates":
      return matchTemplates(column, tokens, count);
    default:
      return filterRows(count, (row) => fitsTokens(tokens, String(column.cell(row))));
  }
}

function matchText(column: StringsColumn, tokens: readonly Pattern[], count: number): Rows {
  const { text, starts } = column;
  const matchRow = (row: number) =>
    fitsTokens(tokens, text.slice(starts[row], starts[row + 1]! - 1));
  const needle = tokens.map(longestLiteral).reduce((a, b) => b.length > a.length ? b : a);
  if (needle === "") return filterRows(count, matchRow);
  const lower = column.lower();
  const word = toWord(tokens);
  if (word === null) return findRows({ text: lower, starts, needle }, matchRow);
  return findRows({ text: lower, starts, needle }, (row, at) => {
    const end = starts[row + 1]! - 1;
    return hasWord(lower, word, { at, start: starts[row]!, end }) ?? matchRow(row);
  });
}

/** The only token when it is one without wildcards; null otherwise. */
function toWord(tokens: readonly Pattern[]): string | null {
  const word = tokens.length === 1 ? literalText(tokens[0]!) : null;
  if (word === null) return null;
  const own = toTokens(word);
  return own.length === 1 && own[0] === word ? word : null;
}

/**
 * Whether `text.slice(start, end)` has the word as a token, which stands at `at` for the first time.
 * Null = it takes a closer look: beside it is no ASCII, or the text is long enough for a cut token.
 */
function hasWord(
  text: string,
  word: string,
  { at, start, end }: { at: number; start: number; end: number },
): boolean | null {
  for (; at >= 0 && at + word.length <= end; at = text.indexOf(word, at + 1)) {
    const before = at === start ? SPACE : text.charCodeAt(at - 1);
    const after = at + word.length === end ? SPACE : text.charCodeAt(at + word.length);
    if (before >= 128 || after >= 128) return null;
    if (!isTokenCode(before) && !isTokenCode(after)) return true;
  }
  return end - start > TOKEN_MAX ? null : false;
}

function isTokenCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 95 ||
    (code >= 65 && code <= 90);
}

const SPACE = 32;
