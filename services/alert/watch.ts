import { ACTIVE_MAX, AlertBook } from "../../core/alert/alert_book.ts";
import { Dispatcher } from "../../core/alert/dispatcher.ts";
import { AlertEngine } from "../../core/alert/engine.ts";
import type { RuleRun } from "../../core/alert/rule_run.ts";
import type { Arrived } from "../../ports/log_store.ts";
import type { StateValue } from "../../ports/state_store.ts";
import { ConflictError, UnavailableError } from "../../core/errors.ts";
import { type AlertView, openViewSnapshot } from "../../runtime/alert_view.ts";
import { isDue } from "../../runtime/is_due.ts";
import { retry } from "../../runtime/retry.ts";
import { Snapshot } from "../../runtime/snapshot.ts";
import { Arrivals } from "./arrivals.ts";
import { Deliveries } from "./deliveries.ts";
import { forgetAcks } from "./forget_acks.ts";
import { Heartbeat } from "./heartbeat.ts";
import { History } from "./history.ts";
import { type Kept, KEPT_VERSION, toKept } from "./kept.ts";
import type { AlertPorts } from "./ports.ts";
import { Progress } from "./progress.ts";
import { Surroundings } from "./surroundings.ts";
import { teach } from "./teach.ts";
import { toNotices } from "./to_notice.ts";
import { toView } from "./to_view.ts";
import { watchSelf } from "./watch_self.ts";

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
  #progress: Progress;
  readonly #arrivals: Arrivals;
  /** What the engine was given last. */
  #watched: Surroundings["rules"];
  /** Rules that do not know yet what was before them. */
  #begun: RuleRun[];
  /** When all is to be kept next, if nothing asks for it sooner. */
  #keepMs = -Infinity;
  /** When it is looked next for what is to be told. */
  #tellMs = -Infinity;

  private constructor(
    { ports, signal, snapshot, view, surroundings }: WatchParts,
    kept: Kept | null,
  ) {
    this.#ports = ports;
    this.#signal = signal;
    this.#snapshot = snapshot;
    this.#view = view;
    this.#surroundings = surroundings;
    this.#deliveries = new Deliveries(ports, signal);
    this.#heartbeat = new Heartbeat(ports, signal);
    const policies = [...ports.receivers.values()].map(({ policy }) => policy);
    this.#dispatcher = new Dispatcher(kept?.prefix ?? ports.random(6).toHex(), policies);
    this.#book = new AlertBook(this.#dispatcher);
    this.#history = new History(ports.state, kept?.history ?? null);
    const nowMs = ports.now();
    this.#progress = new Progress(kept?.progress ?? nowMs);
    this.#arrivals = new Arrivals(ports, { cursor: kept?.cursor ?? "end", signal });
    this.#watched = surroundings.rules;
    this.#begun = this.#engine.setRules(this.#watched, nowMs, this.#book);
    if (kept !== null) {
      this.#begun = this.#engine.unpack(kept.engine);
      this.#book.unpack(kept.book, kept.dispatcher);
    }
    this.#book.keepOnly(this.#engine.raised(), nowMs);
    this.#book.reroute(this.#watched.map(({ rule }) => rule), nowMs);
  }

  /** Goes on from what was kept last. Rejects with the signal's reason once that fires. */
  static async open(ports: AlertPorts, signal: AbortSignal): Promise<Watch> {
    const { listener, state, random } = ports;
    const onRetry = ({ message }: Error) => listener.problem(message);
    const patience = { signal, onRetry, wait: ports.wait };
    const snapshot = new Snapshot(state, "alert/", random);
    const view = openViewSnapshot(state, random);
    const { value, isDamaged } = await retry(() => snapshot.read(), patience);
    await retry(() => view.read(), patience);
    const kept = toKept(value);
    if (isDamaged || (value !== null && kept === null)) listener.warn(LOST);
    const surroundings = new Surroundings(ports);
    await retry(() => surroundings.look(), patience);
    return new Watch({ ports, signal, snapshot, view, surroundings }, kept);
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
      cursor: this.#arrivals.cursor,
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
      problem: this.#problem(),
      engine: this.#engine,
      book: this.#book,
      dispatcher: this.#dispatcher,
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
    const patience = { signal: this.#signal, onRetry, wait: this.#ports.wait };
    await retry(() => this.#lookAround(), patience);
    const arrived = await this.#arrivals.read(this.#surroundings.query);
    const readMs = now();
    if (arrived !== null) this.#take(arrived);
    const nowMs = now();
    this.#heedClock(nowMs);
    this.#engine.look(nowMs, this.#book);
    while (!this.#engine.judge(this.#progress.valueMs, nowMs, this.#book)) {
      await this.#ports.wait(0, this.#signal); // The lease is to be renewed meanwhile.
    }
    const isStalled = watchSelf(this.#book, this.#surroundings, {
      progressMs: this.#progress.valueMs,
      nowMs,
    });
    const isTold = this.#noteDone();
    const isTime = isDue(nowMs, this.#tellMs, TELL_EVERY_MS_MAX);
    const isTelling = isTime && await this.#tell(nowMs);
    const isToKeep = isTelling || (isTime && isTold) || isDue(nowMs, this.#keepMs, KEEP_EVERY_MS);
    if (isToKeep) await retry(() => this.keep(), patience);
    this.#deliveries.begin(this.#dispatcher.outstanding(), this.#dispatcher.waiting());
    listener.worked(now() - readMs);
    if (!isStalled && this.#deliveries.problem === null) {
      this.#heartbeat.beatIfTime(this.#problem());
    }
  }

  #take({ events, isEnd, passed }: Arrived): void {
    const { listener } = this.#ports;
    let oldestMs = Infinity;
    for (const event of events) {
      this.#engine.add(event);
      oldestMs = Math.min(oldestMs, event.ingestedMs);
    }
    this.#progress.read({ isEnd, oldestMs: events.length === 0 ? -Infinity : oldestMs });
    listener.arrived(passed);
    listener.problem(this.#problem());
  }

  /** Where the clock was ahead, what comes now would be late for windows that it had judged by then. */
  #heedClock(nowMs: number): void {
    if (this.#progress.valueMs - nowMs < CLOCK_MS) return;
    const judged = new Date(this.#progress.valueMs).toISOString();
    this.#ports.listener.warn(`The clock was ahead: windows up to ${judged} are judged once more`);
    this.#progress = new Progress(nowMs);
    this.#engine.rewind(nowMs);
  }

  /** What somebody should mend; null = nothing. */
  #problem(): string | null {
    const { leftOut } = this.#book;
    const crowd = `Nobody is told of ${leftOut} alerts: no more than ${ACTIVE_MAX} may fire; ` +
      "raise thresholds, or group by fewer fields";
    const problems = [
      this.#surroundings.problem,
      this.#deliveries.problem,
      leftOut === 0 ? null : crowd,
    ].filter((problem) => problem !== null);
    return problems.length === 0 ? null : problems.join("; ");
  }

  async #lookAround(): Promise<void> {
    const surroundings = this.#surroundings;
    const { acks } = surroundings;
    await surroundings.lookIfTime();
    const { rules } = surroundings;
    if (rules !== this.#watched) {
      const nowMs = this.#ports.now();
      this.#begun.push(...this.#engine.setRules(rules, nowMs, this.#book));
      this.#book.reroute(rules.map(({ rule }) => rule), nowMs);
      this.#watched = rules;
    }
    if (acks !== surroundings.acks) {
      await forgetAcks(this.#ports.state, surroundings.acks, this.#book.active);
    }
    this.#progress.stored(surroundings.storedToMs, this.#ports.now());
    for (; this.#begun.length > 0; this.#begun.shift()) await teach(this.#begun[0]!, this.#ports);
  }

  /** Makes the notices that are due; whether there are any. */
  async #tell(nowMs: number): Promise<boolean> {
    const drafts = this.#dispatcher.due(nowMs, this.#surroundings.isMuted(nowMs));
    const notices = await toNotices(drafts, this.#ports);
    for (const notice of notices) this.#dispatcher.hold(notice);
    return notices.length > 0;
  }

  /** What became of notices; whether any was taken, or refused: who goes on is not to tell it again. */
  #noteDone(): boolean {
    const done = this.#deliveries.takeDone();
    for (const { notice, failure } of done) {
      if (failure === null) this.#dispatcher.taken(notice, this.#ports.now());
      else this.#dispatcher.failed(notice, failure);
    }
    return done.some(({ failure }) => failure?.isLasting ?? true);
  }
}

interface WatchParts {
  readonly ports: AlertPorts;
  readonly signal: AbortSignal;
  readonly snapshot: Snapshot;
  readonly view: Snapshot;
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

/** After a crash, what was read since comes again. */
const KEEP_EVERY_MS = 5000;

const TELL_EVERY_MS_MAX = 2000;

/** Clocks may be so far apart. */
const CLOCK_MS = 60_000;
