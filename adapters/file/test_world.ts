import assert from "node:assert/strict";
import type { RawBatch } from "../../core/raw_batch.ts";
import { denoFileSystem, type FileSystem } from "../../runtime/file_system.ts";
import type { FileSourceOptions } from "./options.ts";
import type { Prepared } from "./read_file.ts";
import { openOrSalvage } from "./salvage.ts";
import { Tailer } from "./tailer.ts";

/** What a step may be told. */
export interface StepOptions {
  /** Whether what was handed out arrives; false = the process dies in between. */
  readonly publish?: boolean;
}

/**
 * A temporary folder with a checkpoint and a tailer for tests, a clock that only moves when told,
 * and everything that arrived. An id that arrives again must be the same.
 */
export class TestWorld implements Disposable {
  /** The folder; paths of the methods are relative to it. */
  readonly folder: string = Deno.makeTempDirSync();
  /** Texts in order of arrival. */
  readonly texts: string[] = [];
  /** Messages for people. */
  readonly messages: string[] = [];
  /** The clock, epoch milliseconds. */
  nowMs = 1_000_000;
  /** What the next tailer is opened with. */
  options: Partial<FileSourceOptions>;
  #tailer: Tailer | null = null;
  /** A reading that the checkpoint did not take yet. */
  #prepared: Prepared[] | null = null;
  readonly #arrived = new Map<string, string>();
  /** Index in `texts` of the last line of each origin: a further part of it is added there. */
  readonly #lastOf = new Map<string, number>();
  readonly #ends = new Map<string, number>();
  #touchedMs = 0;

  /** Makes the folder; options override those of the tailer. */
  constructor(options: Partial<FileSourceOptions> = {}) {
    this.options = options;
    Deno.mkdirSync(`${this.folder}/data`);
    Deno.mkdirSync(`${this.folder}/log`);
  }

  /** The path of a log file. */
  path(name: string): string {
    return `${this.folder}/log/${name}`;
  }

  /** Where the checkpoint is. */
  get checkpointPath(): string {
    return `${this.folder}/data/ship.db`;
  }

  /** The tailer, opened where there is none. */
  get tailer(): Tailer {
    if (this.#tailer !== null) return this.#tailer;
    const options: FileSourceOptions = {
      paths: [this.path("app.log")],
      checkpointPath: this.checkpointPath,
      hostname: "host",
      timeZone: "UTC",
      format: "plain",
      detect: () => "plain",
      service: null,
      from: "beginning",
      files: denoFileSystem as FileSystem,
      now: () => this.nowMs,
      random: (bytes) => crypto.getRandomValues(bytes),
      log: (message) => this.messages.push(message),
      ...this.options,
    };
    const { checkpointPath: path, fault } = options;
    const checkpoint = openOrSalvage({
      ...{ path, nowMs: this.nowMs, log: options.log },
      ...(fault === undefined ? {} : { fault }),
    });
    return this.#tailer = new Tailer(options, checkpoint);
  }

  /** Writes to a file, by default behind what is there. Every write has its own modification time. */
  write(
    name: string,
    text: string | Uint8Array,
    options: Deno.WriteFileOptions = { append: true },
  ) {
    const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
    Deno.writeFileSync(this.path(name), bytes, options);
    this.touch(name);
  }

  /** Gives a file a modification time that no file had before. */
  touch(name: string): void {
    this.#touchedMs = Math.max(this.#touchedMs + 1, this.nowMs);
    const time = new Date(this.#touchedMs);
    Deno.utimeSync(this.path(name), time, time);
  }

  /** Renames a file. */
  rename(from: string, to: string): void {
    Deno.renameSync(this.path(from), this.path(to));
  }

  /** Makes a copy, the way `cp` does. */
  copy(from: string, to: string): void {
    Deno.writeFileSync(this.path(to), Deno.readFileSync(this.path(from)));
    this.touch(to);
  }

  /** Cuts the file off at `size`. */
  truncate(name: string, size = 0): void {
    Deno.truncateSync(this.path(name), size);
    this.touch(name);
  }

  /** Some time passes, then there is at most one reading. Returns its batches. */
  async step(ms = 1000, { publish = true }: StepOptions = {}): Promise<readonly RawBatch[]> {
    this.nowMs += ms;
    const prepared = this.#prepared ?? await this.tailer.prepare(this.nowMs);
    if (prepared.length === 0) {
      this.tailer.save(this.nowMs);
      return [];
    }
    this.#prepared = prepared;
    const batches = this.tailer.commit(prepared, this.nowMs);
    this.#prepared = null;
    if (!publish) return batches;
    this.publish(batches);
    this.tailer.confirm();
    return batches;
  }

  /** Steps until nothing comes any more; long enough for every wait there is. */
  async settle(ms = 1000, quietSteps = 8): Promise<void> {
    for (let quiet = 0; quiet < quietSteps;) {
      quiet = (await this.step(ms)).length === 0 ? quiet + 1 : 0;
    }
  }

  /** Ends the tailer in good order. */
  stop(): void {
    this.#prepared = null;
    this.#tailer?.close(this.nowMs);
    this.#tailer = null;
  }

  /** The process dies: nothing more is written. */
  kill(): void {
    this.#prepared = null;
    this.#tailer?.[Symbol.dispose]();
    this.#tailer = null;
  }

  /** Takes in batches as a bus does. */
  publish(batches: readonly RawBatch[]): void {
    assert.equal(new Set(batches.map(({ origin }) => origin)).size, batches.length);
    for (const batch of batches) {
      const end = this.#ends.get(batch.origin) ?? batch.begin;
      const isRepeat = this.#arrived.has(`${batch.origin} ${batch.positions[0]}`);
      if (!isRepeat) assert.equal(batch.begin, end, "a batch begins where the last one ended");
      this.#ends.set(batch.origin, Math.max(end, batch.ends.at(-1)!));
      for (let i = 0; i < batch.positions.length; i++) this.#arrive(batch, i);
    }
  }

  /** Removes the folder. */
  [Symbol.dispose](): void {
    this.kill();
    Deno.removeSync(this.folder, { recursive: true });
  }

  #arrive({ origin, bytes, slices, positions, ends, parts }: RawBatch, i: number): void {
    const text = new TextDecoder().decode(bytes.subarray(slices[2 * i]!, slices[2 * i + 1]!));
    const id = `${origin} ${positions[i]}`;
    const known = this.#arrived.get(id);
    const content = `${ends[i]} ${parts?.[i] ?? 0} ${text}`;
    if (known !== undefined) return assert.equal(content, known, `${id} came again, but different`);
    this.#arrived.set(id, content);
    const last = this.#lastOf.get(origin);
    if ((parts?.[i] ?? 0) > 1 && last !== undefined) {
      this.texts[last] += text;
      return;
    }
    this.#lastOf.set(origin, this.texts.length);
    this.texts.push(text);
  }
}
