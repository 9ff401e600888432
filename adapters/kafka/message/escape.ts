/** How many bytes more a byte takes in a JSON string. */
const EXTRA = new Uint8Array(256);
EXTRA.fill(5, 0, 0x20);
/** The letter after the backslash; 0 = `\u00` and two hex digits. */
const LETTER = new Uint8Array(256);
for (
  const [letter, byte] of Object.entries({ b: 8, t: 9, n: 10, f: 12, r: 13, '"': 34, "\\": 92 })
) {
  EXTRA[byte] = 1;
  LETTER[byte] = letter.charCodeAt(0);
}

/** How many bytes more `[start, end)` takes as a JSON string. */
export function countExtra(bytes: Uint8Array, start: number, end: number): number {
  let extra = 0;
  for (let i = start; i < end; i++) extra += EXTRA[bytes[i]!]!;
  return extra;
}

/** Writes valid UTF-8 as the inside of a JSON string to `into` at `at`; where it ends. */
export function writeEscaped(
  text: Uint8Array,
  into: Uint8Array,
  at: number,
): number {
  for (let i = 0; i < text.length; i++) {
    const byte = text[i]!;
    const extra = EXTRA[byte]!;
    if (extra === 0) {
      into[at++] = byte;
      continue;
    }
    into[at++] = BACKSLASH;
    if (extra === 1) {
      into[at++] = LETTER[byte]!;
      continue;
    }
    into[at++] = 0x75; // u
    into[at++] = 0x30;
    into[at++] = 0x30;
    into[at++] = HEX.charCodeAt(byte >> 4);
    into[at++] = HEX.charCodeAt(byte & 15);
  }
  return at;
}

/**
 * Writes the text of a JSON string, of which `[start, end)` is the inside, to `into` at `at`; where it ends, or
 * -1 where this is no JSON string (or one that is rare: with escapes of other than ASCII). `into` has room
 * for as many bytes.
 */
export function writeUnescaped(
  { bytes, start, end }: { bytes: Uint8Array; start: number; end: number },
  into: Uint8Array,
  at: number,
): number {
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (EXTRA[byte] === 0) {
      into[at++] = byte;
      continue;
    }
    if (byte !== BACKSLASH || ++i >= end) return -1;
    const plain = ESCAPED[bytes[i]!]!;
    if (plain !== 0) {
      into[at++] = plain;
      continue;
    }
    if (bytes[i] !== 0x75 || i + 4 >= end) return -1;
    const code = parseInt(String.fromCharCode(...bytes.subarray(i + 1, i + 5)), 16);
    const isHex = HEX_DIGITS.test(String.fromCharCode(...bytes.subarray(i + 1, i + 5)));
    if (!isHex || code >= 0x80) return -1;
    into[at++] = code;
    i += 4;
  }
  return at;
}

const BACKSLASH = 92;
const HEX = "0123456789abcdef";
const HEX_DIGITS = /^[0-9a-fA-F]{4}$/;

/** By the letter after the backslash: the byte that it means; 0 = none. */
const ESCAPED = new Uint8Array(256);
LETTER.forEach((letter, byte) => {
  if (letter !== 0) ESCAPED[letter] = byte;
});
ESCAPED[47] = 47; // a slash
