import { toOrigin } from "../../core/id.ts";
import type { Format, RawBatch } from "../../core/raw_batch.ts";
import type { Reading, Source, SourceStatus } from "../../ports/source.ts";
import { cutWindow, WINDOW_BYTES } from "../../runtime/cut_window.ts";
import { type Wait, wait } from "../../runtime/wait.ts";

/** What is read and how. */
export interface StdinSourceOptions {
  /** Standard input. */
  readonly stream: ReadableStream<Uint8Array>;
  /** The `hostname` of the events. */
  readonly hostname: string;
  /** IANA name. */
  readonly timeZone: string;
  /** Null = found out from the lines. */
  readonly format: Format | null;
  /** Finds out how some lines are written (`detectFormat` of core/parse). */
  readonly detect: (lines: string[]) => Format;
  /** Used where a line names none; null = "stdin". */
  readonly service: string | null;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Fills and returns the array (`crypto.getRandomValues`). */
  readonly random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array;
  /** Replaced in tests. */
  readonly wait?: Wait;
  /** How long a last line without its end is waited for; 5000. */
  readonly partialMs?: number;
  /** How long lines that could continue the last event are waited for; 250. */
  readonly joinMs?: number;
}

/**
 * Reads a stream to its end. Each run has an origin of its own and positions count its bytes. What was
 * handed out and not confirmed when the process dies can't be read again: a stream has no past.
 */
export function openStdinSource(options: StdinSourceOptions): Source {
  return new StdinSource(options);
}

class StdinSource implements Source {
  readonly #options: StdinSourceOptions;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #origin: string;
  /** Bytes read and not cut. */
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #arriving: Promise<ReadableStreamReadResult<Uint8Array>> | null = null;
  #ended = false;
  #changedMs = 0;
  #at: { offset: number; accounted: number; part: number; format: Format | null };
  /** Handed out and not confirmed: whoever reads next gets it again. */
  #handed: { readonly batch: RawBatch; readonly blank: number } | null = null;
  #counts = { events: 0, blank: 0 };

  constructor(options: StdinSourceOptions) {
    this.#options = options;
    this.#reader = options.stream.getReader();
    this.#origin = toOrigin(options.random(new Uint8Array(8)));
    this.#at = { offset: 0, accounted: 0, part: 0, format: null };
    this.#changedMs = options.now();
  }

  async *read(signal: AbortSignal): AsyncGenerator<Reading> {
    while (!signal.aborted) {
      if (this.#handed === null) {
        if (this.#cut()) continue;
        if (this.#ended) return;
        await this.#arrive(signal);
        continue;
      }
      const handed = this.#handed;
      const { batch, blank } = handed;
      const confirmed = Promise.withResolvers<void>();
      const stop = () => confirmed.resolve();
      signal.addEventListener("abort", stop, { once: true });
      yield {
        batches: [batch],
        confirm: () => {
          if (this.#handed !== handed) return;
          this.#handed = null;
          this.#counts.events += batch.positions.length;
          this.#counts.blank += blank;
          confirmed.resolve();
        },
      };
      await confirmed.promise;
      signal.removeEventListener("abort", stop);
    }
  }

  status(): SourceStatus {
    return { ...this.#counts, behindBytes: this.#bytes.length, files: this.#ended ? 0 : 1 };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader.cancel().catch(() => {});
  }

  /** Cuts what is there into `#handed`; false where there is nothing to cut yet. */
  #cut(): boolean {
    const { hostname, timeZone, format, detect, service } = this.#options;
    const bytes = this.#bytes.subarray(0, WINDOW_BYTES);
    if (bytes.length === 0) return false;
    const source = { hostname, timeZone, format, detect, nowMs: this.#options.now() };
    const done = cutWindow({ ...this.#at, bytes, flush: this.#flush() }, {
      ...source,
      ...{ origin: this.#origin, file: "stdin", service: service ?? "stdin" },
    });
    const { batch, blank, offset, accounted, part } = done;
    const consumed = offset - this.#at.offset;
    this.#bytes = this.#bytes.subarray(consumed);
    this.#at = { offset, accounted, part, format: done.format };
    if (batch === null) this.#counts.blank += blank;
    else this.#handed = { batch, blank };
    return consumed > 0;
  }

  #flush(): "none" | "lines" | "all" {
    if (this.#bytes.length > WINDOW_BYTES) return "none";
    if (this.#ended) return "all";
    const quietMs = this.#options.now() - this.#changedMs;
    if (quietMs >= this.#partialMs) return "all";
    return quietMs >= this.#joinMs ? "lines" : "none";
  }

  /** Until there is something new to cut: bytes, their end, or that nothing came for some time. */
  async #arrive(signal: AbortSignal): Promise<void> {
    const waiting = new AbortController();
    this.#arriving ??= this.#reader.read();
    const late = this.#wait(AbortSignal.any([signal, waiting.signal])).then(() => null, () => null);
    const result = await Promise.race([this.#arriving, late]).finally(() => waiting.abort());
    if (result === null) return;
    this.#arriving = null;
    this.#changedMs = this.#options.now();
    if (result.done) this.#ended = true;
    else this.#bytes = join(this.#bytes, result.value);
  }

  /** As long as what is held back may be held back. */
  #wait(signal: AbortSignal): Promise<void> {
    const pause = this.#options.wait ?? wait;
    if (this.#bytes.length === 0) return pause(FOREVER_MS, signal);
    const quietMs = this.#options.now() - this.#changedMs;
    const heldMs = quietMs < this.#joinMs ? this.#joinMs : this.#partialMs;
    return pause(Math.max(1, heldMs - quietMs), signal);
  }

  get #joinMs(): number {
    return this.#options.joinMs ?? 250;
  }

  get #partialMs(): number {
    return this.#options.partialMs ?? 5000;
  }
}

/** What is left is shorter than a window, and a chunk is what the stream gives at a time. */
function join(left: Uint8Array, chunk: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(left.length + chunk.length);
  joined.set(left);
  joined.set(chunk, left.length);
  return joined;
}

const FOREVER_MS = 60_000;
