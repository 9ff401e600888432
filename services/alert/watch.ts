import { AlertBook } from "../../core/alert/alert_book.ts";
import { Dispatcher } from "../../core/alert/dispatcher.ts";
import { AlertEngine } from "../../core/alert/engine.ts";
import type { RuleRun } from "../../core/alert/rule_run.ts";
import type { Arrived } from "../../ports/log_store.ts";
import type { StateValue } from "../../ports/state_store.ts";
import { ConflictError, UnavailableError } from "../../core/errors.ts";
import { type AlertView, openViewSnapshot } from "../../runtime/alert_view.ts";
import { retry } from "../../runtime/retry.ts";
import { Snapshot } from "../../runtime/snapshot.ts";
import { Deliveries } from "./deliveries.ts";
import { forgetAcks } from "./forget_acks.ts";
import { Heartbeat } from "./heartbeat.ts";
import { History } from "./history.ts";
import { type Kept, KEPT_VERSION, toKept } from "./kept.ts";
import type { AlertPorts } from "./ports.ts";
import { Progress } from "./progress.ts";
import { Surroundings } from "./surroundings.ts";
import { teach } from "./teach.ts";
import { toNotice } from "./to_notice.ts";
import { toView } from "./to_view.ts";

/**
 * Alerting, while this one of all `alert` is the one that acts: reads what arrives, judges it by the rules, and tells.
 * Whatever is told is kept before, so that who goes on tells the same under the same id, or nothing.
 */
export class Watch {
  readonly #ports: AlertPorts;
  readonly #signal: AbortSignal;
  readonly #snapshot: Snapshot;
  readonly #view: Snapshot;
  readonly #surroundings: Surroundings;
  readonly #deliveries: Deliveries;
  readonly #heartbeat: Heartbeat;
  readonly #engine = new AlertEngine();
  readonly #dispatcher: Dispatcher;
  readonly #book: AlertBook;
  readonly #history: History;
  readonly #progress: Progress;
  #cursor: string;
  /** Rules that do not know yet what was before them. */
  #begun: RuleRun[];
  /** When all is to be kept next, if nothing asks for it sooner. */
  #keepMs = -Infinity;
  /** When it is looked next for what is to be told. */
  #tellMs = -Infinity;

  private constructor(
    { ports, signal, snapshot, surroundings }: WatchParts,
    kept: Kept | null,
  ) {
    this.#ports = ports;
    this.#signal = signal;
    this.#snapshot = snapshot;
    this.#view = openViewSnapshot(ports.state, ports.random);
    this.#surroundings = surroundings;
    this.#deliveries = new Deliveries(ports, signal);
    this.#heartbeat = new Heartbeat(ports, signal);
    this.#dispatcher = new Dispatcher(kept?.prefix ?? ports.random(6).toHex());
    this.#dispatcher.setReceivers([...ports.receivers.values()].map(({ policy }) => policy));
    this.#book = new AlertBook(this.#dispatcher);
    this.#history = new History(ports.state, kept?.history ?? null);
    const nowMs = ports.now();
    this.#progress = new Progress(kept?.progress ?? nowMs);
    this.#cursor = kept?.cursor ?? "end";
    this.#begun = this.#engine.setRules(surroundings.rules, nowMs, this.#book);
    if (kept !== null) {
      this.#begun = this.#engine.unpack(kept.engine);
      this.#dispatcher.unpack(kept.dispatcher);
      this.#book.unpack(kept.book);
    }
    this.#book.keepOnly(this.#engine.raised(), nowMs);
  }

  /** Goes on from what was kept last. Rejects with the signal's reason once that fires. */
  static async open(ports: AlertPorts, signal: AbortSignal): Promise<Watch> {
    const { listener, state, random } = ports;
    const onRetry = ({ message }: Error) => listener.problem(message);
    const snapshot = new Snapshot(state, "alert/", random);
    const read = async () => {
      const found = await snapshot.read();
      await snapshot.clean();
      return found;
    };
    const { value, isDamaged } = await retry(read, { signal, onRetry });
    const kept = toKept(value);
    if (isDamaged || (value !== null && kept === null)) listener.warn(LOST);
    const surroundings = new Surroundings(ports);
    await retry(() => surroundings.look(), { signal, onRetry });
    return new Watch({ ports, signal, snapshot, surroundings }, kept);
  }

  /** Until the signal fires. Rejects with ConflictError once another acts, and with the signal's reason. */
  async run(): Promise<void> {
    this.#ports.listener.shown(this.#toView());
    try {
      while (!this.#signal.aborted) await this.#turn();
    } finally {
      await this.#deliveries.settle();
      await this.#heartbeat.settle();
      this.#noteDone();
    }
  }

  /** Keeps all, as the last thing that is done. */
  async keep(): Promise<void> {
    const beganMs = this.#ports.now();
    this.#remember(beganMs);
    const kept: Kept = {
      version: KEPT_VERSION,
      prefix: this.#dispatcher.prefix,
      cursor: this.#cursor,
      progress: this.#progress.valueMs,
      engine: this.#engine.pack(),
      book: this.#book.pack(),
      dispatcher: this.#dispatcher.pack(),
      history: this.#history.pack(),
    };
    await this.#snapshot.write(kept as unknown as StateValue);
    await this.#show();
    await orNextTime(() => this.#history.write(this.#ports.now()));
    const nowMs = this.#ports.now();
    this.#keepMs = nowMs + KEEP_EVERY_MS;
    // Where there is much to keep it is not done at every change.
    this.#tellMs = nowMs + Math.min(10 * (nowMs - beganMs), TELL_EVERY_MS_MAX);
  }

  /** For those who ask. */
  async #show(): Promise<void> {
    const view = this.#toView();
    this.#ports.listener.shown(view);
    const isShown = await orNextTime(() => this.#view.write(view as unknown as StateValue));
    if (!isShown) await this.#view.read().catch(() => {});
  }

  #toView(): AlertView {
    return toView({
      nowMs: this.#ports.now(),
      progressMs: this.#progress.valueMs,
      surroundings: this.#surroundings,
      engine: this.#engine,
      book: this.#book,
      dispatcher: this.#dispatcher,
      receivers: [...this.#ports.receivers.keys()],
    });
  }

  /** Has to be kept before it is written. */
  #remember(nowMs: number): void {
    const { changes, more } = this.#book.takeChanges();
    this.#history.add(changes, nowMs);
    if (more === 0) return;
    const all = changes.length + more;
    this.#ports.listener.warn(
      `Remembers only the last ${changes.length} of ${all} changes of states`,
    );
  }

