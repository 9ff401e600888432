import type { FileBytes } from "./file_bytes.ts";

/** Where an image of a page stands in a WAL. */
export interface Frame {
  /** Counts from 1. */
  readonly page: number;
  /** Of the database after the transaction that ends with it; 0 = none does. */
  readonly pages: number;
  /** Of the image, in bytes. */
  readonly offset: number;
  /** Whether it is what was written; null where nothing tells, as the checksum that it continues is damaged. */
  readonly sound: boolean | null;
}

/** What a WAL holds. */
export interface Wal {
  /** Every whole frame of the current generation, oldest first, also those behind a damaged one. */
  readonly frames: readonly Frame[];
  /** Those behind `tail` with which a transaction ends: SQLite would drop them without a word. */
  readonly dropped: readonly Frame[];
  /** What tells the frames of this generation from older ones. */
  readonly salt: Uint8Array;
  /** Where what SQLite reads of it ends; null where it reads nothing. */
  readonly tail: WalTail | null;
}

/** The end of the last whole transaction, where the next frame may be put. */
export interface WalTail {
  /** In the file, in bytes. */
  readonly offset: number;
  /** Of the database after that transaction. */
  readonly pages: number;
  /** As in {@linkcode Wal}. */
  readonly salt: Uint8Array;
  /** Running checksum of all before. */
  readonly sums: Sums;
}

/**
 * Reads the frames of a WAL (https://sqlite.org/fileformat2.html#walformat), trusting nothing. A frame's
 * checksum continues that of the frame before it; so each frame is compared with what stands in that one.
 */
export function readWal(file: FileBytes, pageBytes: number): Wal {
  const head = file.read(0, HEAD_BYTES);
  if (head === null) return { frames: [], dropped: [], salt: new Uint8Array(), tail: null };
  let last = toFirstLink(head);
  const salt = last.sound ? head.slice(16, 24) : findSalt(file, pageBytes);
  let intact = last.sound === true;
  let tail: WalTail | null = null;
  const frames: Frame[] = [];
  for (let offset = HEAD_BYTES;; offset += FRAME_HEAD_BYTES + pageBytes) {
    const bytes = file.read(offset, FRAME_HEAD_BYTES + pageBytes);
    if (bytes === null) break;
    const { link, matched } = follow(last, bytes, salt);
    // What it continues is as it was computed: of that frame only the checksum itself is damaged.
    if (matched > 0 && frames.length > 0) frames.push({ ...frames.pop()!, sound: true });
    last = link;
    intact &&= matched === 0 && isMarked(bytes, salt);
    if (!link.current) continue;
    const [page, pages] = [readNumber(bytes, 0), readNumber(bytes, 4)];
    frames.push({ page, pages, offset: offset + FRAME_HEAD_BYTES, sound: link.sound });
    if (intact && pages > 0) {
      tail = { offset: offset + bytes.length, pages, salt, sums: link.sums[0]! };
    }
  }
  const end = tail?.offset ?? 0;
  const dropped = frames.filter(({ pages, offset }) => pages > 0 && offset > end);
  return { frames, dropped, salt, tail };
}

/** What the next frame may continue. */
interface Link {
  /** Running checksums: the stored one, and the computed one where that is another. */
  readonly sums: readonly Sums[];
  /** Whether it is of the current generation. */
  readonly current: boolean;
  /** As in {@linkcode Frame}. */
  readonly sound: boolean | null;
}

function toFirstLink(head: Uint8Array): Link {
  const toLink = (littleEndian: boolean): Link => {
    const stored = Sums.read(head, 24, littleEndian);
    const computed = new Sums(littleEndian).over(head.subarray(0, 24));
    const sound = (readNumber(head, 0) | 1) === MAGIC && computed.equals(stored);
    return { sums: sound ? [stored] : [stored, computed], current: true, sound };
  };
  const link = toLink((head[3]! & 1) === 0);
  return link.sound ? link : toLink(true); // SQLite takes the machine's order.
}

