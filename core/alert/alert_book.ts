import { printQuery } from "../query/print_query.ts";
import type { ActiveAlert } from "./active_alert.ts";
import { annotate, toLabels } from "./annotate.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { Findings, GroupChange } from "./findings.ts";
import { toFingerprint } from "./fingerprint.ts";
import { toGroupQuery } from "./group_query.ts";
import type { AlertState } from "./phase.ts";
import type { Rule } from "./rule.ts";

/** Another state of a group, as it is told later: why a rule did, or did not, fire. */
export interface AlertChange {
  /** Of the group: see {@linkcode toFingerprint}. */
  readonly fingerprint: string;
  /** Name of the rule. */
  readonly rule: string;
  /** Those of the rule, and the fields that make the group. */
  readonly labels: Readonly<Record<string, string>>;
  /** The new one. */
  readonly state: AlertState;
  /** End of the window it came with, epoch milliseconds. */
  readonly windowEndMs: number;
  /** Of that window. */
  readonly value: number | null;
}

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

/** Keeps the alerts that fire, tells the dispatcher of them, and notes what became of groups. */
export class AlertBook implements Findings {
  readonly #dispatcher: Dispatcher;
  /** By fingerprint. */
  readonly #active = new Map<string, ActiveAlert>();
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

  changed({ rule, values, state, windowEndMs, value }: GroupChange): void {
    const labels = toLabels(rule, values);
    const fingerprint = toFingerprint(rule.name, values);
    this.#note({ fingerprint, rule: rule.name, labels, state, windowEndMs, value });
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
    const alert: ActiveAlert = {
      fingerprint: toFingerprint(rule.name, values),
      rule: rule.name,
      severity: rule.severity,
      receivers: rule.receivers,
      labels: toLabels(rule, values),
      annotations: annotate(rule, { values, value }),
      query: printQuery(toGroupQuery(rule, values)),
      windowStartMs: windowEndMs - rule.windowMs,
      startsAtMs: windowEndMs,
      endsAtMs: null,
      value,
    };
    this.#active.set(alert.fingerprint, alert);
    this.#dispatcher.raise(alert);
  }

  /** What is told of an alert is of its first window. */
  lasted(_: GroupChange): void {}

  cleared({ rule, values, windowEndMs }: GroupChange): void {
    this.#clear(toFingerprint(rule.name, values), windowEndMs);
  }

  /** Clears what no rule knows any more: its state was lost. */
  keepOnly(fingerprints: ReadonlySet<string>, nowMs: number): void {
    for (const { fingerprint, rule } of this.active) {
      if (!fingerprints.has(fingerprint) && !isOwnName(rule)) this.#clear(fingerprint, nowMs);
    }
  }

  /** Tells those whom the rules name now: others that it is over, new ones that it fires. */
  reroute(rules: readonly Rule[]): void {
    const named = new Map(rules.map(({ name, receivers }) => [name, receivers]));
    for (const alert of this.active) {
      const receivers = named.get(alert.rule) ?? alert.receivers;
      const left = alert.receivers.filter((name) => !receivers.includes(name));
      if (left.length > 0) this.#dispatcher.clear({ ...alert, receivers: left });
      const rerouted = { ...alert, receivers };
      this.#active.set(alert.fingerprint, rerouted);
      this.#dispatcher.raise(rerouted);
    }
  }

  /** Raises an alert of alerting itself, unless it fires already; its name is no rule's (see {@linkcode isOwnName}). */
  raiseOwn({ name, summary, receivers, startsAtMs }: OwnAlert): void {
    const fingerprint = toFingerprint(name, []);
    if (this.#active.has(fingerprint)) return;
    const alert: ActiveAlert = {
      ...{ fingerprint, rule: name, severity: "critical", receivers, labels: {} },
      ...{ annotations: { summary }, query: "*", windowStartMs: startsAtMs, startsAtMs },
      ...{ endsAtMs: null, value: null },
    };
    this.#active.set(fingerprint, alert);
    this.#dispatcher.raise(alert);
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

  /** Goes on from what was packed. */
  unpack({ active }: PackedBook): void {
    for (const alert of active) this.#active.set(alert.fingerprint, alert);
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
    const alert = this.#active.get(fingerprint);
    if (alert === undefined) return;
    this.#active.delete(fingerprint);
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

/** Of states, between two times that somebody asks for them. */
export const CHANGES_MAX = 10_000;
