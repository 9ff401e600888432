import { UnavailableError } from "../../core/errors.ts";
import { createStopFlag } from "./heed.ts";
import type { Answer, Order, Question, ThrownError } from "./query_messages.ts";

/** How to run queries in threads of their own. */
export interface QueryPoolOptions {
  /** Of the store's file. */
  readonly path: string;
  /** How many threads. */
  readonly workers: number;
  /** Of each thread, see `BlockReaderOptions`. */
  readonly cacheBytesMax: number;
  /** Told, in a sentence, what is damaged and left out. */
  readonly log: (message: string) => void;
}

/**
 * Threads that each have the store open, so that reading it (which blocks its thread) holds up nobody
 * who has nothing to do with it. A thread is started when all others are busy, and anew after it died.
 */
export class QueryPool implements Disposable {
  readonly #options: QueryPoolOptions;
  readonly #threads: (QueryThread | null)[];
  #closed = false;

  /** Starts the first thread, so that the first question need not wait for one. */
  constructor(options: QueryPoolOptions) {
    this.#options = options;
    this.#threads = new Array<QueryThread | null>(options.workers).fill(null);
    this.#threads[0] = this.#start(0);
  }

  /** The answer of the thread that has least to do. Rejects with the signal's reason as soon as it fires. */
  ask<T>(question: Question, signal: AbortSignal | undefined): Promise<T> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#closed) {
      const message = `Cannot read "${this.#options.path}": the reader is closed`;
      return Promise.reject(new Error(message));
    }
    return this.#leastBusy().ask(question, signal) as Promise<T>;
  }

  /** Ends all threads; what is under way is rejected. */
  [Symbol.dispose](): void {
    this.#closed = true;
    for (const thread of this.#threads) thread?.end("the reader was closed");
    this.#threads.fill(null);
  }

  /** One that has nothing to do, else a new one, else the one that has least to do. */
  #leastBusy(): QueryThread {
    const running = this.#threads.filter((thread) => thread !== null);
    const best = running.reduce<QueryThread | null>(
      (least, thread) => least === null || thread.busy < least.busy ? thread : least,
      null,
    );
    const free = this.#threads.indexOf(null);
    if (best !== null && (best.busy === 0 || free < 0)) return best;
    return this.#threads[free] = this.#start(free);
  }

  #start(i: number): QueryThread {
    return new QueryThread(this.#options, () => this.#threads[i] = null);
  }
}

/** One thread and what it was asked. */
class QueryThread {
  readonly #worker: Worker;
  readonly #options: QueryPoolOptions;
  readonly #asked = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = 0;

  constructor(options: QueryPoolOptions, onDeath: () => void) {
    this.#options = options;
    this.#worker = new Worker(new URL("./query_worker.ts", import.meta.url), { type: "module" });
    this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => this.#take(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      onDeath();
      options.log(
        `A thread that searches "${options.path}" ended, and ${this.#asked.size} questions with it: ` +
          `${event.message}; the next question starts another one`,
      );
      this.end(event.message);
    };
    const { path, cacheBytesMax } = options;
    this.#send({ kind: "open", path, cacheBytesMax });
  }

  get busy(): number {
    return this.#asked.size;
  }

  async ask(question: Question, signal: AbortSignal | undefined): Promise<unknown> {
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<unknown>();
    const flag = createStopFlag();
    const abort = () => {
      Atomics.store(flag, 0, 1);
      this.#send({ kind: "abort", id });
      answer.reject(signal!.reason);
    };
    this.#send({ kind: "ask", id, flag, ...question });
    this.#asked.set(id, answer);
    signal?.addEventListener("abort", abort);
    try {
      return await answer.promise;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  end(reason: string): void {
    this.#worker.terminate();
    const { path } = this.#options;
    for (const { reject } of this.#asked.values()) {
      reject(new UnavailableError(`Cannot read "${path}": ${reason}`));
    }
    this.#asked.clear();
  }

  /** What was aborted stays busy until the thread says so. */
  #take(data: Answer): void {
    if (data.kind === "log") return this.#options.log(data.message);
    const answer = this.#asked.get(data.id);
    this.#asked.delete(data.id);
    if (data.kind === "done") answer?.resolve(data.value);
    else answer?.reject(toError(data.error));
  }

  #send(order: Order): void {
    this.#worker.postMessage(order);
  }
}

function toError({ name, message, stack, retryAfterMs }: ThrownError): Error {
  if (name === "RangeError") return new RangeError(message);
  if (name !== "UnavailableError") return Object.assign(new Error(message), { stack });
  return new UnavailableError(message, retryAfterMs === undefined ? {} : { retryAfterMs });
}