/** `matched`: which of the last checksums the frame continues; -1 = none. */
function follow(
  last: Link,
  bytes: Uint8Array,
  salt: Uint8Array,
): { readonly link: Link; readonly matched: number } {
  const { littleEndian } = last.sums[0]!;
  const stored = Sums.read(bytes, 16, littleEndian);
  const mayBeCurrent = readNumber(bytes, 0) > 0 && (last.current || isMarked(bytes, salt));
  const computed = mayBeCurrent ? last.sums.map((sums) => sums.overFrame(bytes)) : [];
  const matched = computed.findIndex((sums) => sums.equals(stored));
  const current = matched >= 0 || (mayBeCurrent && isMarked(bytes, salt));
  const sums = matched >= 0 || !current ? [stored] : [stored, computed[0]!];
  const sound = matched >= 0 ? true : last.sound === true ? false : null;
  return { link: { sums, current, sound }, matched };
}

/** The salt in the first frame that continues the one before it, or else in the first. */
function findSalt(file: FileBytes, pageBytes: number): Uint8Array {
  const size = FRAME_HEAD_BYTES + pageBytes;
  const read = (i: number) => file.read(HEAD_BYTES + i * size, size);
  const first = read(0);
  if (first === null) return new Uint8Array();
  let last = Sums.read(first, 16, true);
  for (let i = 1;; i++) {
    const bytes = read(i);
    if (bytes === null) return first.slice(8, 16);
    const stored = Sums.read(bytes, 16, true);
    if (readNumber(bytes, 0) > 0 && last.overFrame(bytes).equals(stored)) return bytes.slice(8, 16);
    last = stored;
  }
}

function isMarked(frame: Uint8Array, salt: Uint8Array): boolean {
  return salt.every((byte, i) => byte === frame[8 + i]);
}

function readNumber(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
}

/** The head of a new WAL, and where its first frame may be put. */
export function startWal(pageBytes: number): { readonly head: Uint8Array; readonly tail: WalTail } {
  const head = new Uint8Array(HEAD_BYTES);
  const view = new DataView(head.buffer);
  [MAGIC, VERSION, pageBytes].forEach((value, i) => view.setUint32(4 * i, value));
  const sums = new Sums((MAGIC & 1) === 0).over(head.subarray(0, 24));
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
  sums.overFrame(frame).write(frame, 16);
  return frame;
}

/** The tail once a frame of {@linkcode makeFrame} was put there. */
export function moveTail(tail: WalTail, frame: Uint8Array): WalTail {
  return { ...tail, offset: tail.offset + frame.length, sums: tail.sums.overFrame(frame) };
}

/** The running checksum of a WAL. */
class Sums {
  readonly littleEndian: boolean;
  readonly #first: number;
  readonly #second: number;

  constructor(littleEndian: boolean, first = 0, second = 0) {
    this.littleEndian = littleEndian;
    this.#first = first;
    this.#second = second;
  }

  static read(bytes: Uint8Array, at: number, littleEndian: boolean): Sums {
    return new Sums(littleEndian, readNumber(bytes, at) | 0, readNumber(bytes, at + 4) | 0);
  }

  over(bytes: Uint8Array): Sums {
    const { littleEndian } = this;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let first = this.#first;
    let second = this.#second;
    for (let at = 0; at < bytes.length; at += 8) {
      first = (first + view.getUint32(at, littleEndian) + second) | 0;
      second = (second + view.getUint32(at + 4, littleEndian) + first) | 0;
    }
    return new Sums(littleEndian, first, second);
  }

  overFrame(frame: Uint8Array): Sums {
    return this.over(frame.subarray(0, 8)).over(frame.subarray(FRAME_HEAD_BYTES));
  }

  equals(other: Sums): boolean {
    return this.#first === other.#first && this.#second === other.#second;
  }

  write(bytes: Uint8Array, at: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    view.setInt32(at, this.#first);
    view.setInt32(at + 4, this.#second);
  }
}

const HEAD_BYTES = 32;

const FRAME_HEAD_BYTES = 24;

/** With big-endian checksums. */
const MAGIC = 0x377f0683;

const VERSION = 3_007_000;
