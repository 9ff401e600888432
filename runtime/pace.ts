/** Lets long work share the process: call `rest` between its steps, or only where it `isDue`. */
export class Pace {
  readonly #signal: AbortSignal | undefined;
  #untilMs = performance.now() + WORK_MS_MAX;

  /** Work stops with the signal's reason. */
  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
    signal?.throwIfAborted();
  }

  /** Whether it is time to rest: asking costs less than waiting for a rest that is none. */
  get isDue(): boolean {
    return performance.now() >= this.#untilMs;
  }

  /** Gives way to other work after every 20 ms; throws the signal's reason once it fired. */
  async rest(): Promise<void> {
    if (!this.isDue) return;
    await new Promise<void>((resolve) => soon(resolve));
    this.#signal?.throwIfAborted();
    this.#untilMs = performance.now() + WORK_MS_MAX;
  }
}

/** Where there is nothing better, by a timer, which takes a millisecond. */
const soon: (work: () => void) => unknown = globalThis.setImmediate ?? setTimeout;

const WORK_MS_MAX = 20;
