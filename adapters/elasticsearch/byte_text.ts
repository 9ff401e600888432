/** Text that is written as UTF-8 bytes, without strings in between: most of it is ASCII, and much of it the same. */
export class ByteText {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  /** Room for so many bytes at first. */
  constructor(bytes = 1024) {
    this.#bytes = new Uint8Array(bytes);
  }

  /** Bytes so far. */
  get length(): number {
    return this.#length;
  }

  /** The bytes from one place to another: a view, until more is written. */
  view(from = 0, to: number = this.#length): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(from, to);
  }

  /** Takes back what stands behind the first so many bytes. */
  cut(length: number): void {
    this.#length = length;
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** ASCII as it is. */
  ascii(text: string): void {
    this.#reserve(text.length);
    const into = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < text.length; i++) into[at++] = text.charCodeAt(i);
    this.#length = at;
  }

  /** A number as hex digits, so many. Up to 2^53 − 1. */
  hex(number: number, digits: number): void {
    this.#reserve(digits);
    let low = number >>> 0;
    let high = Math.floor(number / 2 ** 32);
    for (let i = digits - 1; i >= 0; i--) {
      this.#bytes[this.#length + i] = HEX.charCodeAt(low & 15);
      low = (low >>> 4) | ((high & 15) << 28);
      high >>>= 4;
    }
    this.#length += digits;
  }

  /** Any text as a JSON string. */
  json(text: string): void {
    if (!this.#plain(text, PLAIN)) this.#encode(JSON.stringify(text));
  }

  /** Any text as a JSON string, in lower case; `toLower` is asked where it is not ASCII. */
  lowerJson(text: string, toLower: (text: string) => string): void {
    if (!this.#plain(text, PLAIN_LOWER)) this.#encode(JSON.stringify(toLower(text)));
  }

  /** False, and nothing is written, where a character is not in the table. */
  #plain(text: string, table: Uint8Array): boolean {
    this.#reserve(text.length + 2);
    const into = this.#bytes;
    let at = this.#length;
    into[at++] = QUOTE;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      const byte = code < 128 ? table[code]! : 0;
      if (byte === 0) return false;
      into[at++] = byte;
    }
    into[at++] = QUOTE;
    this.#length = at;
    return true;
  }

  #encode(text: string): void {
    this.#reserve(text.length * 3); // Bytes of UTF-8 for a UTF-16 code unit, at most.
    this.#length += encoder.encodeInto(text, this.#bytes.subarray(this.#length)).written;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + bytes));
    grown.set(this.view());
    this.#bytes = grown;
  }
}

/** The same as bytes, for what is written again and again. */
export function toBytes(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

const encoder = new TextEncoder();
const HEX = "0123456789abcdef";
const QUOTE = 34;

/** What a character is in a JSON string; 0 = it needs more than itself. */
const PLAIN = Uint8Array.from(
  { length: 128 },
  (_, code) => code < 0x20 || code === 0x7f || code === QUOTE || code === 0x5c ? 0 : code,
);
const PLAIN_LOWER = PLAIN.map((byte) => byte >= 65 && byte <= 90 ? byte + 32 : byte);
