import type { Notice } from "../../core/alert/notice.ts";
import type { WaitingGroup } from "../../core/alert/dispatcher.ts";
import { type Failure, type Outstanding, REFUSED_MS_MAX } from "../../core/alert/told_group.ts";
import { UnavailableError } from "../../core/errors.ts";
import { isDue } from "../../runtime/is_due.ts";
import type { AlertListener, AlertPorts, Receiver } from "./ports.ts";
import { ReceiverTroubles } from "./receiver_troubles.ts";

/** What became of a try. */
export interface Delivered {
  /** That was tried. */
  readonly notice: Notice;
  /** Null = it was taken. */
  readonly failure: Failure | null;
  /** The receiver refuses what it was told, until somebody mends it. */
  readonly isRefused: boolean;
}

/** What carries notices. */
export interface DeliveryPorts extends Pick<AlertPorts, "now"> {
  /** By name. */
  readonly receivers: ReadonlyMap<string, Pick<Receiver, "notifier">>;
  /** Hears what becomes of them. */
  readonly listener: Pick<AlertListener, "info" | "warn" | "told">;
}

/** Carries notices to their receivers, some at a time; none waits for another receiver's. */
export class Deliveries {
  readonly #ports: DeliveryPorts;
  readonly #signal: AbortSignal;
  /** By id: on its way. */
  readonly #sending = new Map<
    string,
    { readonly receiver: string; readonly done: Promise<void> }
  >();
  readonly #troubles: ReceiverTroubles;
  #done: Delivered[] = [];

  /** Until the signal fires. */
  constructor(ports: DeliveryPorts, signal: AbortSignal) {
    this.#ports = ports;
    this.#signal = signal;
    this.#troubles = new ReceiverTroubles(ports);
  }

  /**
   * Begins with those whose time has come, the one that waits longest first. What became of others has to be taken
   * before. `waiting` is all of which somebody is to be told yet.
   */
  begin(outstanding: readonly Outstanding[], waiting: readonly WaitingGroup[]): void {
    const nowMs = this.#ports.now();
    this.#troubles.keepOnly(waiting);
    const inOrder = outstanding.toSorted((a, b) => a.nextMs - b.nextMs);
    for (const { notice, tries, nextMs } of inOrder) {
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
      this.#done.push({ notice, failure: null, isRefused: false });
      listener.told(notice.receiver, true);
      this.#troubles.taken(notice);
    } catch (error) {
      if (this.#signal.aborted) return;
      const failure = this.#toFailure(error as Error, tries);
      this.#done.push({ notice, failure, isRefused: isRefusal(error) });
      listener.told(notice.receiver, false);
      this.#troubles.failed(notice, failure);
    }
  }

  /** What is refused is tried again, too: somebody may mend the receiver. */
  #toFailure(error: Error, tries: number): Failure {
    const atMs = this.#ports.now();
    const firstMs = isRefusal(error) ? FIRST_REFUSED_MS : FIRST_MS;
    const grownMs = Math.min(firstMs * 2 ** Math.min(tries, 20), PAUSE_MS_MAX);
    const askedMs = error instanceof UnavailableError ? error.retryAfterMs ?? 0 : 0;
    return { reason: error.message, atMs, nextMs: atMs + Math.max(grownMs, askedMs) };
  }
}

function isRefusal(error: unknown): boolean {
  return !(error instanceof UnavailableError);
}

/** Of one receiver. */
const AT_ONCE_MAX = 4;

const FIRST_MS = 1000;

/** Nothing is gained by haste where somebody has to mend something. */
const FIRST_REFUSED_MS = 30_000;

const PAUSE_MS_MAX = REFUSED_MS_MAX;

/** No receiver asks for more patience. */
const ASKED_MS_MAX = 60 * 60_000;
