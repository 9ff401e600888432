import type { FileStat, FileSystem } from "../../runtime/file_system.ts";
import { adopt } from "./adopt.ts";
import type { Discovery } from "./discover.ts";
import { familyOf, isGzip, isRotated } from "./family.ts";
import type { Handles } from "./handles.ts";
import { identify } from "./identify.ts";
import { resolvePath } from "./resolve.ts";
import type { Roster } from "./roster.ts";
import { searchDisplaced } from "./search_displaced.ts";
import { Settling } from "./settling.ts";
import { type Appearance, newSlot, type Slot, statKey } from "./slot.ts";
import { inodeKey, newTrackedFile, type TrackedFile } from "./tracked_file.ts";

/** What watching needs. */
export interface WatcherOptions {
  /** Where the log files are. */
  readonly files: FileSystem;
  /** Tells which paths there are. */
  readonly discovery: Discovery;
  /** Those that are open. */
  readonly handles: Handles;
  /** Those that are known. */
  readonly roster: Roster;
  /** How often a file that changes is looked at, milliseconds. */
  readonly pollMs: number;
  /** Makes a new random origin. */
  readonly mintOrigin: () => string;
  /** Tells people. */
  readonly say: (message: string) => void;
  /** Called with each file that is new, before it is read; `wasThere`: the first pass found it. */
  readonly begin: (file: TrackedFile, wasThere: boolean) => Promise<void> | void;
}

/**
 * Knows which file is where. Every path is looked at by `stat`, often where things change and at most a
 * second apart; whatever is not the file it was before is recognised or begun anew.
 */
export class Watcher {
  readonly #options: WatcherOptions;
  readonly #slots = new Map<string, Slot>();
  readonly #settling = new Settling();
  /** Inodes that the first pass found and could not decide on; kept for a while. */
  readonly #early = new Set<string>();
  #isFirst = true;
  #earlyMs = 0;
  #paths: readonly string[] = [];
  #listMs = 0;
  #passMs = Infinity;

  /** Looks at nothing yet. */
  constructor(options: WatcherOptions) {
    this.#options = options;
  }

