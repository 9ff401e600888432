import type { FileStat, FileSystem, OpenFile } from "../../runtime/file_system.ts";
import { compareContent, type Content, readRange } from "./content.ts";
import { HEAD_BYTES, headLength, TAIL_BYTES, toHash } from "./cursor.ts";
import { isGzip, isRotated } from "./family.ts";
import { gzipContent } from "./gzip_content.ts";
import type { Handle, Handles } from "./handles.ts";
import { isHeld } from "./held.ts";
import { openSame } from "./open_same.ts";
import { plainContent } from "./plain_content.ts";
import { type Appearance, statKey } from "./slot.ts";
import type { TrackedFile } from "./tracked_file.ts";

/** What a file is whose inode nobody knows. */
export type Verdict =
  /** Never seen: it is read from its beginning. */
  | { readonly kind: "new" }
  /** It goes on with, or is a copy of, a file that was seen and is no longer where it was. */
  | { readonly kind: "known"; readonly file: TrackedFile; readonly shorter: boolean }
  /** It is a copy of a file that is still there: nothing to read as long as that is so. */
  | { readonly kind: "copy"; readonly file: TrackedFile }
  /** Perhaps it is just being made: look again when it has settled. */
  | { readonly kind: "unsettled" };

/** What it takes to find that out. */
export interface IdentifyContext {
  /** Where the log files are. */
  readonly files: FileSystem;
  /** Those that are open. */
  readonly handles: Handles;
  /** Where the bytes are: `slot.path` with links resolved. */
  readonly openPath: string;
  /** Files of the same family that were read at least in part. */
  readonly relatives: readonly TrackedFile[];
  /** Whether the file did not change between two looks. */
  readonly settled: boolean;
}

/** A content, and a file that it may be. */
interface Candidate {
  readonly content: Content;
  readonly stat: FileStat;
  readonly file: TrackedFile;
}

/** Finds out what appeared. Throws the system's errors. */
export async function identify(
  { slot, stat }: Appearance,
  context: IdentifyContext,
): Promise<Verdict> {
  const { files, openPath, relatives, settled } = context;
  const { copyOf } = slot;
  const same = slot.unsettled === statKey(stat) && !isGzip(slot.path);
  if (copyOf !== null && copyOf.state !== "here" && same && stat.size < copyOf.mark.offset) {
    return { kind: "known", file: copyOf, shorter: true };
  }
  const moved = isRotated(slot.path);
  const mayBeUnfinished = moved && !settled && relatives.some(({ mark }) => mark.offset > 0);
  if (isGzip(slot.path) && mayBeUnfinished) return { kind: "unsettled" };
  if (relatives.length === 0) return { kind: "new" };
  if (stat.size === 0 && moved) return { kind: "unsettled" }; // Nothing to tell it by, nor to read.
  const open = openSame(files, openPath, stat);
  if (open === null) return { kind: "unsettled" };
  using content = toContent(open, slot.path);
  const candidates = relatives.filter((file) => file.isOriginalOf(stat));
  for (const file of candidates.sort((a, b) => rank(a) - rank(b))) {
    if (file.state === "here") {
      const found = moved ? await compareLive({ content, stat, file }, context) : "other";
      if (found === "copy") return { kind: "copy", file };
      if (found === "unclear") return { kind: "unsettled" };
      continue;
    }
    if (file.mark.offset === 0) {
      if (moved && await isUnread({ content, stat, file }, context)) {
        return { kind: "known", file, shorter: false };
      }
      continue;
    }
    const found = await compareContent(content, file.mark);
    if (found === "same" && isEvidence(file, { slot, stat })) {
      return { kind: "known", file, shorter: false };
    }
    if (found === "shorter" && moved && !file.isAt(stat)) {
      return { kind: "known", file, shorter: true };
    }
  }
  return { kind: mayBeUnfinished ? "unsettled" : "new" };
}

