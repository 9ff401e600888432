import { NEWLINE } from "./line.ts";

/**
 * Finds newlines by four bytes at a time: for lines of 100 bytes and of 500 that takes a little more than
 * half the time of `indexOf`.
 */
export class Newlines {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  /** The bytes from the first one that a word may begin at. */
  readonly #words: Int32Array<ArrayBuffer>;
  readonly #shift: number;

  /** Copies nothing. */
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    const { buffer, byteOffset, length } = bytes;
    this.#bytes = bytes;
    this.#shift = -byteOffset & 3;
    const count = (length - this.#shift) >> 2;
    this.#words = count > 0
      ? new Int32Array(buffer, byteOffset + this.#shift, count)
      : new Int32Array(0);
  }

  /** The next newline at `from` or behind it; -1 = there is none. */
  next(from: number): number {
    const bytes = this.#bytes;
    const words = this.#words;
    const shift = this.#shift;
    let word = Math.max(0, (from - shift + 3) >> 2);
    const before = Math.min(shift + 4 * word, bytes.length);
    for (let at = from; at < before; at++) if (bytes[at] === NEWLINE) return at;
    for (; word < words.length; word++) {
      // A byte that is 0 now was a newline; only such a one sets a highest bit here.
      const rest = words[word]! ^ NEWLINES;
      if (((rest - ONES) & ~rest & HIGHEST) !== 0) break;
    }
    for (let at = Math.max(from, shift + 4 * word); at < bytes.length; at++) {
      if (bytes[at] === NEWLINE) return at;
    }
    return -1;
  }
}

const NEWLINES = 0x0a0a0a0a;
const ONES = 0x01010101;
const HIGHEST = 0x80808080;