  /** Looks at every path that is due. Afterwards each file's state and size are up to date. */
  async pass(nowMs: number): Promise<void> {
    if (nowMs >= this.#listMs) this.#list(nowMs);
    const unknown = await this.#lookAll(nowMs);
    const rotated = unknown.filter(({ slot }) => isRotated(slot.path));
    if (rotated.length > 0) {
      this.#list(nowMs); // What they are copies of may have come since.
      for (const { slot } of rotated) this.#lookForOriginal(slot);
      unknown.push(...await this.#lookAll(nowMs));
    }
    unknown.sort((a, b) => Number(isRotated(a.slot.path)) - Number(isRotated(b.slot.path)));
    for (const appearance of unknown) {
      await this.#guard(appearance, nowMs, async () => {
        const linked = await this.#placeKnown([appearance], 0, nowMs); // Two names, one new file.
        return linked || await this.#identify(appearance, nowMs);
      });
    }
    if (this.#isFirst) this.#earlyMs = nowMs;
    else if (nowMs > this.#earlyMs + EARLY_KEPT_MS) this.#early.clear();
    this.#isFirst = false;
    const idleMs = Math.max(0, nowMs - this.#passMs - PASS_MS_MAX);
    this.#passMs = nowMs;
    searchDisplaced({ ...this.#options, slots: this.#slots, idleMs }, nowMs);
  }

  /** The file's bytes before the cursor are not what they were: what is at its path is another file. */
  cutOff(file: TrackedFile, nowMs: number): void {
    const { roster, handles } = this.#options;
    const slot = roster.slotOf(file);
    roster.cutOff(file, nowMs);
    handles.close(file);
    if (slot !== null) this.#lookSoon(slot);
  }

  /** Looks at the file's path again before anything else. */
  lookAgain(file: TrackedFile): void {
    const slot = this.#options.roster.slotOf(file);
    if (slot !== null) slot.dueMs = 0;
  }

  /** Looks at what is due. Resolves to what was found and is not known by its inode. */
  async #lookAll(nowMs: number): Promise<Appearance[]> {
    const appeared: Appearance[] = [];
    for (const slot of this.#slots.values()) {
      if (nowMs >= slot.dueMs) this.#look(slot, nowMs, appeared);
    }
    const unknown: Appearance[] = [];
    for (let i = 0; i < appeared.length; i++) {
      if (!await this.#guard(appeared[i]!, nowMs, () => this.#placeKnown(appeared, i, nowMs))) {
        unknown.push(appeared[i]!);
      }
    }
    return unknown;
  }

  #lookForOriginal({ path }: Slot): void {
    for (const name of [familyOf(path), path.replace(/\.gz$/, "")]) {
      const slot = this.#slots.get(name);
      if (slot !== undefined && name !== path) slot.dueMs = 0;
    }
  }

  #lookSoon(slot: Slot): void {
    slot.dueMs = 0;
    this.#listMs = 0;
  }

  #list(nowMs: number): void {
    this.#listMs = nowMs + this.#idleMs();
    const paths = this.#options.discovery.find(nowMs);
    if (paths === this.#paths) return;
    this.#paths = paths;
    for (const slot of this.#slots.values()) slot.listed = false;
    for (const path of paths) {
      const slot = this.#slots.get(path);
      if (slot === undefined) this.#slots.set(path, newSlot(path, true));
      else slot.listed = true;
    }
  }

  #look(slot: Slot, nowMs: number, appeared: Appearance[]): void {
    const { files, roster } = this.#options;
    let stat: FileStat | null;
    try {
      stat = files.stat(slot.path);
    } catch (error) {
      return this.#fail(slot, nowMs, error);
    }
    const { file } = slot;
    const lookedMs = slot.lookedMs;
    slot.lookedMs = nowMs;
    slot.dueMs = nowMs + this.#cadence(slot, nowMs);
    if (stat === null) {
      slot.failures = 0;
      if (file !== null) roster.displace(file, nowMs);
      if (!slot.listed) this.#slots.delete(slot.path);
      return;
    }
    if (file !== null && file.isAt(stat)) {
      if (!file.isTruncated(stat)) {
        slot.failures = 0;
        return file.see(stat, nowMs, lookedMs);
      }
      this.cutOff(file, nowMs);
    } else if (file !== null) roster.displace(file, nowMs);
    if (this.#isDecided(slot, stat)) slot.failures = 0;
    else appeared.push({ slot, stat });
  }

  /** Whether the same was found there before and nothing came of it. */
  #isDecided(slot: Slot, stat: FileStat): boolean {
    const key = statKey(stat);
    if (slot.refused === key) return true;
    const { copyOf, copyHead } = slot;
    if (copyOf === null || copyOf.state !== "here" || slot.unsettled !== key) return false;
    return copyHead !== "" && copyOf.mark.head === copyHead;
  }

  #cadence(slot: Slot, nowMs: number): number {
    const idleMs = this.#idleMs();
    if (slot.file === null) return idleMs;
    const quietMs = nowMs - slot.file.changedMs;
    return Math.min(idleMs, Math.max(this.#options.pollMs, quietMs / 20));
  }

  /** Seldom enough that looking costs about two hundredths of a processor, however many files there are. */
  #idleMs(): number {
    return Math.min(IDLE_MS, Math.max(IDLE_MS / 4, this.#slots.size / 5));
  }

  /** Puts a file whose inode is known where it is now. False where it isn't known. */
  async #placeKnown(appeared: Appearance[], index: number, nowMs: number): Promise<boolean> {
    const { slot, stat } = appeared[index]!;
    const { roster } = this.#options;
    for (const file of roster.atInode(stat)) {
      const other = roster.slotOf(file);
      if (other !== null && other !== slot) {
        this.#look(other, nowMs, appeared);
        if (roster.slotOf(file) === other) {
          slot.refused = statKey(stat);
          return true;
        }
      }
      const path = this.#resolve(slot, stat);
      if (path === null) return true;
      const found = await roster.verify(file, { path, stat, nowMs });
      if (found === "same") roster.place(file, slot, { path, stat, nowMs });
      if (found === "moved") this.#lookSoon(slot);
      if (found !== "other") return true;
      this.cutOff(file, nowMs);
    }
    return false;
  }

  async #identify({ slot, stat }: Appearance, nowMs: number): Promise<boolean> {
    const { files, handles, roster } = this.#options;
    const openPath = this.#resolve(slot, stat);
    if (openPath === null) return true;
    for (const file of roster.relatives(slot.path)) this.#lookAt(file, nowMs);
    const relatives = roster.relatives(slot.path);
    const key = statKey(stat);
    const settled = this.#settling.has(stat) && slot.copyOf === null;
    const verdict = await identify({ slot, stat }, {
      ...{ files, handles, openPath, relatives, settled },
    });
    this.#settling.note(stat, verdict.kind === "unsettled");
    const isOpen = verdict.kind === "unsettled" || verdict.kind === "copy";
    if (this.#isFirst && isOpen && this.#early.size < EARLY_MAX) this.#early.add(inodeKey(stat));
    if (verdict.kind === "known") this.#early.delete(inodeKey(stat));
    slot.unsettled = key;
    slot.copyOf = verdict.kind === "copy" ? verdict.file : null;
    slot.copyHead = slot.copyOf?.mark.head ?? "";
    slot.dueMs = nowMs + (verdict.kind === "new" || verdict.kind === "known" ? 0 : IDLE_MS);
    if (verdict.kind === "known") {
      adopt(verdict, { slot, stat, openPath, nowMs }, this.#options);
    }
    if (verdict.kind === "new") await this.#begin({ slot, stat, openPath, nowMs });
    return true;
  }

  /** Before something is taken for a copy of it: it may have been truncated just now. */
  #lookAt(file: TrackedFile, nowMs: number): void {
    const slot = this.#options.roster.slotOf(file);
    if (slot === null) return;
    const appeared: Appearance[] = [];
    this.#look(slot, nowMs, appeared);
    if (appeared.length > 0) slot.dueMs = 0;
  }

  async #begin(
    { slot, stat: seen, openPath, nowMs }: Appearance & { openPath: string; nowMs: number },
  ): Promise<void> {
    const { files, roster, mintOrigin, begin } = this.#options;
    const stat = files.stat(openPath); // It may have been truncated since it was seen.
    if (stat === null || inodeKey(stat) !== inodeKey(seen)) return this.#lookSoon(slot);
    const gzip = isGzip(slot.path);
    const file = newTrackedFile({
      ...{ origin: mintOrigin(), label: slot.path, path: openPath, stat, gzip, nowMs },
    });
    await begin(file, this.#early.delete(inodeKey(stat)));
    roster.add(file);
    roster.place(file, slot, { path: openPath, stat, nowMs });
  }

  #resolve(slot: Slot, stat: FileStat): string | null {
    const { files, discovery, say } = this.#options;
    const { openPath, refusal } = resolvePath(slot.path, stat, { files, roots: discovery.roots });
    if (openPath !== null) return openPath;
    slot.refused = statKey(stat);
    if (refusal !== "") say(refusal);
    return null;
  }

  async #guard(
    { slot }: Appearance,
    nowMs: number,
    work: () => Promise<boolean>,
  ): Promise<boolean> {
    try {
      const done = await work();
      slot.failures = 0;
      return done;
    } catch (error) {
      this.#fail(slot, nowMs, error);
      return true;
    }
  }

  #fail(slot: Slot, nowMs: number, error: unknown): void {
    slot.failures++;
    slot.failedMs = nowMs;
    slot.dueMs = nowMs + Math.min(RETRY_MS_MAX, IDLE_MS * slot.failures);
    if (slot.failures === 1) {
      this.#options.say(`Cannot look at "${slot.path}": ${(error as Error).message}; trying again`);
    }
  }
}

/** Every path is looked at, and every folder checked for new ones, at least this often. */
const IDLE_MS = 900;
/** When passes are further apart, as while nothing can be published, the time between does not count as waiting. */
const PASS_MS_MAX = 1000;
const RETRY_MS_MAX = 10_000;
const EARLY_MAX = 100_000;
/** By then all is decided; later, an inode may be that of another file. */
const EARLY_KEPT_MS = 10_000;
