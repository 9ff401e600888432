import type { Wait } from "../runtime/wait.ts";

/** For tests: time that passes only when told to. */
export class VirtualClock {
  /** Since the clock was made. */
  nowMs = 0;
  readonly #sleepers = new Set<{ readonly untilMs: number; readonly wake: () => void }>();

  /** As `wait`, on this clock. */
  readonly wait: Wait = (ms, signal) => {
    if (signal.aborted) return Promise.reject(signal.reason);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const sleeper = { untilMs: this.nowMs + ms, wake: resolve };
    this.#sleepers.add(sleeper);
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort);
    return promise.finally(() => {
      signal.removeEventListener("abort", abort);
      this.#sleepers.delete(sleeper);
    });
  };

  /** Lets time pass, waking everybody in order, and what they do come to rest. */
  async pass(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    for (;;) {
      await settle();
      const next = [...this.#sleepers].filter(({ untilMs }) => untilMs <= endMs)
        .sort((a, b) => a.untilMs - b.untilMs)[0];
      if (next === undefined) break;
      this.nowMs = Math.max(this.nowMs, next.untilMs);
      this.#sleepers.delete(next);
      next.wake();
    }
    this.nowMs = endMs;
  }
}

/** Lets all go on that waits for nothing but promises. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 50; i++) await Promise.resolve();
}
