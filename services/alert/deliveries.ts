import type { Notice } from "../../core/alert/notice.ts";
import type { Outstanding } from "../../core/alert/told_group.ts";
import { UnavailableError } from "../../core/errors.ts";
import { isDue } from "../../runtime/is_due.ts";
import type { AlertPorts } from "./ports.ts";

/** What became of a try. */
export interface Delivered {
  /** That was tried. */
  readonly notice: Notice;
  /** Null = it was taken. */
  readonly failure: { readonly reason: string; readonly nextMs: number } | null;
}

/** Carries notices to their receivers, some at a time; none waits for another receiver's. */
export class Deliveries {
  readonly #ports: Pick<AlertPorts, "receivers" | "now" | "listener">;
  readonly #signal: AbortSignal;
  /** By id: on its way. */
  readonly #sending = new Map<
    string,
    { readonly receiver: string; readonly done: Promise<void> }
  >();
  #done: Delivered[] = [];

  /** Until the signal fires. */
  constructor(ports: Pick<AlertPorts, "receivers" | "now" | "listener">, signal: AbortSignal) {
    this.#ports = ports;
    this.#signal = signal;
  }

  /** Begins with those whose time has come. */
  begin(outstanding: readonly Outstanding[]): void {
    const nowMs = this.#ports.now();
    for (const { notice, tries, nextMs } of outstanding) {
      if (!isDue(nowMs, nextMs, ASKED_MS_MAX)) continue;
      if (this.#sending.has(notice.id) || this.#isBusy(notice.receiver)) continue;
      const done = this.#send(notice, tries).finally(() => this.#sending.delete(notice.id));
      this.#sending.set(notice.id, { receiver: notice.receiver, done });
    }
  }

  /** What became of those that were tried since. */
  takeDone(): Delivered[] {
    return this.#done.splice(0);
  }

  /** Until nothing is on its way any more. */
  async settle(): Promise<void> {
    await Promise.all([...this.#sending.values()].map(({ done }) => done));
  }

  #isBusy(receiver: string): boolean {
    const own = [...this.#sending.values()].filter((sending) => sending.receiver === receiver);
    return own.length >= AT_ONCE_MAX;
  }

  async #send(notice: Notice, tries: number): Promise<void> {
    const { receivers, listener } = this.#ports;
    try {
      await receivers.get(notice.receiver)!.notifier.send(notice, this.#signal);
      this.#done.push({ notice, failure: null });
      listener.told(notice.receiver, true);
    } catch (error) {
      if (this.#signal.aborted) return;
      this.#done.push({ notice, failure: this.#toFailure(error as Error, tries) });
      listener.told(notice.receiver, false);
      if (tries === 0) listener.warn((error as Error).message);
    }
  }

  /** What is refused is tried again, too: somebody may mend the receiver. */
  #toFailure(error: Error, tries: number): NonNullable<Delivered["failure"]> {
    const isLater = error instanceof UnavailableError;
    const grownMs = isLater
      ? Math.min(FIRST_MS * 2 ** Math.min(tries, 20), PAUSE_MS_MAX)
      : PAUSE_MS_MAX;
    const pauseMs = Math.max(grownMs, isLater ? error.retryAfterMs ?? 0 : 0);
    return { reason: error.message, nextMs: this.#ports.now() + pauseMs };
  }
}

/** Of one receiver. */
const AT_ONCE_MAX = 4;

const FIRST_MS = 1000;

const PAUSE_MS_MAX = 5 * 60_000;

/** No receiver asks for more patience. */
const ASKED_MS_MAX = 60 * 60_000;
