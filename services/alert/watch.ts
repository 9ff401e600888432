import { ACTIVE_MAX, AlertBook } from "../../core/alert/alert_book.ts";
import { Dispatcher } from "../../core/alert/dispatcher.ts";
import { AlertEngine } from "../../core/alert/engine.ts";
import type { Arrived } from "../../ports/log_store.ts";
import type { AlertView } from "../../runtime/alert_view.ts";
import { tellTime } from "../../core/tell_time.ts";
import { retry, type RetryOptions } from "../../runtime/retry.ts";
import { Arrivals } from "./arrivals.ts";
import { Deliveries } from "./deliveries.ts";
import { forgetAcks } from "./forget_acks.ts";
import { Heartbeat } from "./heartbeat.ts";
import { Keeping, type ToKeep } from "./keeping.ts";
import { Lessons } from "./lessons.ts";
import type { AlertPorts } from "./ports.ts";
import { Progress } from "./progress.ts";
import { Surroundings } from "./surroundings.ts";
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
  readonly #keeping: Keeping;
  readonly #surroundings: Surroundings;
  readonly #deliveries: Deliveries;
  readonly #heartbeat: Heartbeat;
  readonly #engine = new AlertEngine();
  readonly #dispatcher: Dispatcher;
  readonly #book: AlertBook;
  #progress: Progress;
  readonly #arrivals: Arrivals;
  /** What the engine was given last. */
  #watched: Surroundings["rules"];
  readonly #lessons: Lessons;
  /** Whether something is to be kept soon: before it is told, or so that it is not told again. */
  #isNew = false;
  /** Whether all notices are kept, so that they may be sent. */
  #isKept = true;

  private constructor({ ports, signal, keeping, surroundings }: WatchParts) {
    const { before } = keeping;
    this.#ports = ports;
    this.#signal = signal;
    this.#keeping = keeping;
    this.#surroundings = surroundings;
    this.#deliveries = new Deliveries(ports, signal);
    this.#heartbeat = new Heartbeat(ports, signal);
    const policies = [...ports.receivers.values()].map(({ policy }) => policy);
    this.#dispatcher = new Dispatcher(before?.prefix ?? ports.random(6).toHex(), policies);
    this.#book = new AlertBook(this.#dispatcher);
    const nowMs = ports.now();
    this.#progress = new Progress(before?.progress ?? nowMs);
    this.#arrivals = new Arrivals(ports, { cursor: before?.cursor ?? "end", signal });
    this.#watched = surroundings.rules;
    this.#lessons = new Lessons(ports);
    let begun = this.#engine.setRules(this.#watched, nowMs, this.#book);
    if (before !== null) {
      begun = this.#engine.unpack(before.engine);
      this.#book.unpack(before.book, before.dispatcher);
    }
    this.#lessons.add(begun, this.#engine.runs);
    this.#book.keepOnly(this.#engine.raised(), nowMs);
    this.#book.reroute(this.#watched.map(({ rule }) => rule), nowMs);
  }

  /** Goes on from what was kept last. Rejects with the signal's reason once that fires. */
  static async open(ports: AlertPorts, signal: AbortSignal): Promise<Watch> {
    const patience = toPatience(ports, signal);
    const keeping = await Keeping.open(ports, patience);
    const surroundings = new Surroundings(ports);
    await retry(() => surroundings.look(), patience);
    return new Watch({ ports, signal, keeping, surroundings });
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
    this.#keeping.remember(this.#book.takeChanges());
    if (!await this.#keeping.keep(() => this.#toKeep(), () => this.#toView())) return;
    this.#isNew = false;
    this.#isKept = true;
  }

  #toKeep(): ToKeep {
    return {
      prefix: this.#dispatcher.prefix,
      cursor: this.#arrivals.cursor,
      progress: this.#progress.valueMs,
      engine: this.#engine.pack(),
      book: this.#book.pack(),
      dispatcher: this.#dispatcher.pack(),
    };
  }

  #toView(): AlertView {
    return toView({
      nowMs: this.#ports.now(),
      progressMs: this.#progress.valueMs,
      problem: this.#problem(),
      origins: this.#surroundings.origins,
      ...{ engine: this.#engine, book: this.#book, dispatcher: this.#dispatcher },
    });
  }

  async #turn(): Promise<void> {
    const { listener, now } = this.#ports;
    const patience = toPatience(this.#ports, this.#signal);
    await retry(() => this.#lookAround(), patience);
    const isTaught = await this.#lessons.teach();
    const arrived = isTaught ? await this.#arrivals.read(this.#surroundings.query) : null;
    if (!isTaught) await this.#ports.wait(WAIT_MS, this.#signal);
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
    this.#noteDone();
    const isFree = this.#keeping.isFree(nowMs);
    if (isFree) await this.#tell(nowMs);
    const isToKeep = (isFree && this.#isNew) || this.#keeping.isDue(nowMs);
    if (isToKeep) await retry(() => this.keep(), patience);
    this.#noteDone();
    if (this.#isKept) {
      this.#deliveries.begin(this.#dispatcher.outstanding(), this.#dispatcher.waiting());
    }
    listener.worked(now() - readMs);
    if (!isStalled && this.#untold() === null) this.#heartbeat.beatIfTime(this.#problem());
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
    const judged = tellTime(this.#progress.valueMs);
    this.#ports.listener.warn(`The clock was ahead: windows up to ${judged} are judged once more`);
    this.#progress = new Progress(nowMs);
    this.#engine.rewind(nowMs);
  }

  /** Who could not be told for long of something that waits, and why; null = nobody. */
  #untold(): string | null {
    const nowMs = this.#ports.now();
    const told = this.#dispatcher.receptions().flatMap(({ name, failure, sinceMs }) =>
      nowMs - (sinceMs ?? nowMs) < UNTOLD_MS
        ? []
        : [`Receiver "${name}" could not be told since ${tellTime(sinceMs!)}: ${failure}`]
    );
    return told.length === 0 ? null : told.join("; ");
  }

  /** What somebody should mend; null = nothing. */
  #problem(): string | null {
    const { leftOut } = this.#book;
    const crowd = `Over ${ACTIVE_MAX} alerts fire, or very long ones: nobody is told of some; ` +
      "raise thresholds, or group by fewer fields";
    const problems = [
      this.#surroundings.problem,
      this.#untold(),
      this.#keeping.problem,
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
      this.#lessons.add(this.#engine.setRules(rules, nowMs, this.#book), this.#engine.runs);
      this.#book.reroute(rules.map(({ rule }) => rule), nowMs);
      this.#watched = rules;
    }
    if (acks !== surroundings.acks) {
      await forgetAcks(this.#ports.state, surroundings.acks, this.#book.active);
    }
    this.#progress.stored(surroundings.storedToMs, this.#ports.now());
  }

  /** Makes the notices that are due. */
  async #tell(nowMs: number): Promise<void> {
    const drafts = this.#dispatcher.due(nowMs, this.#surroundings.isMuted(nowMs));
    const notices = await toNotices(drafts, this.#ports);
    for (const notice of notices) this.#dispatcher.hold(notice);
    if (notices.length > 0) [this.#isNew, this.#isKept] = [true, false];
  }

  /** What became of notices. Who goes on is not to tell again what was taken, or refused. */
  #noteDone(): void {
    const done = this.#deliveries.takeDone();
    for (const { notice, failure, isRefused } of done) {
      if (failure === null) this.#dispatcher.taken(notice, this.#ports.now());
      else if (isRefused) this.#dispatcher.refused(notice, failure);
      else this.#dispatcher.failed(notice, failure);
    }
    this.#isNew ||= done.some(({ failure, isRefused }) => failure === null || isRefused);
  }
}

interface WatchParts {
  readonly ports: AlertPorts;
  readonly signal: AbortSignal;
  readonly keeping: Keeping;
  readonly surroundings: Surroundings;
}

function toPatience({ listener, wait }: AlertPorts, signal: AbortSignal): RetryOptions {
  return { signal, wait, onRetry: ({ message }) => listener.problem(message) };
}

/** A receiver that is started anew is back before. */
const UNTOLD_MS = 15 * 60_000;

/** Between two looks, where nothing can be read. */
const WAIT_MS = 200;

/** Clocks may be so far apart. */
const CLOCK_MS = 60_000;
