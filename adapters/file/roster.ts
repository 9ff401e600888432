import type { FileStat, FileSystem } from "../../runtime/file_system.ts";
import { compareContent } from "./content.ts";
import { familyOf } from "./family.ts";
import type { Handles } from "./handles.ts";
import { openSame } from "./open_same.ts";
import type { Slot } from "./slot.ts";
import { inodeKey, type TrackedFile } from "./tracked_file.ts";

/** Where something was found. */
export interface Sighting {
  /** Where. */
  readonly path: string;
  /** What is there. */
  readonly stat: FileStat;
  /** When, epoch milliseconds. */
  readonly nowMs: number;
}

/** All files that are known, and which path and inode each has. Only this changes a file's state. */
export class Roster {
  readonly #files: FileSystem;
  readonly #handles: Handles;
  readonly #all = new Map<string, TrackedFile>();
  /** Several only after a crash: one that was truncated, and what was written in its place. */
  readonly #byInode = new Map<string, Set<TrackedFile>>();
  readonly #families = new Map<string, Set<TrackedFile>>();
  readonly #slots = new Map<TrackedFile, Slot>();
  /** Files that are not `here` and not yet given up. */
  readonly displaced = new Set<TrackedFile>();

  /** Knows no file yet. */
  constructor(files: FileSystem, handles: Handles) {
    this.#files = files;
    this.#handles = handles;
  }

  /** Every file, also those gone. */
  all(): Iterable<TrackedFile> {
    return this.#all.values();
  }

  /** The file of this origin. */
  get(origin: string): TrackedFile | null {
    return this.#all.get(origin) ?? null;
  }

  /** Takes in a file; one from the checkpoint has no place yet. */
  add(file: TrackedFile): void {
    this.#all.set(file.origin, file);
    addTo(this.#byInode, file.inodeKey, file);
    addTo(this.#families, file.family, file);
    if (file.state === "unplaced") this.displaced.add(file);
  }

  /** Forgets a file. */
  remove(file: TrackedFile): void {
    this.#all.delete(file.origin);
    removeFrom(this.#byInode, file.inodeKey, file);
    removeFrom(this.#families, file.family, file);
    this.displaced.delete(file);
  }

  /** The path at which the file is. */
  slotOf(file: TrackedFile): Slot | null {
    return this.#slots.get(file) ?? null;
  }

  /** The files that had this inode last, the one read furthest first. */
  atInode(stat: FileStat): TrackedFile[] {
    const files = [...this.#byInode.get(inodeKey(stat)) ?? []];
    return files.filter((file) => file.isAt(stat)).sort((a, b) => b.mark.offset - a.mark.offset);
  }

  /**
   * Files that this path may be a later name or a copy of: those read in part, those no longer at their
   * path, and what copies are made of: the one with the family's own name, and for `x.gz` that at `x`.
   */
  relatives(path: string): TrackedFile[] {
    const own = familyOf(path);
    return [...this.#families.get(own) ?? []].filter((file) => {
      if (file.mark.offset > 0 || file.held !== null || this.displaced.has(file)) return true;
      const name = this.#slots.get(file)?.path;
      return name !== undefined && name !== path && (name === own || `${name}.gz` === path);
    });
  }

  /**
   * Whether the file's bytes before its cursor are still what they were; it stays open if so. `moved`: something
   * else is at the path by now. Throws the system's errors.
   */
  async verify(file: TrackedFile, { path, stat }: Sighting): Promise<"same" | "other" | "moved"> {
    if (file.isTruncated(stat)) return this.#isStillTruncated(file, path) ? "other" : "moved";
    if (file.verified || file.mark.offset === 0) return "same";
    const open = openSame(this.#files, path, stat);
    if (open === null) return "moved";
    const { content } = this.#handles.put(file, open);
    try {
      const found = await compareContent(content, file.mark);
      if (found === "same") return "same";
      if (found === "shorter" && stat.size === file.doneSize) return "same";
    } catch (error) {
      this.#handles.close(file);
      throw error;
    }
    this.#handles.close(file);
    return "other";
  }

  /** What was seen may be older than what is known of the file. */
  #isStillTruncated(file: TrackedFile, path: string): boolean {
    const stat = this.#files.stat(path);
    return stat === null || !file.isAt(stat) || file.isTruncated(stat);
  }

  /** The file is in this slot now, and in no other. */
  place(file: TrackedFile, slot: Slot, { path, stat, nowMs }: Sighting): void {
    const before = this.#slots.get(file);
    if (before !== undefined && before !== slot) before.file = null;
    removeFrom(this.#byInode, file.inodeKey, file);
    if (file.state === "gone") file.lost -= lostBytes(file);
    file.place(path, stat, nowMs);
    file.verified = true;
    addTo(this.#byInode, file.inodeKey, file);
    this.#slots.set(file, slot);
    slot.file = file;
    this.displaced.delete(file);
  }

  /** Its path leads elsewhere now. */
  displace(file: TrackedFile, nowMs: number): void {
    this.#unslot(file);
    file.enter("away", nowMs);
    file.searchMs = 0;
    if (!this.#handles.has(file)) file.verified = false;
    this.displaced.add(file);
  }

  /** Its bytes were truncated or overwritten; its inode belongs to another now. */
  cutOff(file: TrackedFile, nowMs: number): void {
    this.#unslot(file);
    removeFrom(this.#byInode, file.inodeKey, file);
    file.verified = false;
    file.isCut = true;
    if (file.held !== null) file.size = file.ownSize; // What was seen since may be another file's.
    file.dirty = true;
    if (file.state === "gone") return;
    file.enter("cut off", nowMs);
    this.displaced.add(file);
  }

  /** It is nowhere: what was not read of it is lost. Returns how many bytes that is. */
  giveUp(file: TrackedFile, nowMs: number): number {
    const lost = lostBytes(file);
    file.lost += lost;
    file.enter("gone", nowMs);
    file.goneMs = Math.max(1, nowMs);
    file.verified = false;
    file.dirty = true;
    this.#handles.close(file);
    this.displaced.delete(file);
    return lost;
  }

  #unslot(file: TrackedFile): void {
    const slot = this.#slots.get(file);
    if (slot !== undefined) slot.file = null;
    this.#slots.delete(file);
  }
}

type Groups = Map<string, Set<TrackedFile>>;

function addTo(groups: Groups, key: string, file: TrackedFile): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, new Set([file]));
  else group.add(file);
}

function removeFrom(groups: Groups, key: string, file: TrackedFile): void {
  const group = groups.get(key);
  group?.delete(file);
  if (group?.size === 0) groups.delete(key);
}

/**
 * Bytes known to have been there and neither handed out nor in flight; of a gzip file nobody knows how many
 * it holds.
 */
function lostBytes(file: TrackedFile): number {
  if (file.gzip || file.size === file.doneSize) return 0;
  return Math.max(0, file.size - file.mark.offset);
}
