import { toOrigin } from "../../core/id.ts";
import type { RawBatch } from "../../core/raw_batch.ts";
import type { SourceStatus } from "../../ports/source.ts";
import type { Checkpoint, NewRow } from "./checkpoint.ts";
import { discover } from "./discover.ts";
import { Handles } from "./handles.ts";
import type { FileSourceOptions } from "./options.ts";
import { type Prepared, readFile, type ReadOptions } from "./read_file.ts";
import { Repeats } from "./repeats.ts";
import { Roster } from "./roster.ts";
import { toServiceName } from "./service_name.ts";
import { toEnd } from "./to_end.ts";
import { TrackedFile } from "./tracked_file.ts";
import { Watcher } from "./watcher.ts";

/**
 * Tails files, a step at a time: `prepare` reads and cuts, `commit` makes that durable, after which the
 * batches may be handed out, `confirm` says that they are durable elsewhere. Holds no timer: whoever
 * steps it says what time it is.
 */
export class Tailer implements Disposable {
  readonly #options: FileSourceOptions;
  readonly #checkpoint: Checkpoint;
  readonly #handles: Handles;
  readonly #roster: Roster;
  readonly #watcher: Watcher;
  readonly #said = new Set<string>();
  #round = 0;
  #started: boolean;
  readonly #isFirstStart: boolean;
  #pruneMs = 0;
  #confirmed: { events: number; blank: number };
  #inFlight = { events: 0, blank: 0 };
  #unconfirmed = false;
  /** Whether the checkpoint still has the last reading as in flight. */
  #loose = false;
  #committedMs = 0;
  readonly #repeats: Repeats;

