/**
 * The name under which Elasticsearch keeps an extra field: its own, or, where that would be refused or mean
 * something else there (empty, blank, `a..b`, `.a`, `a*`, with control characters), an escaped one. No two
 * fields have the same. Null = it is too long to be searched by.
 */
export function toStoredName(name: string): string | null {
  if (name.length > NAME_SEARCHED_MAX) return null;
  if (PLAIN.test(name)) return name;
  return isPlain(name) ? name : ESCAPED + name.replaceAll(SPECIAL, escapeOne);
}

/** The field's own name. */
export function toFieldName(stored: string): string {
  if (!stored.startsWith(ESCAPED)) return stored;
  return stored.slice(ESCAPED.length).replaceAll(
    /%([0-9a-f]+);/g,
    (_, code) => String.fromCharCode(parseInt(code, 16)),
  );
}

function isPlain(name: string): boolean {
  return !name.startsWith(ESCAPED) && !ODD.test(name) &&
    name.split(".").every((part) => part.trim() !== "");
}

function escapeOne(character: string): string {
  return `%${character.charCodeAt(0).toString(16)};`;
}

/** Names longer than this (UTF-16 code units) are shown, and found by their value, not by name. */
export const NAME_SEARCHED_MAX = 256;

const ESCAPED = "_escaped_";
/** The usual ones, told quickly. */
const PLAIN = /^[a-zA-Z][a-zA-Z0-9_-]*(?:\.[a-zA-Z0-9][a-zA-Z0-9_-]*)*$/;
const ODD = /[\p{Cc}*]/u;
const SPECIAL = /[^a-zA-Z0-9_-]/g;
