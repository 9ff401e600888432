import type { FileBytes } from "./file_bytes.ts";

/** Where an image of a page stands in a WAL. */
export interface Frame {
  /** Counts from 1. */
  readonly page: number;
  /** Of the image, in bytes. */
  readonly offset: number;
}

/** What a WAL holds. */
export interface Wal {
  /** Every whole frame of the current generation, oldest first, also those behind a damaged one. */
  readonly frames: readonly Frame[];
  /** Whether a frame is damaged and a committed one follows: SQLite would drop what is behind without a word. */
  readonly damaged: boolean;
  /** Where what SQLite reads of it ends; null where it reads nothing. */
  readonly tail: WalTail | null;
}

/** The end of the last whole transaction, where the next frame may be put. */
export interface WalTail {
  /** In the file, in bytes. */
  readonly offset: number;
  /** Of the database after that transaction. */
  readonly pages: number;
  /** What tells the frames of this generation from older ones. */
  readonly salt: Uint8Array;
  /** Running checksum of all before. */
  readonly sums: Sums;
}

/** Reads the frames of a WAL (https://sqlite.org/fileformat2.html#walformat), trusting nothing. */
export function readWal(file: FileBytes, pageBytes: number): Wal {
  const head = file.read(0, HEAD_BYTES);
  if (head === null) return { frames: [], damaged: false, tail: null };
  const sums = new Sums((head[3]! & 1) === 0);
  sums.add(head.subarray(0, 24));
  let intact = sums.equal(head, 24);
  const frames: Frame[] = [];
  let damaged = false;
  let tail: WalTail | null = null;
  let salt: Uint8Array | null = intact ? head.slice(16, 24) : null;
  for (let at = HEAD_BYTES;; at += FRAME_HEAD_BYTES + pageBytes) {
    const frame = file.read(at, FRAME_HEAD_BYTES + pageBytes);
    if (frame === null) return { frames, damaged, tail };
    const view = new DataView(frame.buffer, frame.byteOffset);
    salt ??= frame.slice(8, 16);
    if (!sameBytes(salt, frame.subarray(8, 16))) {
      intact = false;
      continue;
    }
    if (intact) {
      sums.add(frame.subarray(0, 8));
      sums.add(frame.subarray(FRAME_HEAD_BYTES));
      intact = sums.equal(frame, 16);
    }
    frames.push({ page: view.getUint32(0), offset: at + FRAME_HEAD_BYTES });
    const pages = view.getUint32(4);
    if (pages === 0) continue;
    if (intact) tail = { offset: at + frame.length, pages, salt, sums: sums.copy() };
    else damaged = true;
  }
}

/** The head of a new WAL, and where its first frame may be put. */
export function startWal(pageBytes: number): { readonly head: Uint8Array; readonly tail: WalTail } {
  const head = new Uint8Array(HEAD_BYTES);
  const view = new DataView(head.buffer);
  [MAGIC, VERSION, pageBytes].forEach((value, i) => view.setUint32(4 * i, value));
  const sums = new Sums((MAGIC & 1) === 0);
  sums.add(head.subarray(0, 24));
  sums.write(head, 24);
  return { head, tail: { offset: HEAD_BYTES, pages: 0, salt: head.slice(16, 24), sums } };
}

/** The frame that, put at a WAL's tail, replaces one page in a database of so many pages. */
export function makeFrame(
  { salt, sums }: WalTail,
  { page, pages, bytes }: { page: number; pages: number; bytes: Uint8Array },
): Uint8Array {
  const frame = new Uint8Array(FRAME_HEAD_BYTES + bytes.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, page);
  view.setUint32(4, pages);
  frame.set(salt, 8);
  frame.set(bytes, FRAME_HEAD_BYTES);
  const own = sums.copy();
  own.add(frame.subarray(0, 8));
  own.add(bytes);
  own.write(frame, 16);
  return frame;
}

/** The running checksum of a WAL. */
class Sums {
  readonly #littleEndian: boolean;
  #first = 0;
  #second = 0;

  constructor(littleEndian: boolean) {
    this.#littleEndian = littleEndian;
  }

  add(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at < bytes.length; at += 8) {
      this.#first = (this.#first + view.getUint32(at, this.#littleEndian) + this.#second) | 0;
      this.#second = (this.#second + view.getUint32(at + 4, this.#littleEndian) + this.#first) | 0;
    }
  }

  equal(bytes: Uint8Array, at: number): boolean {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return view.getInt32(at) === this.#first && view.getInt32(at + 4) === this.#second;
  }

  write(bytes: Uint8Array, at: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    view.setInt32(at, this.#first);
    view.setInt32(at + 4, this.#second);
  }

  copy(): Sums {
    const copy = new Sums(this.#littleEndian);
    copy.#first = this.#first;
    copy.#second = this.#second;
    return copy;
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.every((byte, i) => byte === b[i]);
}

const HEAD_BYTES = 32;

const FRAME_HEAD_BYTES = 24;

/** With big-endian checksums. */
const MAGIC = 0x377f0683;

const VERSION = 3_007_000;
