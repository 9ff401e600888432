import { wait } from "../../runtime/wait.ts";
import type { StoreState } from "./state.ts";

/**
 * Reads the state of the store again and again while somebody waits for it to change: one reading for all who
 * wait, more seldom the longer nothing comes.
 */
export class StatePoll implements AsyncDisposable {
  readonly #read: (signal: AbortSignal) => Promise<StoreState>;
  readonly #ended = new AbortController();
  #waiters = 0;
  #loop: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();
  #next = Promise.withResolvers<StoreState>();

  /** `read` reads it once. */
  constructor(read: (signal: AbortSignal) => Promise<StoreState>) {
    this.#read = read;
  }

  /** Resolves to the first state that differs from `known`; to null after `ms`, or when this is disposed. */
  async change(
    known: StoreState,
    ms: number,
    signal: AbortSignal | undefined,
  ): Promise<StoreState | null> {
    const leaving = new AbortController();
    const signals = [leaving.signal, this.#ended.signal, ...(signal ? [signal] : [])];
    const timeout = wait(ms, AbortSignal.any(signals)).then(() => null, () => null);
    this.#join();
    try {
      for (;;) {
        const state = await Promise.race([this.#next.promise, timeout]);
        signal?.throwIfAborted();
        if (state === null || isChanged(known, state)) return state;
      }
    } finally {
      leaving.abort();
      this.#leave();
      await timeout;
    }
  }

  /** Whoever waits is told of no change. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    this.#loop?.abort();
    await this.#running;
  }

  #join(): void {
    this.#waiters++;
    if (this.#loop !== null || this.#ended.signal.aborted) return;
    this.#loop = new AbortController();
    const { signal } = this.#loop;
    this.#running = this.#running.then(() => this.#run(signal));
  }

  #leave(): void {
    if (--this.#waiters > 0) return;
    this.#loop?.abort();
    this.#loop = null;
  }

  /** An error is told to all who wait, and the next try comes only when somebody waits again. */
  async #run(signal: AbortSignal): Promise<void> {
    let last = "";
    let pauseMs = PAUSE_MS_MIN;
    while (!signal.aborted) {
      const current = this.#next;
      try {
        await wait(pauseMs, signal);
        const state = await this.#read(signal);
        this.#next = Promise.withResolvers();
        current.resolve(state);
        const text = JSON.stringify(state.lanes);
        pauseMs = text === last ? Math.min(pauseMs * 1.2, PAUSE_MS_MAX) : PAUSE_MS_MIN;
        last = text;
      } catch (error) {
        if (signal.aborted) return;
        this.#next = Promise.withResolvers();
        current.promise.catch(() => {}); // Perhaps nobody waits any more.
        current.reject(error);
      }
    }
  }
}

function isChanged(known: StoreState, state: StoreState): boolean {
  return known.storeId !== state.storeId || known.lanes.length !== state.lanes.length ||
    state.lanes.some(({ arrival }, i) => arrival !== known.lanes[i]!.arrival);
}

const PAUSE_MS_MIN = 50;
const PAUSE_MS_MAX = 200;
