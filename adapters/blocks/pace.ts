/** Lets long work share the process: call `rest` between its steps. */
export class Pace {
  readonly #signal: AbortSignal | undefined;
  #untilMs = performance.now() + WORK_MS_MAX;

  /** Work stops with the signal's reason. */
  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
    signal?.throwIfAborted();
  }

  /** Gives way to other work after every 20 ms; throws the signal's reason once it fired. */
  async rest(): Promise<void> {
    if (performance.now() < this.#untilMs) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#signal?.throwIfAborted();
    this.#untilMs = performance.now() + WORK_MS_MAX;
  }
}

const WORK_MS_MAX = 20;
