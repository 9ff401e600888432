/**
 * Text from logs as one harmless line: control characters (also those that begin terminal escapes, 7 and 8
 * bit), line separators and marks that turn the direction of text become `\n`, `\t`, `\u001b`, ….
 */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, toEscape);
}

/** The same for JSON text, which stays JSON of the same value. */
export function escapeJson(json: string): string {
  return json.replace(UNSAFE, toUnicodeEscape);
}

function toEscape(character: string): string {
  return SHORT[character] ?? toUnicodeEscape(character);
}

function toUnicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

// deno-lint-ignore no-control-regex
const UNSAFE = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/gu;