  async #turn(): Promise<void> {
    const { listener, now } = this.#ports;
    const onRetry = ({ message }: Error) => listener.problem(message);
    const patience = { signal: this.#signal, onRetry };
    await retry(() => this.#lookAround(), patience);
    const { events, isEnd, passed, cursor } = await retry(() => this.#readOn(), patience);
    const readMs = now();
    this.#cursor = cursor;
    let oldestMs = Infinity;
    for (const event of events) {
      this.#engine.add(event);
      oldestMs = Math.min(oldestMs, event.ingestedMs);
    }
    this.#progress.read({ isEnd, oldestMs: events.length === 0 ? -Infinity : oldestMs });
    listener.arrived(passed);
    listener.problem(this.#surroundings.problem);
    const nowMs = now();
    this.#engine.look(nowMs, this.#book);
    this.#engine.judge(this.#progress.valueMs, nowMs, this.#book);
    this.#watchSelf(nowMs);
    this.#noteDone();
    const isTelling = nowMs >= this.#tellMs && await this.#tell(nowMs);
    if (isTelling || nowMs >= this.#keepMs) await retry(() => this.keep(), patience);
    this.#deliveries.begin(this.#dispatcher.outstanding());
    listener.worked(now() - readMs);
    if (!this.#isStalled(nowMs)) this.#heartbeat.beatIfTime();
  }

  async #lookAround(): Promise<void> {
    const surroundings = this.#surroundings;
    const { rules, acks } = surroundings;
    await surroundings.lookIfTime();
    if (acks !== surroundings.acks) {
      await forgetAcks(this.#ports.state, surroundings.acks, this.#book.active);
    }
    this.#progress.stored(surroundings.storedToMs);
    if (rules !== surroundings.rules) {
      this.#begun = this.#engine.setRules(surroundings.rules, this.#ports.now(), this.#book);
    }
    for (; this.#begun.length > 0; this.#begun.shift()) await teach(this.#begun[0]!, this.#ports);
  }

  /** What keeps windows from being judged for long is an alert, too: nobody would be told of what happens meanwhile. */
  #watchSelf(nowMs: number): void {
    if (!this.#isStalled(nowMs)) return this.#book.clearOwn(STALLED, nowMs);
    const { rules, problem } = this.#surroundings;
    const receivers = [...new Set(rules.flatMap(({ rule }) => rule.receivers))];
    const since = new Date(this.#progress.valueMs).toISOString();
    const summary = `No window is judged since ${since}: ${problem ?? "alerting is behind"}`;
    this.#book.raiseOwn({ name: STALLED, summary, receivers, startsAtMs: nowMs });
  }

  /** Makes the notices that are due; whether there are any. */
  async #tell(nowMs: number): Promise<boolean> {
    const drafts = this.#dispatcher.due(nowMs, this.#surroundings.isMuted(nowMs));
    for (const draft of drafts) this.#dispatcher.hold(await toNotice(draft, this.#ports));
    return drafts.length > 0;
  }

  #isStalled(nowMs: number): boolean {
    return this.#surroundings.rules.length > 0 && nowMs - this.#progress.valueMs >= STALLED_MS;
  }

  #noteDone(): void {
    for (const { notice, failure } of this.#deliveries.takeDone()) {
      if (failure === null) this.#dispatcher.taken(notice, this.#ports.now());
      else this.#dispatcher.failed(notice, failure);
    }
  }

  /** A cursor that is of no use any more was of a store that is gone. */
  async #readOn(): Promise<Arrived> {
    const { store, listener } = this.#ports;
    const query = this.#surroundings.query;
    const request = { limit: EVENTS_MAX, waitMs: WAIT_MS, query, signal: this.#signal };
    try {
      return await store.since({ ...request, after: this.#cursor });
    } catch (error) {
      if (!(error instanceof RangeError) || this.#cursor === "end") throw error;
      listener.warn(error.message);
      return await store.since({ ...request, after: "start" });
    }
  }
}

interface WatchParts {
  readonly ports: AlertPorts;
  readonly signal: AbortSignal;
  readonly snapshot: Snapshot;
  readonly surroundings: Surroundings;
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

/** An alert of its own. */
const STALLED = "LogFlow: alerting is behind";
const STALLED_MS = 5 * 60_000;

/** Events of one reading. */
const EVENTS_MAX = 5000;

/** Also how late it is noticed that time has passed. */
const WAIT_MS = 200;

/** After a crash, what was read since comes again. */
const KEEP_EVERY_MS = 5000;

const TELL_EVERY_MS_MAX = 2000;
