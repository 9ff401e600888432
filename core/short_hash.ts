/** A short name (14 hex digits) by which a text is known again. Whoever wants to can make two with the same. */
export function shortHash(text: string): string {
  return [1, 2].map((seed) => hash(text, seed).toString(16).padStart(8, "0")).join("").slice(0, 14);
}

/** FNV-1a over UTF-16 code units, whose bits are mixed at the end as by MurmurHash3. */
function hash(text: string, seed: number): number {
  let mixed = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) mixed = Math.imul(mixed ^ text.charCodeAt(i), 0x01000193);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
