/**
 * Gives equal short texts as the same string, where one met lately is equal: it is kept in memory once,
 * and compares at once.
 */
export class Interner {
  readonly #slots = new Array<string>(SLOTS).fill("");

  /** A string equal to `text`. */
  intern(text: string): string {
    if (text.length > LENGTH_MAX) return text;
    const slot = slotOf(text);
    const known = this.#slots[slot]!;
    return known === text ? known : this.#slots[slot] = text;
  }
}

/** Of about eight characters. A Map is slower, as it computes the hash of each whole text. */
function slotOf(text: string): number {
  const step = (text.length >> 3) + 1;
  let hash = text.length;
  for (let i = text.length - 1; i >= 0; i -= step) hash = (hash * 31 + text.charCodeAt(i)) | 0;
  return (hash ^ (hash >>> 8)) & (SLOTS - 1);
}

/** What is longer hardly repeats. */
const LENGTH_MAX = 64;
/** A power of two. */
const SLOTS = 256;
