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
}

/** Reads the frames of a WAL (https://sqlite.org/fileformat2.html#walformat), trusting nothing. */
export function readWal(file: FileBytes, pageBytes: number): Wal {
  const none = { frames: [], damaged: false };
  const head = file.read(0, HEAD_BYTES);
  if (head === null) return none;
  const sums = new Sums((head[3]! & 1) === 0);
  sums.add(head.subarray(0, 24));
  let intact = sums.equal(head, 24);
  const frames: Frame[] = [];
  let damaged = false;
  let salt: Uint8Array | null = intact ? head.slice(16, 24) : null;
  for (let at = HEAD_BYTES;; at += FRAME_HEAD_BYTES + pageBytes) {
    const frame = file.read(at, FRAME_HEAD_BYTES + pageBytes);
    if (frame === null) return { frames, damaged };
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
    if (!intact && view.getUint32(4) !== 0) damaged = true;
  }
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
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.every((byte, i) => byte === b[i]);
}

const HEAD_BYTES = 32;

const FRAME_HEAD_BYTES = 24;
