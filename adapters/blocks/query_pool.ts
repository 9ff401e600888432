import { UnavailableError } from "../../core/errors.ts";
import { createFlag, isClaimed, stop } from "./heed.ts";
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
 * who has nothing to do with it. A thread is started when all others are busy, and anew after it died. What a
 * thread does not begin soon, as it is in the middle of something long, the others are asked, too.
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
  async ask<T>(question: Question, signal: AbortSignal | undefined): Promise<T> {
    signal?.throwIfAborted();
    if (this.#closed) {
      throw new Error(`Cannot read "${this.#options.path}": the reader is closed`);
    }
    const asked = new Asked(question);
    const first = this.#leastBusy();
    first.take(asked);
    const timer = setTimeout(() => this.#offer(asked, first), BEGIN_MS_MAX);
    const abort = () => asked.abort(signal!.reason);
    signal?.addEventListener("abort", abort);
    try {
      return await asked.answer.promise as T;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    }
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

  /** To all but the one that has it, unless it was begun. */
  #offer(asked: Asked, first: QueryThread): void {
    if (isClaimed(asked.flag)) return;
    this.#threads.forEach((thread, i) => {
      if (thread !== first) (this.#threads[i] ??= this.#start(i)).take(asked);
    });
  }

  #start(i: number): QueryThread {
    return new QueryThread(this.#options, () => this.#threads[i] = null);
  }
}

/** A question, and who was asked. */
class Asked {
  readonly question: Question;
  readonly flag = createFlag();
  readonly answer: PromiseWithResolvers<unknown> = Promise.withResolvers();
  /** Told when it is aborted. */
  readonly onAbort: (() => void)[] = [];

  constructor(question: Question) {
    this.question = question;
  }

  abort(reason: unknown): void {
    stop(this.flag);
    for (const tell of this.onAbort) tell();
    this.answer.reject(reason);
  }
}

/** A thread begins what it is asked within this, unless it is in the middle of a block. */
const BEGIN_MS_MAX = 50;

/** One thread and what it was asked. */
class QueryThread {
  readonly #worker: Worker;
  readonly #options: QueryPoolOptions;
  readonly #asked = new Map<number, Asked>();
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

  take(asked: Asked): void {
    const id = ++this.#lastId;
    this.#send({ kind: "ask", id, flag: asked.flag, ...asked.question });
    this.#asked.set(id, asked);
    asked.onAbort.push(() => this.#send({ kind: "abort", id }));
  }

  end(reason: string): void {
    this.#worker.terminate();
    const { path } = this.#options;
    for (const { answer } of this.#asked.values()) {
      answer.reject(new UnavailableError(`Cannot read "${path}": ${reason}`));
    }
    this.#asked.clear();
  }

  /** What was aborted stays busy until the thread says so. */
  #take(data: Answer): void {
    if (data.kind === "log") return this.#options.log(data.message);
    const answer = this.#asked.get(data.id)?.answer;
    this.#asked.delete(data.id);
    if (data.kind === "done") answer?.resolve(data.value);
    else if (data.kind === "failed") answer?.reject(toError(data.error));
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
