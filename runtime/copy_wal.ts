import { FileBytes } from "./file_bytes.ts";
import { type Frame, makeFrame, moveTail, readWal, startWal, type WalTail } from "./wal.ts";
import { toWalEnd, type WalEnd } from "./wal_damage.ts";

/** What lies below a first page that is made anew. */
export interface WalCopy {
  /** Of the database. */
  readonly pages: number;
  /** Where the next frame goes. */
  readonly tail: WalTail;
  /** As it is in the WAL or the file; null where the file is shorter. */
  readonly firstPage: Uint8Array | null;
  /** As in {@linkcode WalEnd}. */
  readonly mixed: WalEnd["mixed"];
}

/**
 * Makes at `into` a WAL with the latest image of each page in the one of the database at `path` that is what
 * was written, as far as anything tells. It also has all pages that the file lacks: as they were damaged, or
 * empty, since SQLite calls it a fault of the disk where one of them is not there.
 */
export function copyWal(
  path: string,
  { into, pageBytes }: { readonly into: string; readonly pageBytes: number },
): WalCopy {
  using main = new FileBytes(path);
  using walFile = new FileBytes(`${path}-wal`);
  const wal = readWal(walFile, pageBytes);
  const end = toWalEnd(wal);
  const pages = end?.pages ?? Math.ceil(main.size / pageBytes);
  const filePages = Math.floor(main.size / pageBytes);
  const latest = new Map<number, Frame>();
  for (const frame of wal.frames) {
    if (frame.offset > (end?.offset ?? 0) || frame.page > pages) continue;
    const isLacking = frame.page > filePages && !latest.has(frame.page);
    if (frame.sound !== false || isLacking) latest.set(frame.page, frame);
  }
  const readLatest = (page: number) => {
    const frame = latest.get(page);
    return frame ? walFile.read(frame.offset, pageBytes) : readPadded(main, page, pageBytes);
  };
  const { head, tail: start } = startWal(pageBytes);
  using file = Deno.openSync(into, { write: true, create: true });
  writeAll(file, head);
  let tail: WalTail = { ...start, pages };
  for (const page of new Set([...latest.keys(), ...range(filePages + 1, pages)])) {
    const frame = makeFrame(tail, { page, pages: 0, bytes: readLatest(page)! });
    writeAll(file, frame);
    tail = moveTail(tail, frame);
  }
  return { pages, tail, firstPage: pages > 0 ? readLatest(1) : null, mixed: end?.mixed ?? "no" };
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last + 1 - first) }, (_, i) => first + i);
}

/** A page of the file; what lies behind its end is zero. */
function readPadded(main: FileBytes, page: number, pageBytes: number): Uint8Array {
  const offset = Math.min((page - 1) * pageBytes, main.size);
  const bytes = new Uint8Array(pageBytes);
  bytes.set(main.read(offset, Math.min(pageBytes, main.size - offset))!);
  return bytes;
}

/** Writes all of `bytes` where the file is. */
export function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
}
