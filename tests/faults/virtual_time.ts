import { setImmediate } from "node:timers";

/**
 * Replaces the timers of this process, and `Math.random`, until it is disposed: time passes only in
 * `pass`, and every run of the same script is the same. Immediates stay real, so work goes on between.
 */
export class VirtualTime implements Disposable {
  /** Epoch milliseconds; bind it where a clock is wanted. */
  nowMs: number;
  readonly #timers = new Map<number, Timer>();
  readonly #replaced = REPLACED.map((name) => [name, globalThis[name]] as const);
  readonly #random = Math.random;
  #nextId = 1;

  /** The clock begins at `nowMs`. */
  constructor(nowMs: number) {
    this.nowMs = nowMs;
    const set = (everyMs: number | null, work: () => void, ms = 0) => this.#add(work, ms, everyMs);
    const clear = (id?: number) => void this.#timers.delete(id ?? 0);
    Object.assign(globalThis, {
      setTimeout: (work: () => void, ms?: number) => set(null, work, ms),
      setInterval: (work: () => void, ms?: number) => set(ms ?? 0, work, ms),
      clearTimeout: clear,
      clearInterval: clear,
    });
    Math.random = () => 0.5;
  }

  /** Lets time pass: every timer that falls due runs at its time, and all that follows from it. */
  async pass(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    await settle();
    for (let next = this.#next(); next !== null && next[1].atMs <= endMs; next = this.#next()) {
      const [id, { atMs, everyMs, work }] = next;
      this.nowMs = atMs;
      if (everyMs === null) this.#timers.delete(id);
      else next[1].atMs = atMs + Math.max(1, everyMs);
      work();
      await settle();
    }
    this.nowMs = endMs;
  }

  [Symbol.dispose](): void {
    for (const [name, original] of this.#replaced) Object.assign(globalThis, { [name]: original });
    Math.random = this.#random;
  }

  #add(work: () => void, ms: number, everyMs: number | null): number {
    const id = this.#nextId++;
    this.#timers.set(id, { atMs: this.nowMs + Math.max(0, ms), everyMs, work });
    return id;
  }

  /** The one that is due first; of several the one that was set first. */
  #next(): [number, Timer] | null {
    let first: [number, Timer] | null = null;
    for (const entry of this.#timers) {
      if (first === null || entry[1].atMs < first[1].atMs) first = entry;
    }
    return first;
  }
}

interface Timer {
  atMs: number;
  readonly everyMs: number | null;
  readonly work: () => void;
}

const REPLACED = ["setTimeout", "setInterval", "clearTimeout", "clearInterval"] as const;

/** Lets everything run that waits for no timer. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

/** Enough for a write to the bus, its answer, and what is done with it. More would only cost time. */
const TURNS = 4;
