import { printQuery } from "../query/print_query.ts";
import { type ActiveAlert, lengthOf } from "./active_alert.ts";
import { type AlertChange, toAlertChange } from "./alert_change.ts";
import { annotate, toLabels } from "./annotate.ts";
import type { Dispatcher, PackedDispatcher } from "./dispatcher.ts";
import type { Findings, GroupChange } from "./findings.ts";
import { toFingerprint } from "./fingerprint.ts";
import { toGroupQuery } from "./group_query.ts";
import type { AlertState } from "./phase.ts";
import { holds, isAbove, isMonotone, type Rule } from "./rule.ts";

/** A book as JSON. */
export interface PackedBook {
  /** Those that fire. */
  readonly active: readonly ActiveAlert[];
}

/** What became of groups since somebody asked last. */
export interface TakenChanges {
  /** The newest last. */
  readonly changes: readonly AlertChange[];
  /** How many came before, for which there was no room. */
  readonly more: number;
}

/** Something that is wrong with alerting itself. */
export interface OwnAlert {
  /** Has a colon in it. */
  readonly name: string;
  /** For people. */
  readonly summary: string;
  /** Who is told. */
  readonly receivers: readonly string[];
  /** Since when, epoch milliseconds. */
  readonly startsAtMs: number;
}

/** Whether a name is that of an alert of alerting itself: names of rules have no colon. */
export function isOwnName(name: string): boolean {
  return name.includes(":");
}

/**
 * Keeps the alerts that fire, as many as there is room for, tells the dispatcher of them, and notes what became of
 * groups.
 */
export class AlertBook implements Findings {
  readonly #dispatcher: Dispatcher;
  /** By fingerprint. */
  readonly #active = new Map<string, OpenAlert>();
  /** Fingerprints of those that fire, for which there was no room. */
  readonly #leftOut = new Set<string>();
  /** How much the texts of those that fire take, UTF-16 code units. */
  #length = 0;
  #changes: AlertChange[] = [];
  #more = 0;

  /** Nothing fires. */
  constructor(dispatcher: Dispatcher) {
    this.#dispatcher = dispatcher;
  }

