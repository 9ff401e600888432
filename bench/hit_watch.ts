import { ask } from "./ask.ts";

/** A line that was written and then found by a search. */
export interface Hit {
  /** When it was written (of `performance.now`). */
  readonly writtenMs: number;
  /** From right before the write to the answer of the first search that has it, or a later line. */
  readonly ms: number;
}

/** Lines that are watched for. */
export interface Watched {
  /** Of the `api` that is searched. */
  readonly apiUrl: string;
  /** A word that only these lines have; each also has its number, as `number=4711`. */
  readonly mark: string;
  /** After each answer. */
  readonly pauseMs: number;
}

/** Searches for the newest line with a mark, over and over, and so finds how long after its write each is a hit. */
export class HitWatch {
  /** In the order of the writes. */
  readonly hits: Hit[] = [];
  /** Between the answers of two searches, milliseconds. */
  readonly gaps: number[] = [];
  readonly #watched: Watched;
  readonly #writes: { number: number; atMs: number }[] = [];
  readonly #watching: Promise<void>;
  #isOver = false;

  /** Begins to search. */
  constructor(watched: Watched) {
    this.#watched = watched;
    this.#watching = this.#watch();
    this.#watching.catch(() => {}); // `end` tells.
  }

  /** To be told right before a line is written; numbers rise. */
  wrote(number: number): void {
    this.#writes.push({ number, atMs: performance.now() });
  }

  /** To be called after the last write: resolves once all is found. Rejects when a minute passes without any. */
  end(): Promise<void> {
    this.#isOver = true;
    return this.#watching;
  }

  async #watch(): Promise<void> {
    let lastMs = performance.now();
    let foundMs = lastMs;
    while (!this.#isOver || this.hits.length < this.#writes.length) {
      const newest = await readNewest(this.#watched);
      const nowMs = performance.now();
      this.gaps.push(nowMs - lastMs);
      lastMs = nowMs;
      if (this.#take(newest, nowMs) || !this.#isOver) foundMs = nowMs;
      if (nowMs - foundMs > GIVE_UP_MS) {
        const count = this.#writes.length - this.hits.length;
        throw new Error(`Gave up after ${GIVE_UP_MS} ms: ${count} marked lines were not found`);
      }
      await new Promise((resolve) => setTimeout(resolve, this.#watched.pauseMs));
    }
  }

  #take(newest: number, nowMs: number): boolean {
    const before = this.hits.length;
    for (; this.hits.length < this.#writes.length;) {
      const { number, atMs } = this.#writes[this.hits.length]!;
      if (number > newest) break;
      this.hits.push({ writtenMs: atMs, ms: nowMs - atMs });
    }
    return this.hits.length > before;
  }
}

/** The number of the newest line with the mark that a search finds; -1 = none. */
async function readNewest({ apiUrl, mark }: Watched): Promise<number> {
  const answer = await ask(apiUrl, { path: "", params: { q: mark, limit: "1" } }).catch(() => null);
  const message = answer?.body?.events?.[0]?.message ?? "";
  return Number(/number=(\d+)/.exec(message)?.[1] ?? -1);
}

const GIVE_UP_MS = 60_000;
