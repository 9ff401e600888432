import type { FileSystem } from "../../runtime/file_system.ts";
import type { Discovery } from "./discover.ts";
import { familyOf } from "./family.ts";
import type { Handles } from "./handles.ts";
import type { Roster } from "./roster.ts";
import { newSlot, type Slot } from "./slot.ts";
import type { TrackedFile } from "./tracked_file.ts";

/** What the search needs. */
export interface SearchContext {
  /** Where the log files are. */
  readonly files: FileSystem;
  /** Finds paths; says where it could not. */
  readonly discovery: Discovery;
  /** Those that are open. */
  readonly handles: Handles;
  /** Those that are known. */
  readonly roster: Roster;
  /** Watched paths; a file found under another name gets one. */
  readonly slots: Map<string, Slot>;
  /** Tells people. */
  readonly say: (message: string) => void;
  /** Time since the last search in which nobody looked for anything, milliseconds; no wait lasts through it. */
  readonly idleMs: number;
}

/**
 * Looks for files that lost their path under other names in their folder, and gives up those that are
 * nowhere. A file that is still open is read to its end, and a minute longer: its writer may have it open, too.
 */
export function searchDisplaced(context: SearchContext, nowMs: number): void {
  const { roster, handles, idleMs } = context;
  for (const file of [...roster.displaced]) {
    if (file.stateMs > 0) file.stateMs += idleMs;
    if (file.state === "away" && handles.has(file)) seeOpen(context, file, nowMs);
    if (file.state !== "cut off" && nowMs >= file.searchMs) {
      file.searchMs = nowMs + SEARCH_MS;
      const found = search(context, file);
      if (found) continue;
      if (found === null && !handles.has(file)) file.stateMs = nowMs; // It may still be there.
    }
    if (file.stateMs === 0) file.stateMs = nowMs;
    if (isHopeless(context, file, nowMs)) giveUp(context, file, nowMs);
  }
}

function seeOpen({ roster, handles, say }: SearchContext, file: TrackedFile, nowMs: number): void {
  try {
    const stat = handles.get(file)!.open.stat();
    if (file.isTruncated(stat)) roster.cutOff(file, nowMs);
    else file.see(stat, nowMs);
  } catch (error) {
    say(`Cannot look at "${file.path}": ${(error as Error).message}; trying again`);
  }
}

/**
 * Whether it was found, or is where it was and merely no longer asked for; null = nobody may look, as into the
 * folder of a file that another configuration had.
 */
function search({ files, roster, slots }: SearchContext, file: TrackedFile): boolean | null {
  const slash = file.path.lastIndexOf("/");
  const prefix = file.path.slice(0, slash + 1);
  try {
    if (!slots.has(file.path) && isThere(files, file, file.path)) {
      if (file.state === "away" || file.pending !== null) {
        slots.set(file.path, newSlot(file.path, false));
      } else roster.displaced.delete(file);
      return true;
    }
    for (const name of files.list(prefix === "" ? "." : prefix) ?? []) {
      const path = prefix + name;
      if (slots.has(path) || !isThere(files, file, path)) continue;
      slots.set(path, newSlot(path, false));
      return true;
    }
  } catch {
    return null;
  }
  return false;
}

function isThere(files: FileSystem, file: TrackedFile, path: string): boolean {
  const stat = files.lstat(path);
  return stat !== null && stat.kind === "file" && file.isAt(stat);
}

function isHopeless(context: SearchContext, file: TrackedFile, nowMs: number): boolean {
  if (file.state === "away" && context.handles.has(file)) {
    return file.wakeMs === Infinity && nowMs - Math.max(file.changedMs, file.stateMs) >= OPEN_MS;
  }
  if (nowMs - file.stateMs < GRACE_MS) return false;
  return nowMs - blindMs(context, file, nowMs) >= GRACE_MS;
}

/** Until when a place where the file may be could not be looked at; `nowMs` where that is still so. */
function blindMs({ discovery, slots }: SearchContext, file: TrackedFile, nowMs: number): number {
  const { label, family } = file;
  let lastMs = discovery.failedMs(label.slice(0, Math.max(0, label.lastIndexOf("/"))) || ".");
  for (const { path, failures, failedMs } of slots.values()) {
    if (failedMs <= lastMs || familyOf(path) !== family) continue;
    if (failures > 0) return nowMs;
    lastMs = failedMs;
  }
  return lastMs;
}

function giveUp({ roster, say }: SearchContext, file: TrackedFile, nowMs: number): void {
  const lost = roster.giveUp(file, nowMs);
  if (lost === 0) return;
  say(
    `Lost at least ${lost} bytes of "${file.path}" from byte ${file.mark.offset} on: it was truncated or ` +
      `removed before they were read, and no copy of it was found`,
  );
}

const SEARCH_MS = 900;
/** How long a copy or a new name may take to appear. */
const GRACE_MS = 5_000;
/** How long a file without a name is kept open after its last change. */
const OPEN_MS = 60_000;
