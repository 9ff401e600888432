/** The text [from, to) of `bytes`: one line without its terminator. */
export interface Line {
  /** What holds it. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Its first byte. */
  readonly from: number;
  /** Behind its last byte. */
  readonly to: number;
}

/** Where the text of the line at `from` ends whose newline is at `newline`: before a `\r`, if there is one. */
export function toTextEnd(bytes: Uint8Array, from: number, newline: number): number {
  return newline > from && bytes[newline - 1] === RETURN ? newline - 1 : newline;
}

/** Whether [from, to) holds nothing but spaces, tabs and `\r`. */
export function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const byte = bytes[i];
    if (byte !== SPACE && byte !== TAB && byte !== RETURN) return false;
  }
  return true;
}

/** Whether the line begins with `prefix`, which is ASCII. */
export function startsWith({ bytes, from, to }: Line, prefix: string): boolean {
  if (to - from < prefix.length) return false;
  for (let i = 0; i < prefix.length; i++) {
    if (bytes[from + i] !== prefix.charCodeAt(i)) return false;
  }
  return true;
}

/** The line's first 256 bytes as text, one character a byte: enough to recognise what is ASCII. */
export function toAscii({ bytes, from, to }: Line): string {
  // Takes half the time of a TextDecoder and an eighth of spreading, for so little.
  return Reflect.apply(String.fromCharCode, null, bytes.subarray(from, Math.min(to, from + 256)));
}

/** The byte of `\n`. */
export const NEWLINE = 10;
/** The byte of `\r`. */
export const RETURN = 13;
/** The byte of a space. */
export const SPACE = 32;
/** The byte of a tab. */
export const TAB = 9;
