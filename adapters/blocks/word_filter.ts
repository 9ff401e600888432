/**
 * A blocked Bloom filter (Putze, Sanders, Singler 2007) over the hashes of a block's words, in
 * {@linkcode PARTITIONS} parts by hash, each of `lines` × 64 bytes: a word sets 7 bits of one such line.
 * At 12 bits a word about 0.5 % of absent words look present.
 */
export interface WordFilter {
  /** Lines a partition, 1 … {@linkcode LINES_MAX}. */
  readonly lines: number;
  /** All partitions, one after the other. */
  readonly bits: Uint8Array;
}

/** How many parts a filter has. */
export const PARTITIONS = 64;

/** Bytes in which one word has all its bits. */
export const LINE_BYTES = 64;

/** A block with very many words gets more than a few wrong answers rather than a larger filter. */
export const LINES_MAX = 255;

/** Makes the filter of these hashes. */
export function buildFilter(hashes: Uint32Array): WordFilter {
  const wanted = Math.ceil(hashes.length * BITS_PER_WORD / (PARTITIONS * LINE_BYTES * 8));
  const lines = Math.min(LINES_MAX, Math.max(1, wanted));
  const words = new Uint32Array(PARTITIONS * lines * LINE_WORDS);
  for (let i = 0; i < hashes.length; i++) {
    const place = mix(hashes[i]!);
    const line = toPartition(place) * lines + toLine(place, lines);
    const step = mix(place ^ STEP_SALT) | 1;
    let bit = mix(step);
    for (let k = 0; k < PROBES; k++) {
      words[line * LINE_WORDS + (bit >>> 28)]! |= 1 << ((bit >>> 23) & 31);
      bit = (bit + step) | 0;
    }
  }
  return { lines, bits: new Uint8Array(words.buffer) };
}

/** The partition that a word's hash belongs to. */
export function partitionOf(hash: number): number {
  return toPartition(mix(hash));
}

/** Whether a word may be there; `partition` is {@linkcode partitionOf} it, `lines` × 64 bytes of a filter. */
export function mayHaveWord(partition: Uint8Array, lines: number, hash: number): boolean {
  const place = mix(hash);
  const at = toLine(place, lines) * LINE_BYTES;
  const step = mix(place ^ STEP_SALT) | 1;
  let bit = mix(step);
  for (let k = 0; k < PROBES; k++) {
    const index = bit >>> 23;
    if ((partition[at + (index >>> 3)]! & (1 << (index & 7))) === 0) return false;
    bit = (bit + step) | 0;
  }
  return true;
}

function toPartition(place: number): number {
  return place >>> 26;
}

function toLine(place: number, lines: number): number {
  return Math.imul(place & 0x3fffff, lines) >>> 22;
}

/** MurmurHash3's finalizer: every bit of the hash changes every bit of the result. */
function mix(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

const BITS_PER_WORD = 12;
const PROBES = 7;
const LINE_WORDS = LINE_BYTES / 4;
const STEP_SALT = 0x9e3779b9;