/**
 * Whether the content may go on as `file`, of which nothing was read yet, so that nothing can be doubled.
 * One that is still open could be read there, too: then they must be equal.
 */
async function isUnread(
  { content, stat, file }: Candidate,
  { handles, openPath }: IdentifyContext,
): Promise<boolean> {
  if (file.state === "gone" || file.size === 0) return false;
  if (file.held !== null) return isHeld(file, await readRange(content, 0, file.held.length));
  if (stat.size < file.size && !isGzip(openPath)) return false; // It was renamed or copied whole.
  if (!handles.has(file)) return true;
  const live = handles.get(file)!;
  if (live.open.stat().size < file.size) return true; // Truncated since: a copy has what it had.
  return await isEqual(content, live.content, [0, Math.min(HEAD_BYTES, file.size)]);
}

/**
 * The files that lost their place most recently come first, then those still there; last those of which nothing
 * was read and whose bytes can't be compared.
 */
function rank(file: TrackedFile): number {
  const unknown = file.mark.offset === 0 && file.state !== "here" ? 10 : 0;
  return unknown + ["cut off", "away", "unplaced", "gone", "here"].indexOf(file.state);
}

/**
 * Equal bytes are not enough to call another inode the same file: a short banner may be equal in two
 * files. A rotated name, an inode that only got another device number, or a full fingerprint are.
 */
function isEvidence(file: TrackedFile, { slot, stat }: Appearance): boolean {
  if (file.state === "cut off" && file.isAt(stat)) return false;
  if (headLength(file.mark.offset) === HEAD_BYTES) return true;
  return file.state !== "gone" && (isRotated(slot.path) || file.isSameInode(stat));
}

/**
 * Whether the content is a copy (perhaps not finished) of what `file` holds now. `unclear`: `file` does not
 * hold what was read of it any more, or can't be looked at; once that is noticed, the content may be known.
 */
async function compareLive(
  { content, stat, file }: Candidate,
  { handles, openPath }: IdentifyContext,
): Promise<"copy" | "other" | "unclear"> {
  if (file.mark.offset > 0 && (isGzip(openPath) || file.gzip)) {
    return await compareContent(content, file.mark) === "other" ? "other" : "copy";
  }
  const length = headLength(file.mark.offset);
  const isOther = stat.size >= length &&
    toHash(await readRange(content, 0, length)) !== file.mark.head;
  if (isOther) return "other"; // Without opening the other: a family may have thousands of files.
  const live = handles.get(file);
  if (live !== null) {
    const size = isGzip(openPath) ? HEAD_BYTES : stat.size;
    if (await isBeginning(content, live.content, size)) return "copy";
    if (await isOwn(live, file)) return "other";
  }
  file.wakeMs = 0; // Reading it finds out.
  return "unclear";
}

/** Whether what is open still has the bytes that were read, or at least seen. */
async function isOwn({ open, content }: Handle, file: TrackedFile): Promise<boolean> {
  if (file.isTruncated(open.stat())) return false;
  const first = await readRange(content, 0, file.held?.length ?? 0);
  return isHeld(file, first) && await compareContent(content, file.mark) === "same";
}

/** Whether the first and the last of `size` bytes are also in `live`, at the same places. */
async function isBeginning(content: Content, live: Content, size: number): Promise<boolean> {
  const first = await readRange(content, 0, Math.min(size, HEAD_BYTES));
  if (first.length === 0 || !isSame(first, await readRange(live, 0, first.length))) return false;
  return await isEqual(content, live, [Math.max(first.length, size - TAIL_BYTES), size]);
}

async function isEqual(a: Content, b: Content, [from, to]: [number, number]): Promise<boolean> {
  const [left, right] = [await readRange(a, from, to), await readRange(b, from, to)];
  return isSame(left, right);
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

function toContent(open: OpenFile, path: string): Content {
  return isGzip(path) ? gzipContent(open) : plainContent(open);
}
