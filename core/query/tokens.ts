/** A token has at most this many code points; a longer run is cut there. */
export const TOKEN_MAX = 255;

/**
 * The tokens of a text in order: maximal runs of letters, digits and `_` (`[\p{L}\p{N}_]`), cut every
 * {@linkcode TOKEN_MAX} code points, in lower case. The same as Elasticsearch's `pattern` tokenizer
 * with `[\p{L}\p{N}_]{1,255}`, group 0, and its `lowercase` filter.
 */
export function toTokens(text: string): string[] {
  const tokens: string[] = [];
  let start = -1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 128) return toLower(text).match(TOKEN) ?? [];
    if (isAsciiTokenCode(code)) {
      if (start < 0) start = i;
    } else if (start >= 0) {
      pushRun(tokens, text.slice(start, i));
      start = -1;
    }
  }
  if (start >= 0) pushRun(tokens, text.slice(start));
  return tokens;
}

/**
 * The text with every code point in lower case, each on its own and to exactly one (Unicode's simple
 * mapping, Java's `Character.toLowerCase`), so lengths stay. That is `toLowerCase` but for two: `İ`
 * becomes `i`, not two code points, and `Σ` becomes `σ` also at the end of a word.
 */
export function toLower(text: string): string {
  return text.replaceAll("\u0130", "i").replaceAll("\u03a3", "\u03c3").toLowerCase();
}

/** Whether a code point can stand in a token. */
export function isTokenCodePoint(codePoint: number): boolean {
  if (codePoint < 128) return isAsciiTokenCode(codePoint);
  return TOKEN_CODE_POINT.test(String.fromCodePoint(codePoint));
}

function isAsciiTokenCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) || code === 95;
}

function pushRun(tokens: string[], run: string): void {
  const lower = run.toLowerCase();
  if (lower.length <= TOKEN_MAX) {
    tokens.push(lower);
    return;
  }
  for (let i = 0; i < lower.length; i += TOKEN_MAX) tokens.push(lower.slice(i, i + TOKEN_MAX));
}

const TOKEN = new RegExp(`[\\p{L}\\p{N}_]{1,${TOKEN_MAX}}`, "gu");
const TOKEN_CODE_POINT = /^[\p{L}\p{N}_]$/u;
