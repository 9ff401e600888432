import type { LogEvent } from "../event.ts";
import type { Counted, Heard } from "./counted.ts";
import type { Findings, GroupChange } from "./findings.ts";
import { foresee, mayHold } from "./foresee.ts";
import type { Group } from "./group.ts";
import { GroupSet } from "./group_set.ts";
import { groupText } from "./group_text.ts";
import type { Judgement, JudgeOptions } from "./judgement.ts";
import { toMeter } from "./meter.ts";
import type { PackedRun } from "./packed_run.ts";
import { advance, OK, type Phase } from "./phase.ts";
import { Room, type SharedRoom } from "./room.ts";
import { holds, isMonotone, type Rule } from "./rule.ts";
import { type Steps, toFirstWindow, toSteps } from "./steps.ts";
import type { Uncounted } from "./uncounted.ts";
import { type Valuation, valueOf } from "./value_of.ts";
import { WindowLog, type WindowNote } from "./window_log.ts";

/** Counts the events that one rule takes, and judges its windows. Keeps no time of its own. */
export class RuleRun {
  #rule: Rule;
  /** Since it began. */
  readonly uncounted: Uncounted = { late: 0, future: 0, crowded: 0 };
  #steps: Steps;
  #valuation: Valuation;
  readonly #isMonotone: boolean;
  readonly #room: Room;
  readonly #log: WindowLog;
  readonly #groups: GroupSet;
  /** To be looked at: events came to them, or they wait for time to pass. */
  readonly #touched = new Set<Group>();
  /** The window that had the moment in it in which it began. */
  readonly #begun: number;
  /** Windows before it are not judged. */
  #first: number;
  /** The last window judged, or the one before the first. */
  #judged: number;

  /** Sees the events that arrive from `startMs` on. */
  constructor(rule: Rule, { startMs, room }: { startMs: number; room: SharedRoom }) {
    this.#rule = rule;
    this.#steps = toSteps(rule);
    this.#valuation = { measure: rule.measure, meter: toMeter(rule.measure), steps: this.#steps };
    this.#isMonotone = isMonotone(rule);
    this.#room = new Room(room);
    this.#begun = Math.floor(startMs / rule.intervalMs) + 1;
    this.#first = toFirstWindow(rule, startMs);
    this.#judged = this.#first - 1;
    this.#groups = new GroupSet(this.#room);
    this.#log = new WindowLog(rule.condition);
    if (rule.groupBy.length === 0) this.#groups.open([]);
  }

  /** As it was given last. */
  get rule(): Rule {
    return this.#rule;
  }

  /** Another that counts the same takes its place: windows that are not judged yet are judged by it. */
  replace(rule: Rule): void {
    this.#rule = rule;
    this.#steps = toSteps(rule);
    this.#valuation = { ...this.#valuation, steps: this.#steps };
    for (const group of this.#isMonotone ? this.#groups.all() : []) {
      group.foreseen = null;
      this.#touched.add(group);
    }
  }

