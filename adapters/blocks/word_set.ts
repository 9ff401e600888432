import { Buffer } from "node:buffer";
import { toLower, toTokens } from "../../core/query/tokens.ts";

/**
 * Hashes of the lower-cased words of a block: the tokens of its messages, and whole values of its fields.
 * Used for one block after the other.
 */
export class WordSet {
  #table = new Uint32Array(SLOTS_MIN);
  #size = 0;

  /** How many different hashes there are. */
  get size(): number {
    return this.#size;
  }

  /** Forgets all. */
  clear(): void {
    if (this.#table.length > SLOTS_KEPT_MAX) this.#table = new Uint32Array(SLOTS_MIN);
    else this.#table.fill(0);
    this.#size = 0;
  }

  /** Adds a word as it is. */
  add(lower: string): void {
    this.#add(hashWord(lower));
  }

  /** Adds the words of UTF-8 text, which zero bytes part too. */
  addTokensOf(utf8: Uint8Array): void {
    let hash = HASH_START;
    let start = -1;
    let wide = false;
    for (let at = 0; at <= utf8.length; at++) {
      const byte = at < utf8.length ? utf8[at]! : 0;
      const lower = WORD_BYTES[byte]!;
      if (lower !== 0) {
        if (start < 0) {
          start = at;
          hash = HASH_START;
        }
        if (byte >= 128) wide = true;
        hash = Math.imul(hash ^ lower, HASH_FACTOR);
      } else if (start >= 0) {
        if (wide || at - start > ASCII_TOKEN_MAX) this.#addRun(utf8, start, at);
        else this.#add(toHash(hash));
        start = -1;
        wide = false;
      }
    }
  }

  /** Adds whole values: UTF-8 texts with a zero byte after each, the last may lack it. */
  addValuesOf(utf8: Uint8Array): void {
    let hash = HASH_START;
    let start = 0;
    let wide = false;
    for (let at = 0; at <= utf8.length; at++) {
      const byte = at < utf8.length ? utf8[at]! : 0;
      if (byte !== 0) {
        if (byte >= 128) wide = true;
        hash = Math.imul(hash ^ LOWER_BYTES[byte]!, HASH_FACTOR);
        continue;
      }
      if (wide) this.add(toLower(toText(utf8, start, at)));
      else this.#add(toHash(hash));
      hash = HASH_START;
      start = at + 1;
      wide = false;
    }
  }

  /** Adds ASCII words that stand one behind the other and end at `ends`. */
  addWordsOf(ascii: Uint8Array, ends: Uint32Array): void {
    let at = 0;
    for (let i = 0; i < ends.length; i++) {
      let hash = HASH_START;
      for (const end = ends[i]!; at < end; at++) {
        hash = Math.imul(hash ^ LOWER_BYTES[ascii[at]!]!, HASH_FACTOR);
      }
      this.#add(toHash(hash));
    }
  }

  /** All hashes, in no order. */
  hashes(): Uint32Array {
    const hashes = new Uint32Array(this.#size);
    let i = 0;
    for (let slot = 0; slot < this.#table.length; slot++) {
      const hash = this.#table[slot]!;
      if (hash !== 0) hashes[i++] = hash;
    }
    return hashes;
  }

  #addRun(utf8: Uint8Array, start: number, end: number): void {
    for (const token of toTokens(toText(utf8, start, end))) this.add(token);
  }

  #add(hash: number): void {
    const table = this.#table;
    const mask = table.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let known = table[slot]!; known !== 0; known = table[slot]!) {
      if (known === hash) return;
      slot = (slot + 1) & mask;
    }
    table[slot] = hash;
    if (++this.#size * 2 > table.length) this.#grow();
  }

  #grow(): void {
    const hashes = this.hashes();
    this.#table = new Uint32Array(this.#table.length * 2);
    this.#size = 0;
    for (const hash of hashes) this.#add(hash);
  }
}

/** The hash of a lower-cased word: FNV-1a over its UTF-8, 1 … 2^32−1. */
export function hashWord(lower: string): number {
  let hash = HASH_START;
  for (let i = 0; i < lower.length; i++) {
    const code = lower.charCodeAt(i);
    if (code >= 128) return hashBytes(Buffer.from(lower));
    hash = Math.imul(hash ^ code, HASH_FACTOR);
  }
  return toHash(hash);
}

function hashBytes(bytes: Uint8Array): number {
  let hash = HASH_START;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i]!, HASH_FACTOR);
  return toHash(hash);
}

/** 0 stands for an empty slot of the table. */
function toHash(hash: number): number {
  return (hash >>> 0) || 1;
}

function toText(utf8: Uint8Array, start: number, end: number): string {
  return Buffer.from(utf8.buffer, utf8.byteOffset + start, end - start).toString("utf8");
}

const HASH_START = 0x811c9dc5 | 0;
const HASH_FACTOR = 16777619;

/** By byte: lower case of ASCII, others as they are. */
const LOWER_BYTES = Uint8Array.from(
  { length: 256 },
  (_, byte) => byte >= 65 && byte <= 90 ? byte + 32 : byte,
);
/** The same; 0 = parts words. What is not ASCII may be part of one. */
const WORD_BYTES = LOWER_BYTES.map((lower, byte) =>
  byte >= 128 || /\w/.test(String.fromCharCode(byte)) ? lower : 0
);
/** Longer runs are several tokens. */
const ASCII_TOKEN_MAX = 255;
const SLOTS_MIN = 32_768;
const SLOTS_KEPT_MAX = 1_048_576;