  /** Those that fire. */
  get active(): readonly ActiveAlert[] {
    return [...this.#active.values()];
  }

  /** How many more fire, of which nobody is told. */
  get leftOut(): number {
    return this.#leftOut.size;
  }

  changed(change: GroupChange): void {
    this.#note(toAlertChange(change));
  }

  /** The changes of states since it was asked last; of very many the last {@linkcode CHANGES_MAX}. */
  takeChanges(): TakenChanges {
    this.#cutChanges();
    const taken = { changes: this.#changes, more: this.#more };
    this.#changes = [];
    this.#more = 0;
    return taken;
  }

  raised({ rule, values, windowEndMs, value }: GroupChange): void {
    const fingerprint = toFingerprint(rule.name, values);
    if (!this.#hasRoom()) return void this.#leftOut.add(fingerprint);
    this.#raise({
      fingerprint,
      rule: rule.name,
      severity: rule.severity,
      receivers: rule.receivers,
      labels: toLabels(rule, values),
      annotations: annotate(rule, { values, value }),
      query: printQuery(toGroupQuery(rule, values)),
      isOfMany: isAbove(rule.condition),
      windowStartMs: windowEndMs - rule.windowMs,
      startsAtMs: isMonotone(rule) ? windowEndMs - rule.intervalMs : windowEndMs,
      endsAtMs: null,
      value,
    });
  }

  lasted(change: GroupChange): void {
    const { rule, values, value } = change;
    const fingerprint = toFingerprint(rule.name, values);
    const alert = this.#active.get(fingerprint);
    if (alert === undefined) {
      if (this.#leftOut.has(fingerprint) && this.#hasRoom()) this.raised(change);
    } else if (value !== alert.value && holds(rule.condition, value)) {
      this.#length -= lengthOf(alert);
      alert.value = value;
      alert.annotations = annotate(rule, { values, value });
      this.#length += lengthOf(alert);
    }
  }

  cleared({ rule, values, windowEndMs }: GroupChange): void {
    this.#clear(toFingerprint(rule.name, values), windowEndMs);
  }

  /** Clears what no rule knows any more: its state was lost. */
  keepOnly(fingerprints: ReadonlySet<string>, nowMs: number): void {
    for (const { fingerprint, rule } of this.active) {
      if (!fingerprints.has(fingerprint) && !isOwnName(rule)) this.#clear(fingerprint, nowMs);
    }
    for (const name of fingerprints) if (!this.#active.has(name)) this.#leftOut.add(name);
  }

  /** Tells those whom the rules name now: others that it is over, new ones that it fires. */
  reroute(rules: readonly Rule[], nowMs: number): void {
    const named = new Map(rules.map(({ name, receivers }) => [name, receivers]));
    for (const alert of this.#active.values()) {
      this.#reroute(alert, named.get(alert.rule) ?? alert.receivers, nowMs);
    }
  }

  /**
   * Raises an alert of alerting itself, or tells others of it where it fires already; its name is no rule's (see
   * {@linkcode isOwnName}).
   */
  raiseOwn({ name, summary, receivers, startsAtMs }: OwnAlert): void {
    const fingerprint = toFingerprint(name, []);
    const known = this.#active.get(fingerprint);
    if (known !== undefined) return this.#reroute(known, receivers, startsAtMs);
    const alert: OpenAlert = {
      fingerprint,
      rule: name,
      severity: "critical",
      receivers,
      labels: {},
      annotations: { summary },
      query: "*",
      isOfMany: false,
      windowStartMs: startsAtMs,
      startsAtMs,
      endsAtMs: null,
      value: null,
    };
    this.#raise(alert);
    this.#note(toOwnChange(alert, "firing", startsAtMs));
  }

  /** It is over. */
  clearOwn(name: string, nowMs: number): void {
    const alert = this.#active.get(toFingerprint(name, []));
    if (alert === undefined) return;
    this.#clear(alert.fingerprint, nowMs);
    this.#note(toOwnChange(alert, "ok", nowMs));
  }

  /** As JSON. */
  pack(): PackedBook {
    return { active: this.active };
  }

  /** Goes on from what was packed, and the dispatcher from what it had packed. */
  unpack({ active }: PackedBook, dispatcher: PackedDispatcher): void {
    for (const alert of active) this.#add({ ...alert });
    this.#dispatcher.unpack(dispatcher, this.#active);
  }

  #reroute(alert: OpenAlert, receivers: readonly string[], nowMs: number): void {
    const left = alert.receivers.filter((name) => !receivers.includes(name));
    const endsAtMs = Math.max(nowMs, alert.startsAtMs);
    if (left.length > 0) this.#dispatcher.clear({ ...alert, receivers: left, endsAtMs });
    alert.receivers = receivers;
    this.#dispatcher.raise(alert);
  }

  #raise(alert: OpenAlert): void {
    this.#add(alert);
    this.#dispatcher.raise(alert);
  }

  #add(alert: OpenAlert): void {
    this.#leftOut.delete(alert.fingerprint);
    this.#active.set(alert.fingerprint, alert);
    this.#length += lengthOf(alert);
  }

  #hasRoom(): boolean {
    return this.#active.size < ACTIVE_MAX && this.#length < ACTIVE_LENGTH_MAX;
  }

  #note(change: AlertChange): void {
    this.#changes.push(change);
    if (this.#changes.length >= 2 * CHANGES_MAX) this.#cutChanges();
  }

  #cutChanges(): void {
    this.#more += Math.max(0, this.#changes.length - CHANGES_MAX);
    this.#changes = this.#changes.slice(-CHANGES_MAX);
  }

  #clear(fingerprint: string, endsAtMs: number): void {
    this.#leftOut.delete(fingerprint);
    const alert = this.#active.get(fingerprint);
    if (alert === undefined) return;
    this.#active.delete(fingerprint);
    this.#length -= lengthOf(alert);
    this.#dispatcher.clear({ ...alert, endsAtMs: Math.max(endsAtMs, alert.startsAtMs) });
  }
}

function toOwnChange(
  { fingerprint, rule, labels }: ActiveAlert,
  state: AlertState,
  atMs: number,
): AlertChange {
  return { fingerprint, rule, labels, state, windowEndMs: atMs, value: null };
}

/** What becomes of an alert while it fires; the dispatcher has the same object. */
interface OpenAlert extends ActiveAlert {
  annotations: ActiveAlert["annotations"];
  receivers: ActiveAlert["receivers"];
  value: ActiveAlert["value"];
}

/** Alerts that fire, of which people are told. */
export const ACTIVE_MAX = 20_000;

/** Of all of them: see {@linkcode lengthOf}. */
const ACTIVE_LENGTH_MAX = 24 * 1024 * 1024;

/** Of states, between two times that somebody asks for them. */
export const CHANGES_MAX = 10_000;
