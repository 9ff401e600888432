import { unlessAborted } from "./unless_aborted.ts";

/** Work that is done once for all who want it at the same time, by name. */
export class SharedWork<T> {
  readonly #running = new Map<string, Running<T>>();

  /**
   * What the work of this name comes to that is under way, else `work`. Rejects with the signal's reason once it
   * fires; the work's own signal fires only when nobody waits for it any more.
   */
  async run(
    name: string,
    work: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    signal.throwIfAborted();
    const running = this.#running.get(name) ?? this.#start(name, work);
    running.waiting++;
    try {
      return await unlessAborted(running.done, signal);
    } finally {
      if (--running.waiting === 0) this.#end(name, running);
    }
  }

  #start(name: string, work: (signal: AbortSignal) => Promise<T>): Running<T> {
    const abort = new AbortController();
    const done = Promise.try(work, abort.signal);
    const running = { abort, done, waiting: 0 };
    this.#running.set(name, running);
    const forget = () => this.#forget(name, running);
    done.then(forget, forget);
    return running;
  }

  #end(name: string, running: Running<T>): void {
    this.#forget(name, running);
    running.abort.abort(new Error("Nobody waits for it any more"));
  }

  /** Whoever comes now begins anew. */
  #forget(name: string, running: Running<T>): void {
    if (this.#running.get(name) === running) this.#running.delete(name);
  }
}

interface Running<T> {
  readonly abort: AbortController;
  readonly done: Promise<T>;
  waiting: number;
}
