import type { RawBatch } from "../../core/raw_batch.ts";
import type { Reading, Source, SourceStatus } from "../../ports/source.ts";
import type { FileSourceOptions } from "./options.ts";
import type { Prepared } from "./read_file.ts";
import { openOrSalvage } from "./salvage.ts";
import { Tailer } from "./tailer.ts";

export type { FileSourceOptions } from "./options.ts";

/**
 * Reads files as they grow, through rotation, truncation and restarts, each line once. See
 * docs/decisions/0001-checkpoint.md. Throws what SQLite says where the checkpoint can't be opened.
 */
export function openFileSource(options: FileSourceOptions): Promise<Source> {
  const checkpoint = openOrSalvage({
    path: options.checkpointPath,
    nowMs: options.now(),
    log: options.log,
    ...(options.fault === undefined ? {} : { fault: options.fault }),
  });
  try {
    return Promise.resolve(new FileSource(options, new Tailer(options, checkpoint)));
  } catch (error) {
    checkpoint[Symbol.dispose]();
    throw error;
  }
}

class FileSource implements Source {
  readonly #options: FileSourceOptions;
  readonly #tailer: Tailer;
  /** Handed out and not confirmed: whoever reads next gets it again. */
  #handed: RawBatch[] | null = null;
  /** The next reading, prepared while the last one is being published. */
  #ahead: Promise<Prepared[]> | null = null;
  #failures = 0;

  constructor(options: FileSourceOptions, tailer: Tailer) {
    this.#options = options;
    this.#tailer = tailer;
  }

  async *read(signal: AbortSignal): AsyncGenerator<Reading> {
    while (!signal.aborted) {
      this.#handed ??= await this.#next(signal);
      if (this.#handed === null) continue;
      this.#ahead ??= this.#prepareSoon();
      const confirmed = Promise.withResolvers<void>();
      const stop = () => confirmed.resolve();
      signal.addEventListener("abort", stop, { once: true });
      const batches = this.#handed;
      yield {
        batches,
        confirm: () => {
          if (this.#handed !== batches) return;
          this.#tailer.confirm();
          this.#handed = null;
          confirmed.resolve();
        },
      };
      await confirmed.promise;
      signal.removeEventListener("abort", stop);
    }
  }

  status(): SourceStatus {
    return this.#tailer.status();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ahead;
    this.#tailer.close(this.#options.now());
  }

  /** Null: nothing to hand out yet. */
  async #next(signal: AbortSignal): Promise<RawBatch[] | null> {
    const prepared = await this.#prepare();
    if (prepared.length === 0) {
      this.#save();
      await delay(this.#options.pollMs ?? POLL_MS, signal);
      return null;
    }
    const batches = await this.#commit(prepared, signal);
    if (batches === null) this.#ahead = Promise.resolve(prepared);
    if (batches === null || batches.length > 0) return batches;
    this.#tailer.confirm();
    return null;
  }

  async #prepare(): Promise<Prepared[]> {
    const ahead = this.#ahead;
    this.#ahead = null;
    const prepared = ahead === null ? [] : await ahead;
    return prepared.length > 0 ? prepared : await this.#tailer.prepare(this.#options.now());
  }

  /** In a later turn, so that whoever has the reading begins to publish it first. */
  async #prepareSoon(): Promise<Prepared[]> {
    await delay(0, null);
    return await this.#tailer.prepare(this.#options.now());
  }

  /** Tries until the checkpoint takes it: nothing may be handed out before. Null: it is to end. */
  async #commit(prepared: Prepared[], signal: AbortSignal): Promise<RawBatch[] | null> {
    while (!signal.aborted) {
      try {
        const batches = this.#tailer.commit(prepared, this.#options.now());
        this.#failures = 0;
        return batches;
      } catch (error) {
        this.#complain(error);
        await delay(Math.min(RETRY_MS_MAX, POLL_MS * 2 ** Math.min(this.#failures, 10)), signal);
      }
    }
    return null;
  }

  #save(): void {
    try {
      this.#tailer.save(this.#options.now());
    } catch (error) {
      this.#complain(error);
    }
  }

  #complain(error: unknown): void {
    this.#failures++;
    const { checkpointPath, log } = this.#options;
    log(
      `Cannot write checkpoint "${checkpointPath}": ${(error as Error).message}; nothing is ` +
        `shipped until that works, trying again`,
    );
  }
}

/** Resolves after `ms`, or as soon as the signal fires. */
function delay(ms: number, signal: AbortSignal | null): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end);
  });
}

const POLL_MS = 100;
const RETRY_MS_MAX = 10_000;
