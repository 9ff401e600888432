import type { Query } from "./ast.ts";
import { isTimestamp } from "./field.ts";
import { printQuery } from "./print_query.ts";

/**
 * A short name (14 hex digits) by which a query is known again, however it was written. Bounds of `timestamp`
 * are left out: `now-15m` is another time whenever the same text is read.
 */
export function hashQuery(query: Query): string {
  const text = printQuery(withoutTimes(query));
  return [1, 2].map((seed) => hash(text, seed).toString(16).padStart(8, "0")).join("").slice(0, 14);
}

function withoutTimes(query: Query): Query {
  switch (query.kind) {
    case "and":
    case "or":
      return { ...query, parts: query.parts.map(withoutTimes) };
    case "not":
      return { ...query, part: withoutTimes(query.part) };
    case "range":
      return isTimestamp(query) ? { ...query, low: null, high: null } : query;
    default:
      return query;
  }
}

/** FNV-1a over UTF-16 code units, whose bits are mixed at the end as by MurmurHash3. */
function hash(text: string, seed: number): number {
  let mixed = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) mixed = Math.imul(mixed ^ text.charCodeAt(i), 0x01000193);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