  /** Counts an event that matches the rule's query. */
  add(event: LogEvent): void {
    const { intervalMs, groupBy, measure } = this.#rule;
    const { uncounted } = this;
    const interval = Math.floor(event.timestampMs / intervalMs);
    const { window, offset } = this.#steps;
    if (event.timestampMs > event.ingestedMs + FUTURE_MS) return void uncounted.future++;
    if (interval < this.#judged && interval >= this.#first) uncounted.late++;
    const isPast = interval + window + offset <= this.#judged;
    if (isPast && measure.kind !== "new") return;
    const group = this.#groups.open(groupBy.map(({ field }) => groupText(event, field)));
    if (group === null) return void uncounted.crowded++;
    if (isPast) return group.hear(interval);
    const tally = group.tallyAt(interval, () => this.#room.take());
    if (tally === null) return void uncounted.crowded++;
    tally.events++;
    if (!this.#valuation.meter.add(tally, event, this.#room)) uncounted.crowded++;
    if (!this.#isMonotone) return;
    group.touch(interval);
    this.#touched.add(group);
  }

  /** Counts events of an interval that is not judged yet, all at once. */
  count({ atMs, values, events, read }: Counted): void {
    const { uncounted } = this;
    const tally = this.#groups.open(values)
      ?.tallyAt(Math.floor(atMs / this.#rule.intervalMs), () => this.#room.take()) ?? null;
    if (tally === null) return void (uncounted.crowded += events);
    tally.events += events;
    uncounted.crowded += this.#valuation.meter.count(tally, read, this.#room);
  }

  /** Of a `new` rule that has just begun: these groups are known, and when they had their last event. */
  teach(known: Iterable<Heard>): void {
    this.#hear(known);
    this.#beginAt(this.#begun);
  }

  /**
   * Has just begun, and is given all events of the windows that end after `fromMs`, the first to be judged. `known`:
   * groups that had events before.
   */
  begin(fromMs: number, known: Iterable<Heard>): void {
    this.#hear(known);
    this.#beginAt(Math.floor(fromMs / this.#rule.intervalMs) + 1);
  }

  /** Raises what is an alert already, whatever comes later. */
  look(nowMs: number, findings: Findings): void {
    const last = this.#lastBegun(nowMs);
    for (const group of this.#touched) {
      const isOpen = group.raisedAt === null && mayHold(group, this.#rule);
      const state = isOpen ? this.#raiseEarly(group, last, findings).state : "ok";
      if (state !== "pending" && group.last < last) this.#touched.delete(group);
    }
  }

  /**
   * Judges the windows that end by a time, as nothing more comes for them, until `effort` groups have been judged;
   * how much of it is left, 0 = there may be more to judge.
   */
  judge({ untilMs, nowMs, effort }: JudgeOptions, findings: Findings): number {
    const until = Math.floor(untilMs / this.#rule.intervalMs);
    const last = this.#lastBegun(nowMs);
    let left = effort;
    while (this.#judged < until && left > 0) {
      left = Math.max(0, left - 1 - this.#groups.size);
      const next = Math.max(this.#judged + 1, this.#nextOfInterest());
      this.#judged = Math.min(next, until);
      if (next <= until) this.#judgeWindow(next, last, findings);
    }
    return left;
  }

  /** The clock had been ahead of this: windows that end later are judged again, from the state that was come to. */
  rewind(nowMs: number): void {
    const last = Math.floor(nowMs / this.#rule.intervalMs);
    if (this.#judged <= last) return;
    this.#judged = last;
    for (const group of this.#groups.all()) group.rewind(last);
  }

  /** What came out of the last windows, the oldest first. */
  get windows(): readonly WindowNote[] {
    return this.#log.notes;
  }

  /** Texts of the groups that are alerts. */
  raised(): (readonly string[])[] {
    return [...this.#groups.all()].filter(({ raisedAt }) => raisedAt !== null)
      .map(({ values }) => values);
  }

  /** Ends: what is an alert is none any more, and all room is given back. */
  end(findings: Findings): void {
    for (const group of this.#groups.all()) {
      const { raisedAt, phase: { state } } = group;
      const window = Math.max(this.#judged, raisedAt ?? this.#judged);
      const ok = { ...this.#toChange(group, { window, value: null }), state: "ok" } as const;
      if (raisedAt !== null && state !== "firing") {
        // It was told, and nobody judges its window any more.
        const value = valueOf(group, raisedAt, this.#valuation);
        findings.changed({
          ...ok,
          windowEndMs: raisedAt * this.#rule.intervalMs,
          value,
          state: "firing",
        });
      }
      if (raisedAt !== null || state !== "ok") findings.changed(ok);
      if (raisedAt !== null) findings.cleared(ok);
      this.#groups.drop(group);
    }
  }

  /** As JSON. */
  pack(): PackedRun {
    return {
      judged: this.#judged,
      first: this.#first,
      groups: this.#groups.pack(),
      windows: this.windows,
      uncounted: { ...this.uncounted },
    };
  }

  /** Goes on from what was packed, of a rule that counts the same. */
  unpack({ judged, first, groups, windows, uncounted }: PackedRun): void {
    this.#judged = judged;
    this.#first = first;
    this.#log.restore(windows);
    Object.assign(this.uncounted, uncounted);
    const unpacked = this.#groups.unpack(groups);
    for (const group of this.#isMonotone ? unpacked : []) this.#touched.add(group);
  }

  #beginAt(first: number): void {
    this.#first = first;
    this.#judged = first - 1;
  }

  #hear(known: Iterable<Heard>): void {
    for (const { values, lastMs } of known) {
      this.#groups.open(values)?.hear(Math.floor(lastMs / this.#rule.intervalMs));
    }
  }

  #judgeWindow(window: number, last: number, findings: Findings): void {
    const { offset, window: length, watch, known } = this.#steps;
    const { condition } = this.#rule;
    for (const group of this.#groups.all()) {
      const value = valueOf(group, window, this.#valuation);
      const isHeld = holds(condition, value);
      this.#log.add(group.values, value, isHeld);
      if (watch === 0 && group.isAsleep(window) && window - 1 - group.heardAt <= known) continue;
      group.hearBefore(window);
      const isForgotten = this.#rule.groupBy.length > 0 &&
        window - 1 - group.heardAt > Math.max(watch, known);
      const before = group.phase;
      group.phase = isForgotten && watch > 0
        ? OK
        : advance(before, { window, isHeld }, this.#steps);
      if (group.phase.state !== before.state) {
        findings.changed(this.#toChange(group, { window, value }));
      }
      this.#show(group, { window, value, last }, findings);
      this.#room.give(group.forgetBefore(window + 1 - length - offset));
      if (!isForgotten || !group.isIdle()) continue;
      this.#groups.drop(group);
      this.#touched.delete(group);
    }
    this.#log.end(window);
  }

  /** Raises or clears what the last judgement makes of it. */
  #show(group: Group, judgement: Judgement & { readonly last: number }, findings: Findings): void {
    const { window, last } = judgement;
    const isFiring = group.phase.state === "firing";
    if (isFiring && group.raisedAt === null) {
      group.raisedAt = window;
      findings.raised(this.#toChange(group, judgement));
    } else if (isFiring) findings.lasted(this.#toChange(group, judgement));
    if (isFiring || group.raisedAt === null || window < group.raisedAt) return;
    group.raisedAt = null;
    findings.cleared(this.#toChange(group, judgement));
    // It may begin anew in a window that is not judged yet.
    if (!this.#isMonotone) return;
    this.#raiseEarly(group, last, findings);
    this.#touched.add(group);
  }

  /** Raises a group that is none yet if some window makes it an alert whatever comes; where it would be then. */
  #raiseEarly(group: Group, last: number, findings: Findings): Phase {
    const horizon = { judged: this.#judged, last };
    const means = { rule: this.#rule, valuation: this.#valuation };
    const { phase, window, value } = foresee(group, horizon, means);
    if (phase.state !== "firing") return phase;
    group.raisedAt = window;
    findings.raised({ ...this.#toChange(group, { window, value }), state: "firing" });
    return phase;
  }

  /** Whether nothing can come out as long as no events come. */
  isQuiet(): boolean {
    return this.#nextOfInterest() === Infinity;
  }

  /** The first window in which something can come out that is not the same as before. */
  #nextOfInterest(): number {
    let next = Infinity;
    for (const group of this.#groups.all()) {
      if (group.phase.state !== "ok" || group.raisedAt !== null || this.#steps.watch > 0) return 0;
      next = Math.min(next, group.first + 1);
    }
    return next;
  }

  /** The window in which a moment is. */
  #lastBegun(nowMs: number): number {
    return Math.floor(nowMs / this.#rule.intervalMs) + 1;
  }

  #toChange(group: Group, { window, value }: Judgement): GroupChange {
    const rule = this.#rule;
    const { values, phase: { state } } = group;
    return { rule, values, state, windowEndMs: window * rule.intervalMs, value };
  }
}

/** An event may say that it happens so long after it came. */
const FUTURE_MS = 60 * 60 * 1000;
