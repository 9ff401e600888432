import { nearest } from "./nearest.ts";

/** What is said of a key that nobody knows: that it is none, and which may be meant. */
export function tellUnknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key.slice(0, KEY_LENGTH_MAX), known);
  const hint = meant === null ? `known are ${known.join(", ")}` : `did you mean "${meant}"?`;
  return `is not a known key; ${hint}`;
}

/** No key that is known is longer; to compare takes time. */
const KEY_LENGTH_MAX = 100;
