import type { Child, Exit } from "./child.ts";
import { type Wait, wait } from "./wait.ts";

/** One process to keep running. */
export interface Supervised {
  /** Shown to people, e.g. `ship`. */
  readonly name: string;
  /** Starts it anew. */
  start(): Child;
}

/** How to keep processes running, and when to end. */
export interface SuperviseOptions {
  /** Fires when all are to end in good order. */
  readonly stop: AbortSignal;
  /** Fires when all are to end at once. */
  readonly kill: AbortSignal;
  /** Told when one died, and how long the pause before its next start is. */
  readonly onRestart: (restart: Restart) => void;
  /** Whether this end was meant: then it starts again at once, and has not died. Asked once for each end. */
  readonly isMeant?: (name: string) => boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Bound of the whole orderly end; what still runs then is killed. */
  readonly stopMsMax?: number;
  /** Replaced in tests. */
  readonly wait?: Wait;
}

/** One death of a process. */
export interface Restart {
  /** As in {@linkcode Supervised}. */
  readonly name: string;
  /** How it ended. */
  readonly exit: Exit;
  /** Until it is started again. */
  readonly pauseMs: number;
  /** How often it died so far. */
  readonly count: number;
}

/** Exit code of a process that cannot work as it is configured: starting it again is useless. */
export const EXIT_USAGE = 2;

/** A process ended with {@linkcode EXIT_USAGE}, having said why. */
export class MisconfiguredError extends Error {}

/**
 * Starts all, and starts again what dies, after a pause that doubles from 250 ms to 10 s. Resolves when
 * all have ended after `stop`: one after the other, in their order, so that each can hand on what it
 * has. Rejects, after ending all, when one exits with code 2.
 */
export async function supervise(
  services: readonly Supervised[],
  options: SuperviseOptions,
): Promise<void> {
  const keepers = services.map((service) => new Keeper(service, options));
  const loops = keepers.map((keeper) => keeper.run());
  const failed = Promise.all(loops);
  try {
    await Promise.race([failed, toPromise(options.stop), toPromise(options.kill)]);
  } finally {
    await endAll(keepers, options);
    await Promise.allSettled(loops);
  }
  await failed;
}

/** Pauses before a restart, milliseconds. */
const [PAUSE_MS_MIN, PAUSE_MS_MAX] = [250, 10_000];

/** A process that ran so long counts as healthy: its next death begins with a short pause again. */
const HEALTHY_MS = 30_000;

class Keeper {
  readonly #service: Supervised;
  readonly #options: SuperviseOptions;
  readonly #stopping = new AbortController();
  #child: Child | null = null;
  #deaths = 0;

  constructor(service: Supervised, options: SuperviseOptions) {
    this.#service = service;
    this.#options = options;
  }

  async run(): Promise<void> {
    const { now, onRestart } = this.#options;
    const pause = this.#options.wait ?? wait;
    let pauseMs = PAUSE_MS_MIN / 2;
    while (!this.#stopping.signal.aborted) {
      const startedMs = now();
      this.#child = this.#service.start();
      const exit = await this.#child.exited;
      this.#child = null;
      if (this.#stopping.signal.aborted || this.#options.stop.aborted) return;
      const { name } = this.#service;
      if (this.#options.isMeant?.(name)) {
        pauseMs = PAUSE_MS_MIN / 2;
        continue;
      }
      if (exit.code === EXIT_USAGE) {
        throw new MisconfiguredError(
          `Cannot go on without ${name}: it cannot work as it is configured`,
        );
      }
      pauseMs = now() - startedMs >= HEALTHY_MS
        ? PAUSE_MS_MIN
        : Math.min(pauseMs * 2, PAUSE_MS_MAX);
      const restart = { name, exit, pauseMs, count: ++this.#deaths };
      const early = exit.signal === "SIGINT"; // Before it listened: likely everyone's Ctrl-C.
      if (!early) onRestart(restart);
      await pause(pauseMs, this.#stopping.signal).catch(() => {});
      if (early && !this.#options.stop.aborted) onRestart(restart);
    }
  }

  /** Ends it for good; killed when `hurry` fires before. */
  async end(hurry: AbortSignal): Promise<void> {
    this.#stopping.abort();
    const child = this.#child;
    if (child === null) return;
    child.stop();
    await Promise.race([child.exited, toPromise(hurry)]);
    child.kill();
    await child.exited;
  }
}

async function endAll(keepers: readonly Keeper[], options: SuperviseOptions): Promise<void> {
  const done = new AbortController();
  const late = new AbortController();
  const pause = options.wait ?? wait;
  pause(options.stopMsMax ?? 10_000, done.signal).then(() => late.abort(), () => {});
  const hurry = AbortSignal.any([late.signal, options.kill]);
  for (const keeper of keepers) await keeper.end(hurry);
  done.abort();
}

function toPromise(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
