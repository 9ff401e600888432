/** A name as it is written in a query: in quotes where it has signs of its own. */
export function printName(name: string): string {
  return PLAIN_NAME.test(name) ? name : quote(name);
}

/** A name as it is written after a pipe, where some words mean something. */
export function printOwnName(name: string): string {
  return KEYWORDS.test(name) ? quote(name) : printName(name);
}

/** Text in quotes, in which only `"` and `\` are escaped. */
export function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}

const PLAIN_NAME = /^[\p{L}_@][\p{L}\p{N}_@./-]*$/u;
const KEYWORDS = /^(?:by|as|asc|desc|bin)$/i;
