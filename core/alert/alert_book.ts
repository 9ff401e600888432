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
    for (const fingerprint of this.#active.keys()) {
      if (!fingerprints.has(fingerprint)) this.#clear(fingerprint, nowMs);
    }
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
