import type { LogEvent } from "../event.ts";
import type { ActiveAlert } from "./active_alert.ts";
import { AlertBook } from "./alert_book.ts";
import { Dispatcher, type Draft } from "./dispatcher.ts";
import { divisorOf } from "./divisor_of.ts";
import { AlertEngine } from "./engine.ts";
import type { Notice } from "./notice.ts";
import { ReplayRecord } from "./replay_record.ts";
import { SharedRoom } from "./room.ts";
import type { Rule } from "./rule.ts";
import type { RuleRun } from "./rule_run.ts";
import type { ReceiverPolicy } from "./told_receiver.ts";

/** What is replayed. */
export interface ReplayOptions {
  /** All of them are watched, each under a name of its own. */
  readonly rules: readonly Rule[];
  /** Who is told; they take everything at once. */
  readonly receivers: readonly ReceiverPolicy[];
  /** When the clock begins, epoch milliseconds. */
  readonly startMs: number;
  /**
   * `arrival`: events are added when they arrive, and windows wait for the late ones. `past`: all events of an
   * interval are added before the clock gets to its end, and its window is judged then, whatever the rule's lateness.
   */
  readonly order: "arrival" | "past";
  /** What all rules share beyond their own room; as much as in the service unless told. */
  readonly cells?: number | undefined;
}

/**
 * Rules over events whose times are given, as the alerting service has them: through the same engine, book and
 * dispatcher, by a clock that goes on when it is told to. A pure function of what it is given, in bounded memory.
 */
export class Replay {
  /** What happened. */
  readonly record: ReplayRecord;
  readonly #engine: AlertEngine;
  readonly #dispatcher: Dispatcher;
  readonly #book: AlertBook;
  readonly #isPast: boolean;
  readonly #stepMs: number;
  #nowMs: number;

  /** The clock stands at `startMs`. */
  constructor({ rules, receivers, startMs, order, cells }: ReplayOptions) {
    this.#engine = new AlertEngine(new SharedRoom(cells));
    this.#isPast = order === "past";
    this.#nowMs = startMs;
    this.#dispatcher = new Dispatcher("replay", receivers);
    this.#book = new AlertBook(this.#dispatcher);
    this.record = new ReplayRecord(this.#book);
    const watched = this.#isPast ? rules.map(toPast) : rules;
    this.#stepMs = toStepMs(watched);
    const known = watched.map((rule) => ({ rule, hash: rule.name }));
    this.#engine.setRules(known, startMs, this.record);
  }

  /** In the order of the rules. */
  get runs(): readonly RuleRun[] {
    return this.#engine.runs;
  }

  /** Those that fire. */
  get active(): readonly ActiveAlert[] {
    return this.#book.active;
  }

  /** From one look at the rules to the next. */
  get stepMs(): number {
    return this.#stepMs;
  }

  /** An event arrives. */
  add(event: LogEvent): void {
    this.#engine.add(event);
  }

  /** Whether nothing can happen as long as no event is added. */
  isQuiet(): boolean {
    return this.runs.every((run) => run.isQuiet());
  }

  /** The clock goes on; nothing arrives meanwhile. To the time at which it stands already: looks at what came. */
  advance(toMs: number): void {
    if (toMs < this.#nowMs) throw new RangeError(`Cannot go back from ${this.#nowMs} to ${toMs}`);
    for (;;) {
      const nextMs = (Math.floor(this.#nowMs / this.#stepMs) + 1) * this.#stepMs;
      if (nextMs >= toMs || this.isQuiet()) return this.#turn(toMs);
      this.#turn(nextMs);
    }
  }

  #turn(nowMs: number): void {
    this.#nowMs = nowMs;
    if (!this.#isPast) this.#engine.look(nowMs, this.record);
    while (!this.#engine.judge(nowMs, this.#isPast ? nowMs - 1 : nowMs, this.record));
    for (const draft of this.#dispatcher.due(nowMs, () => false)) this.#tell(draft, nowMs);
  }

  #tell(draft: Draft, nowMs: number): void {
    const { id, receiver, group } = draft;
    const notice: Notice = {
      ...{ id, receiver, group, atMs: nowMs, alerts: [], more: 0 },
      status: draft.isFiring ? "firing" : "resolved",
    };
    this.#dispatcher.hold(notice);
    this.#dispatcher.taken(notice, nowMs);
    this.record.told(draft, nowMs);
  }
}

/** Nothing comes late, events are given to those that they are for, and nobody reads the texts. */
function toPast(rule: Rule): Rule {
  return { ...rule, latenessMs: 0, query: { kind: "all" }, annotations: {} };
}

/** So that windows are judged when they close. */
function toStepMs(rules: readonly Rule[]): number {
  const lengths = rules.flatMap(({ intervalMs, latenessMs }) => [intervalMs, latenessMs]);
  return Math.max(STEP_MIN_MS, lengths.reduce((all, ms) => divisorOf(all, ms), 0));
}

const STEP_MIN_MS = 1000;
