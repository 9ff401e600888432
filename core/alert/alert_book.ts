import { printQuery } from "../query/print_query.ts";
import type { ActiveAlert } from "./active_alert.ts";
import { annotate, toLabels } from "./annotate.ts";
import type { Dispatcher } from "./dispatcher.ts";
import { toFingerprint } from "./fingerprint.ts";
import { toGroupQuery } from "./group_query.ts";
import type { AlertState } from "./phase.ts";
import type { Findings, GroupChange } from "./rule_run.ts";

/** Another state of a group, as it is told later: why a rule did, or did not, fire. */
export interface AlertChange {
  /** Of the rule. */
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
  /** The last ones, the newest last. */
  readonly changes: readonly AlertChange[];
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

/** Keeps the alerts that fire, tells the dispatcher of them, and remembers what became of groups. */
export class AlertBook implements Findings {
  readonly #dispatcher: Dispatcher;
  /** By fingerprint. */
  readonly #active = new Map<string, ActiveAlert>();
  #changes: AlertChange[] = [];

  /** Nothing fires. */
  constructor(dispatcher: Dispatcher) {
    this.#dispatcher = dispatcher;
  }

  /** Those that fire. */
  get active(): readonly ActiveAlert[] {
    return [...this.#active.values()];
  }

  /** The last changes of states, the newest last. */
  get changes(): readonly AlertChange[] {
    return this.#changes.slice(-CHANGES_MAX);
  }

  changed({ rule, values, state, windowEndMs, value }: GroupChange): void {
    const labels = toLabels(rule, values);
    this.#changes.push({ rule: rule.name, labels, state, windowEndMs, value });
    if (this.#changes.length > 2 * CHANGES_MAX) this.#changes = this.#changes.slice(-CHANGES_MAX);
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

  cleared({ rule, values, windowEndMs }: GroupChange): void {
    this.#clear(toFingerprint(rule.name, values), windowEndMs);
  }

  /** Clears what no rule knows any more: its state was lost. */
  keepOnly(fingerprints: ReadonlySet<string>, nowMs: number): void {
    for (const { fingerprint, rule } of this.active) {
      if (!fingerprints.has(fingerprint) && !isOwnName(rule)) this.#clear(fingerprint, nowMs);
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
  }

  /** It is over. */
  clearOwn(name: string, nowMs: number): void {
    this.#clear(toFingerprint(name, []), nowMs);
  }

  /** As JSON. */
  pack(): PackedBook {
    return { active: this.active, changes: this.changes };
  }

  /** Goes on from what was packed. */
  unpack({ active, changes }: PackedBook): void {
    for (const alert of active) this.#active.set(alert.fingerprint, alert);
    this.#changes = [...changes];
  }

  #clear(fingerprint: string, endsAtMs: number): void {
    const alert = this.#active.get(fingerprint);
    if (alert === undefined) return;
    this.#active.delete(fingerprint);
    this.#dispatcher.clear({ ...alert, endsAtMs: Math.max(endsAtMs, alert.startsAtMs) });
  }
}

/** So many changes are remembered. */
const CHANGES_MAX = 1000;
