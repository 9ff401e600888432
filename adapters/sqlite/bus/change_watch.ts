/** Lets many wait for the next change of something that can only be polled. */
export class ChangeWatch {
  readonly #changed: () => boolean;
  readonly #pollMs: number;
  readonly #waiters = new Set<() => void>();
  #timer: ReturnType<typeof setInterval> | null = null;

  /** `changed` says whether something changed since its last call; a throw counts as a change. */
  constructor(changed: () => boolean, pollMs: number) {
    this.#changed = changed;
    this.#pollMs = pollMs;
  }

  /** Resolves at the next change or `wake`, or when `signal` fires. Polls only while somebody waits. */
  wait(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    this.#timer ??= setInterval(() => this.#poll(), this.#pollMs);
    return new Promise((resolve) => {
      const end = () => {
        signal.removeEventListener("abort", end);
        this.#waiters.delete(end);
        if (this.#waiters.size === 0) this.#stop();
        resolve();
      };
      signal.addEventListener("abort", end);
      this.#waiters.add(end);
    });
  }

  /** Ends every wait. */
  wake(): void {
    for (const end of [...this.#waiters]) end();
  }

  #poll(): void {
    let changed = true;
    try {
      changed = this.#changed();
    } catch {
      // Whoever waits will meet the same fault and can say what it was doing.
    }
    if (changed) this.wake();
  }

  #stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