  /** Takes over what the checkpoint knows; reads no log file yet. */
  constructor(options: FileSourceOptions, checkpoint: Checkpoint) {
    const { files } = options;
    const say = (message: string) => this.#say(message);
    this.#options = options;
    this.#checkpoint = checkpoint;
    this.#handles = new Handles(files);
    this.#roster = new Roster(files, this.#handles);
    this.#started = checkpoint.meta("started") > 0;
    this.#isFirstStart = !this.#started;
    for (const known of checkpoint.files()) this.#roster.add(new TrackedFile(known, true));
    this.#confirmed = this.#countAll();
    this.#watcher = new Watcher({
      ...{ files, handles: this.#handles, roster: this.#roster, say },
      discovery: discover(options.paths, files, say),
      pollMs: options.pollMs ?? 100,
      mintOrigin: () => toOrigin(options.random(new Uint8Array(8))),
      begin: (file, wasThere) => this.#begin(file, wasThere),
    });
    this.#repeats = new Repeats({
      ...{ checkpoint, handles: this.#handles, roster: this.#roster, say },
      lookAgain: (file) => this.#watcher.lookAgain(file),
      cutOff: (file, nowMs) => this.#watcher.cutOff(file, nowMs),
      fail: (file, nowMs, error) => this.#fail(file, nowMs, error),
    });
  }

  /**
   * Looks for news and cuts them: at most one batch a file. Nothing of it may be handed out yet.
   * What was in flight when the last run ended comes first, alone, the same as then.
   */
  async prepare(nowMs: number): Promise<Prepared[]> {
    await this.#watcher.pass(nowMs);
    const repeated = await this.#repeats.prepare(nowMs);
    if (repeated.length > 0) return repeated;
    this.#round++;
    const prepared: Prepared[] = [];
    let bytes = 0;
    for (const file of this.#ready(nowMs)) {
      if (prepared.length >= READING_FILES_MAX || bytes >= READING_BYTES_MAX) break;
      const made = await this.#read(file, nowMs);
      if (made === null) continue;
      prepared.push(made);
      bytes += made.intent.length;
    }
    return prepared;
  }

  /**
   * Makes a prepared reading durable, and what was handed out before it confirmed. Throws SQLite's
   * errors; then nothing happened, and it may be tried again.
   */
  commit(prepared: readonly Prepared[], nowMs: number): RawBatch[] {
    if (this.#unconfirmed) throw new Error("Cannot hand out a reading: the last is not confirmed");
    this.#keepCheckpoint(nowMs);
    const dirty = new Set<TrackedFile>(prepared.map(({ file }) => file));
    for (const file of this.#roster.all()) if (file.dirty) dirty.add(file);
    this.#checkpoint.advance({
      rows: [...dirty].map(toNewRow),
      intents: prepared.map(({ intent }) => intent),
      pending: this.#repeats.origins(),
    });
    for (const file of dirty) file.dirty = false;
    this.#started = true;
    this.#inFlight = { events: 0, blank: 0 };
    for (const { file, intent } of prepared) {
      this.#inFlight.events += intent.cursor.events - file.cursor.events;
      this.#inFlight.blank += intent.cursor.blank - file.cursor.blank;
      this.#repeats.take(file, intent);
    }
    this.#unconfirmed = this.#loose = prepared.length > 0;
    this.#committedMs = nowMs;
    return prepared.flatMap(({ batch }) => batch === null ? [] : [batch]);
  }

  /** What was handed out last is durable elsewhere. */
  confirm(): void {
    if (!this.#unconfirmed) return;
    this.#unconfirmed = false;
    this.#confirmed.events += this.#inFlight.events;
    this.#confirmed.blank += this.#inFlight.blank;
  }

  /**
   * Keeps what was found out about files although there is nothing to read, and after a second of that
   * what was confirmed. Throws SQLite's errors.
   */
  save(nowMs: number): void {
    this.#keepCheckpoint(nowMs);
    const settled = !this.#unconfirmed && this.#loose;
    if (settled && nowMs >= this.#committedMs + CONFIRM_AFTER_MS) this.commit([], nowMs);
    const dirty = [...this.#roster.all()].filter((file) => file.dirty);
    if (dirty.length > 0 || !this.#started) this.#checkpoint.save(dirty.map(toNewRow));
    for (const file of dirty) file.dirty = false;
    this.#started = true;
    if (nowMs >= this.#pruneMs) this.#prune(nowMs);
  }

  /** See `Source.status`. */
  status(): SourceStatus {
    let behindBytes = 0;
    let files = 0;
    for (const file of this.#roster.all()) {
      if (file.state === "gone") continue;
      files++;
      behindBytes += file.unreadBytes;
    }
    return { ...this.#confirmed, behindBytes, files };
  }

  /** The end: keeps what is confirmed, and closes all. */
  close(nowMs: number): void {
    try {
      if (this.#unconfirmed) this.#keepCheckpoint(nowMs);
      else this.commit([], nowMs);
    } finally {
      this[Symbol.dispose]();
    }
  }

  /** Closes all files and the checkpoint, keeping nothing more (as if the process had died). */
  [Symbol.dispose](): void {
    this.#handles[Symbol.dispose]();
    this.#checkpoint[Symbol.dispose]();
  }

  /**
   * Those that can be read, longest waiting first, so that a busy file does not starve others; of equals
   * the oldest first.
   */
  #ready(nowMs: number): TrackedFile[] {
    const ready: TrackedFile[] = [];
    for (const file of this.#roster.all()) {
      if (file.state !== "here" && file.state !== "away") continue;
      if (nowMs < file.wakeMs || nowMs < file.retryMs || file.pending !== null) continue;
      if (file.size === file.doneSize) continue;
      ready.push(file);
    }
    return ready.sort((a, b) => a.round - b.round || a.modifiedMs - b.modifiedMs);
  }

  async #read(file: TrackedFile, nowMs: number): Promise<Prepared | null> {
    file.round = this.#round;
    try {
      const handle = this.#handles.get(file);
      if (handle === null) {
        file.wakeMs = nowMs + 1;
        this.#watcher.lookAgain(file);
        return null;
      }
      const made = await readFile(file, handle, this.#readOptions(nowMs));
      file.failures = 0;
      if (made !== "cut off") return made;
      file.size = Math.max(file.ownSize, file.mark.offset); // Not that of the file that is there now.
      this.#watcher.cutOff(file, nowMs);
    } catch (error) {
      this.#fail(file, nowMs, error);
    }
    return null;
  }

  #readOptions(nowMs: number): ReadOptions {
    const { hostname, timeZone, format, detect, service, joinMs, partialMs } = this.#options;
    return {
      source: { hostname, timeZone, format, detect, nowMs },
      toService: service === null ? toServiceName : () => service,
      joinMs: joinMs ?? 250,
      partialMs: partialMs ?? 5000,
    };
  }

  #fail(file: TrackedFile, nowMs: number, error: unknown): void {
    this.#handles.close(file);
    if (file.failures === 0) {
      this.#say(`Cannot read "${file.path}": ${(error as Error).message}; trying again`);
    }
    file.fail(nowMs);
  }

  /** A rotated file is decided on some time after the first pass. */
  async #begin(file: TrackedFile, wasThere: boolean): Promise<void> {
    const isEarly = !this.#started || (this.#isFirstStart && wasThere);
    if (!isEarly || this.#options.from === "beginning") return;
    await toEnd(file, this.#options.files);
  }

  #prune(nowMs: number): void {
    this.#pruneMs = nowMs + PRUNE_EVERY_MS;
    const old = [...this.#roster.all()].filter(({ state, goneMs, pending }) =>
      state === "gone" && goneMs < nowMs - KEEP_GONE_MS && pending === null
    );
    if (old.length > 0) this.#checkpoint.prune(old.map(({ origin }) => origin));
    for (const file of old) this.#roster.remove(file);
  }

  #keepCheckpoint(nowMs: number): void {
    const folder = this.#checkpoint.keepInPlace(nowMs);
    if (folder === null) return;
    this.#options.log(
      `Cannot find checkpoint "${this.#options.checkpointPath}": somebody removed or replaced it; it is ` +
        `written anew, so that nothing is shipped twice; what was left there is in "${folder}"`,
    );
  }

  #countAll(): { events: number; blank: number } {
    const counts = {
      events: this.#checkpoint.meta("events"),
      blank: this.#checkpoint.meta("blank"),
    };
    for (const { cursor } of this.#roster.all()) {
      counts.events += cursor.events;
      counts.blank += cursor.blank;
    }
    return counts;
  }

  #say(message: string): void {
    if (this.#said.has(message)) return;
    if (this.#said.size >= SAID_MAX) this.#said.clear();
    this.#said.add(message);
    this.#options.log(message);
  }
}

function toNewRow(file: TrackedFile): NewRow {
  return { row: file.toRow(), cursor: file.cursor };
}

/** A reading holds at most so many files, and no further one once it has so many bytes. */
const READING_FILES_MAX = 256;
const READING_BYTES_MAX = 3 * 1024 * 1024;

/** Files that are gone are recognised for so long; a copy of them that comes later is shipped again. */
const KEEP_GONE_MS = 30 * 86_400_000;
const CONFIRM_AFTER_MS = 1000;
const PRUNE_EVERY_MS = 3_600_000;
const SAID_MAX = 1000;
