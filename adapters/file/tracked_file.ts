import type { FileStat } from "../../runtime/file_system.ts";
import type { NewRow } from "./checkpoint.ts";
import { type FileRow, NO_INODE } from "./checkpoint_schema.ts";
import { type Cursor, START } from "./cursor.ts";
import { familyOf } from "./family.ts";
import type { Held } from "./held.ts";

/**
 * Where an incarnation of a file is:
 * `unplaced`: known from the checkpoint, not looked for yet; `here`: at `path`; `away`: its path leads
 * elsewhere now, its new name is not known; `cut off`: its bytes were truncated or overwritten in place, a
 * copy of them may be somewhere; `gone`: nowhere, kept to be recognised.
 */
export type FileState = "unplaced" | "here" | "away" | "cut off" | "gone";

/** One incarnation of a file: everything that was ever written to it until it was truncated or removed. */
export class TrackedFile {
  /** 15 hex digits. */
  readonly origin: string;
  /** The `file` of its events: the path under which it was first found. */
  readonly label: string;
  /** Where it was seen last. */
  path: string;
  /** See {@linkcode FileState}. */
  state: FileState = "unplaced";
  /** Since when it is in this state, epoch milliseconds. */
  stateMs = 0;
  /** How far it was cut. The checkpoint may be one reading behind. */
  cursor: Cursor;
  /** Bytes when it was seen last. */
  size: number;
  /** Bytes when its content was compared last, and so all were its own. */
  ownSize: number;
  /** Its modification time when it was seen last. */
  modifiedMs = 0;
  /** When bytes were last found added, epoch milliseconds of our clock. */
  changedMs = 0;
  /** Whether its content must be compared with the cursor before it is read. */
  verified: boolean;
  /** Whether what is at `path` is a gzip file. */
  gzip: boolean;
  /** See `FileRow.doneSize`. */
  doneSize: number;
  /** See `FileRow.goneMs`. */
  goneMs: number;
  /** See `FileRow.lost`. */
  lost: number;
  /** See `FileRow.unsure`. */
  unsure: number;
  /** Whether the checkpoint does not have this row as it is now. */
  dirty: boolean;
  /** End of what was in flight when the last run ended and was not handed out again yet. */
  pending: Cursor | null = null;
  /** When reading it is worth while: 0 = now, Infinity = once something changes. */
  wakeMs = 0;
  /** Not searched for under other names before this time, epoch milliseconds. */
  searchMs = 0;
  /** Whether its inode belongs to another incarnation now; the checkpoint then keeps none. */
  isCut = false;
  /** See {@linkcode Held}; null once something was given out. */
  held: Held | null = null;
  /** Number of the round in which it was read last. */
  round = 0;
  /** Not read before this time after a failure, epoch milliseconds. */
  retryMs = 0;
  /** Failures in a row. */
  failures = 0;
  #device: number;
  #inode: number;
  #bornMs: number;

  /** `known`: from the checkpoint. */
  constructor({ row, cursor }: NewRow, known: boolean) {
    this.origin = row.origin;
    this.label = row.label;
    this.family = familyOf(row.label);
    this.path = row.path;
    this.cursor = cursor;
    this.size = this.ownSize = row.size;
    this.gzip = row.gzip;
    this.doneSize = row.doneSize;
    this.goneMs = row.goneMs;
    this.lost = row.lost;
    this.unsure = row.unsure;
    this.#device = row.device;
    this.#inode = row.inode;
    this.#bornMs = row.bornMs;
    this.verified = !known;
    this.dirty = !known;
    if (row.goneMs > 0) this.state = "gone";
  }

  /** `folder/app.log` for everything that app.log is named in its life (app.log.1, app.log.1.gz). */
  readonly family: string;

