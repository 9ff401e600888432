import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { toSafeInode } from "./safe_inode.ts";

/**
 * The little of a file system that reading logs needs. All calls block (they are local and short);
 * absent is null, every other failure throws the system's own error, which has a `code`.
 */
export interface FileSystem {
  /**
   * Opens for reading. Never waits (a FIFO opens at once) and fails on a link in the last segment
   * of the path, so resolve links first.
   */
  open(path: string): OpenFile | null;
  /** What the path leads to, links followed; null where there is nothing. */
  stat(path: string): FileStat | null;
  /** The path itself, links not followed; null where there is nothing. */
  lstat(path: string): FileStat | null;
  /** Absolute, without links; null where there is nothing. */
  realPath(path: string): string | null;
  /** Names in a folder, in no order; null where there is no such folder. */
  list(path: string): string[] | null;
}

/** An open file. */
export interface OpenFile extends Disposable {
  /** What is open, wherever its name went. */
  stat(): FileStat;
  /** Reads at `position` into `buffer`; resolves to the number of bytes, 0 at the end of the file. */
  read(buffer: Uint8Array, position: number): number;
}

/** What is known of a file without reading it. */
export interface FileStat {
  /** A regular file, a folder, a symbolic link (only from `lstat`), or a device, FIFO or socket. */
  readonly kind: "file" | "folder" | "link" | "other";
  /** Bytes. */
  readonly size: number;
  /** Number of the device (0 where unknown). */
  readonly device: number;
  /** Number of the file on its device, see {@linkcode toSafeInode}; a later file may get it again. */
  readonly inode: number;
  /** When this inode came into being, epoch milliseconds; 0 where the system does not tell. */
  readonly bornMs: number;
  /** Last change of the content, epoch milliseconds. */
  readonly modifiedMs: number;
}

/** The real one. */
export const denoFileSystem: FileSystem = {
  open: (path) => orNull(() => openFile(path)),
  stat: (path) => orNull(() => toStat(Deno.statSync(path), path)),
  lstat: (path) => orNull(() => toStat(Deno.lstatSync(path), path)),
  realPath: (path) => orNull(() => Deno.realPathSync(path)),
  list: (path) => orNull(() => Array.from(Deno.readDirSync(path), ({ name }) => name)),
};

/** Tells a file from another one that takes its path later; null where there is none. */
export function readFileId(path: string): string | null {
  const stat = denoFileSystem.stat(path);
  return stat === null ? null : `${stat.device}:${stat.inode}`;
}

function openFile(path: string): OpenFile {
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants;
  const descriptor = openSync(path, O_RDONLY | (O_NONBLOCK ?? 0) | (O_NOFOLLOW ?? 0));
  let realPath: string | null = null; // As it was when it was opened: the name may go elsewhere.
  const readPath = () => realPath ??= readRealPath(path);
  return {
    stat() {
      const stat = fstatSync(descriptor);
      const bornMs = Math.floor(stat.birthtimeMs);
      return {
        kind: stat.isFile() ? "file" : stat.isDirectory() ? "folder" : "other",
        size: stat.size,
        device: toSafeDevice(stat.dev),
        inode: toSafeInode(stat.ino, () => `${bornMs}:${readPath()}`),
        bornMs,
        modifiedMs: Math.floor(stat.mtimeMs),
      };
    },
    read: (buffer, position) => readSync(descriptor, buffer, 0, buffer.length, position),
    [Symbol.dispose]: () => closeSync(descriptor),
  };
}

function toStat(info: Deno.FileInfo, path: string): FileStat {
  const bornMs = info.birthtime?.getTime() ?? 0;
  const readPath = () => info.isSymlink ? path : readRealPath(path);
  return {
    kind: info.isFile ? "file" : info.isDirectory ? "folder" : info.isSymlink ? "link" : "other",
    size: info.size,
    device: toSafeDevice(info.dev),
    inode: toSafeInode(info.ino ?? 0, () => `${bornMs}:${readPath()}`),
    bornMs,
    modifiedMs: info.mtime?.getTime() ?? 0,
  };
}

/** The path itself where it leads nowhere any more, or this process may not know where. */
function readRealPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path;
  }
}

/** Some systems number devices with 64 bits; a database gives back only what is below 2^53. */
function toSafeDevice(device: number): number {
  return device % 2 ** 53;
}

function orNull<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

/** The system's name of an error (`EIO`, `EACCES`), "" where it has none. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error) || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}
