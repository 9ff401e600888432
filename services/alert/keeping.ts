import type { TakenChanges } from "../../core/alert/alert_book.ts";
import { ConflictError, UnavailableError } from "../../core/errors.ts";
import type { StateValue } from "../../ports/state_store.ts";
import { type AlertView, VIEW_PREFIX } from "../../runtime/alert_view.ts";
import { isDue } from "../../runtime/is_due.ts";
import { retry, type RetryOptions } from "../../runtime/retry.ts";
import { Snapshot } from "../../runtime/snapshot.ts";
import { History } from "./history.ts";
import { type Kept, KEPT_VERSION, toKept } from "./kept.ts";
import type { AlertPorts } from "./ports.ts";

/** What is kept beside the history. */
export type ToKeep = Omit<Kept, "version" | "history">;

/** Keeps what alerting knows, for who goes on, and for those who look at it; and when it is time to. */
export class Keeping {
  /** What was kept last, by anybody; null = nothing that can be read. */
  readonly before: Kept | null;
  readonly #ports: KeepingPorts;
  readonly #snapshot: Snapshot;
  readonly #view: Snapshot;
  readonly #history: History;
  #problem: string | null = null;
  /** When all is to be kept next, if nothing asks for it sooner. */
  #nextMs = -Infinity;
  /** When it may be kept next, if something asks for it. */
  #freeMs = -Infinity;

  private constructor(ports: KeepingPorts, snapshots: Snapshots, before: Kept | null) {
    this.before = before;
    this.#ports = ports;
    this.#snapshot = snapshots.snapshot;
    this.#view = snapshots.view;
    this.#history = new History(ports.state, before?.history ?? null);
  }

  /** Reads what was kept last. */
  static async open(ports: KeepingPorts, patience: RetryOptions): Promise<Keeping> {
    const { state, random, listener } = ports;
    const snapshot = new Snapshot(state, "alert/", random);
    const view = new Snapshot(state, VIEW_PREFIX, random);
    const { value, isDamaged } = await retry(() => snapshot.read(), patience);
    await retry(() => view.read(), patience);
    const before = toKept(value);
    if (isDamaged || (value !== null && before === null)) listener.warn(LOST);
    return new Keeping(ports, { snapshot, view }, before);
  }

  /** Whether all is to be kept, though nothing asks for it. */
  isDue(nowMs: number): boolean {
    return isDue(nowMs, this.#nextMs, KEEP_EVERY_MS);
  }

  /** Whether it may be kept: where there is much it is not done at every change. */
  isFree(nowMs: number): boolean {
    return isDue(nowMs, this.#freeMs, FREE_MS_MAX);
  }

  /** Takes changes into the history; they are to be kept before they are written. */
  remember({ changes, more }: TakenChanges): void {
    const { listener, now } = this.#ports;
    this.#history.add(changes, now());
    if (more === 0) return;
    const all = changes.length + more;
    listener.warn(`Remembers only the last ${changes.length} of ${all} changes of states`);
  }

  /** Why nothing can be kept; null = it can. */
  get problem(): string | null {
    return this.#problem;
  }

  /**
   * Keeps all, then shows it; false = it is too much. Rejects with ConflictError where another has kept something
   * since.
   */
  async keep(toKeep: () => ToKeep, toView: () => AlertView): Promise<boolean> {
    const { now } = this.#ports;
    const beganMs = now();
    const kept: Kept = { version: KEPT_VERSION, ...toKeep(), history: this.#history.pack() };
    this.#problem = await this.#write(kept);
    await this.#show(toView());
    if (this.#problem === null) await orNextTime(() => this.#history.write(now()));
    const nowMs = now();
    this.#nextMs = nowMs + KEEP_EVERY_MS;
    this.#freeMs = nowMs + Math.min(10 * (nowMs - beganMs), FREE_MS_MAX);
    return this.#problem === null;
  }

  /** Why it cannot be kept; null = it is. */
  async #write(kept: Kept): Promise<string | null> {
    try {
      await this.#snapshot.write(kept as unknown as StateValue);
      return null;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return `Nobody is told of anything new: ${error.message}; give rules shorter texts`;
    }
  }

  /** For those who ask. */
  async #show(view: AlertView): Promise<void> {
    this.#ports.listener.shown(view);
    const isShown = await orNextTime(() => this.#view.write(view as unknown as StateValue));
    if (!isShown) await this.#view.read().catch(() => {});
  }
}

type KeepingPorts = Pick<AlertPorts, "state" | "random" | "listener" | "now">;

interface Snapshots {
  readonly snapshot: Snapshot;
  readonly view: Snapshot;
}

/** Whether it was done; whatever goes wrong with it is better the next time. */
async function orNextTime(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof ConflictError || error instanceof UnavailableError) return false;
    throw error;
  }
}

const LOST =
  "What alerting had kept cannot be read: all rules begin anew, and what fires is told again";

/** After a crash, what was read since comes again. */
const KEEP_EVERY_MS = 5000;

/** Nobody waits longer to be told. */
const FREE_MS_MAX = 2000;