  /** Key of its inode; another file may have it later. */
  get inodeKey(): string {
    return inodeKey({ device: this.#device, inode: this.#inode });
  }

  /** By what it is recognised: the end of what was ever read of it. */
  get mark(): Cursor {
    return this.pending ?? this.cursor;
  }

  /** Bytes known to be there and not yet cut. */
  get unreadBytes(): number {
    if (this.size === this.doneSize) return 0;
    return this.gzip ? this.size : Math.max(0, this.size - this.cursor.offset);
  }

  /** Whether this is the inode of `stat`. */
  isAt(stat: FileStat): boolean {
    return this.isSameInode(stat) && this.#device === stat.device;
  }

  /** Whether this is the inode of `stat` if devices were numbered anew (a restart of the machine). */
  isSameInode(stat: FileStat): boolean {
    return this.#inode === stat.inode &&
      (this.#bornMs === stat.bornMs || this.#bornMs === 0 || stat.bornMs === 0);
  }

  /** Whether what has this `stat` can be the file or a copy of it: no copy is born before its original. */
  isOriginalOf(stat: FileStat): boolean {
    return stat.bornMs >= this.#bornMs || stat.bornMs === 0;
  }

  /** Whether its size says that bytes went; of one of which nothing was read yet, nothing else can say so. */
  isTruncated({ size }: FileStat): boolean {
    if (this.gzip || size === this.doneSize) return false;
    return size < (this.mark.offset > 0 ? this.mark.offset : this.size);
  }

  /** It is at `path` now. */
  place(path: string, stat: FileStat, nowMs: number): void {
    const isNews = this.path !== path || !this.isAt(stat) || this.state === "gone" || this.isCut;
    if (isNews) this.dirty = true;
    this.isCut = false;
    this.path = path;
    this.#device = stat.device;
    this.#inode = stat.inode;
    this.#bornMs = stat.bornMs;
    this.enter("here", nowMs);
    this.goneMs = 0;
    this.see(stat, nowMs);
  }

  /** Goes to another state. */
  enter(state: FileState, nowMs: number): void {
    if (this.state === state) return;
    this.state = state;
    this.stateMs = nowMs;
  }

  /** Takes in what its `stat` says now; it was seen before at `seenMs`. */
  see(stat: FileStat, nowMs: number, seenMs = 0): void {
    if (this.changedMs === 0 || stat.size !== this.size) {
      const { modifiedMs } = stat; // Of another clock, perhaps.
      const isSane = modifiedMs <= nowMs && modifiedMs >= Math.max(seenMs, this.changedMs);
      this.changedMs = isSane ? modifiedMs : nowMs;
    }
    if (stat.size !== this.size || stat.modifiedMs !== this.modifiedMs) this.wakeMs = 0;
    this.size = stat.size;
    this.modifiedMs = stat.modifiedMs;
  }

  /** It cannot be read now: waits longer each time, at most {@linkcode RETRY_MS_MAX}. */
  fail(nowMs: number): void {
    this.failures++;
    this.retryMs = nowMs + Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** Math.min(this.failures, 20));
  }

  /** What the checkpoint keeps. */
  toRow(): FileRow {
    const { origin, label, path, size, gzip, doneSize, goneMs, lost, unsure } = this;
    const place = this.isCut
      ? { device: 0, inode: NO_INODE, bornMs: 0 }
      : { device: this.#device, inode: this.#inode, bornMs: this.#bornMs };
    return { origin, label, path, ...place, size, gzip, doneSize, goneMs, lost, unsure };
  }
}

/** A file nobody has seen before. */
export function newTrackedFile(
  { origin, label, path, stat, gzip, nowMs }: {
    origin: string;
    label: string;
    path: string;
    stat: FileStat;
    gzip: boolean;
    nowMs: number;
  },
): TrackedFile {
  const { device, inode, bornMs, size } = stat;
  const none = { doneSize: -1, goneMs: 0, lost: 0, unsure: 0 };
  const row = { origin, label, path, device, inode, bornMs, size, gzip, ...none };
  const file = new TrackedFile({ row, cursor: START }, false);
  file.place(path, stat, nowMs);
  return file;
}

/** Key of an inode. */
export function inodeKey({ device, inode }: { device: number; inode: number }): string {
  return `${device}:${inode}`;
}

const RETRY_MS_MIN = 50;
const RETRY_MS_MAX = 10_000;
