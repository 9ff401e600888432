/** Looks for changes every 10 ms, but only while somebody waits. */
export class ChangePoll implements Disposable {
  readonly #waiting = new Set<() => void>();
  readonly #hasChanged: () => boolean;
  #timer: ReturnType<typeof setInterval> | null = null;

  /** `hasChanged` tells whether there is something new since its last call; it does not throw. */
  constructor(hasChanged: () => boolean) {
    this.#hasChanged = hasChanged;
  }

  /** Resolves after a change, at the latest after `waitMs`; rejects with the signal's reason. */
  wait(waitMs: number, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const wake = () => resolve();
    const abort = () => reject(signal!.reason);
    const deadline = setTimeout(wake, waitMs);
    signal?.addEventListener("abort", abort);
    this.#waiting.add(wake);
    this.#timer ??= setInterval(() => this.#poll(), POLL_MS);
    return promise.finally(() => {
      clearTimeout(deadline);
      signal?.removeEventListener("abort", abort);
      this.#waiting.delete(wake);
      if (this.#waiting.size === 0) this.#stop();
    });
  }

  /** Wakes all who wait. */
  [Symbol.dispose](): void {
    this.#stop();
    for (const wake of this.#waiting) wake();
  }

  #poll(): void {
    if (!this.#hasChanged()) return;
    for (const wake of this.#waiting) wake();
  }

  #stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}

const POLL_MS = 10;
