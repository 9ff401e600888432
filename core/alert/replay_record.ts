import type { ActiveAlert } from "./active_alert.ts";
import { toLabels } from "./annotate.ts";
import type { AlertBook } from "./alert_book.ts";
import { type AlertChange, toAlertChange } from "./alert_change.ts";
import type { Draft } from "./dispatcher.ts";
import type { Findings, GroupChange } from "./findings.ts";
import { toFingerprint } from "./fingerprint.ts";
import { isAbove } from "./rule.ts";

/** A group of a rule that fired for a while. */
export interface ReplayedAlert {
  /** Name of the rule. */
  readonly rule: string;
  /** Those of the rule, and the fields that make the group. */
  readonly labels: Readonly<Record<string, string>>;
  /** End of the window that fired first, epoch milliseconds. */
  readonly startMs: number;
  /** End of the window with which it was over, epoch milliseconds; null = it still fires. */
  readonly endMs: number | null;
  /** Of the values of its windows the one that is farthest beyond the limit; null = none had one. */
  readonly peak: number | null;
}

/** What a receiver would have been told. */
export interface ReplayedNotice {
  /** When, epoch milliseconds. */
  readonly atMs: number;
  /** Its name. */
  readonly receiver: string;
  /** `resolved`: none of the alerts that go together fires any more. */
  readonly status: "firing" | "resolved";
  /** Those that are new, those that are over, those that go on; as many as a notice has. */
  readonly alerts: readonly Pick<ActiveAlert, "rule" | "labels" | "endsAtMs">[];
  /** How many more there are. */
  readonly more: number;
}

/** Writes down what happens in a replay: so much of it, and how much there was. */
export class ReplayRecord implements Findings {
  /** The first {@linkcode RECORDED_MAX}. */
  readonly changes: AlertChange[] = [];
  /** How many there were. */
  changesMade = 0;
  /** The first {@linkcode NOTICES_MAX}. */
  readonly notices: ReplayedNotice[] = [];
  /** How many there were, by receiver. */
  readonly noticesMade = new Map<string, number>();
  /** How many there were, by rule. */
  readonly alertsMade = new Map<string, number>();
  readonly #book: AlertBook;
  readonly #alerts: OpenAlert[] = [];
  /** Those that fire, by fingerprint. */
  readonly #open = new Map<string, OpenAlert>();

  /** Goes on to tell the book. */
  constructor(book: AlertBook) {
    this.#book = book;
  }

  /** In order of their beginning, the first {@linkcode RECORDED_MAX}. */
  get alerts(): readonly ReplayedAlert[] {
    return this.#alerts;
  }

  changed(change: GroupChange): void {
    this.changesMade++;
    if (this.changes.length < RECORDED_MAX) this.changes.push(toAlertChange(change));
    this.#book.changed(change);
  }

  raised(change: GroupChange): void {
    const { rule, values, windowEndMs, value } = change;
    const labels = toLabels(rule, values);
    const alert = { rule: rule.name, labels, startMs: windowEndMs, endMs: null, peak: value };
    this.alertsMade.set(rule.name, (this.alertsMade.get(rule.name) ?? 0) + 1);
    if (this.#alerts.length < RECORDED_MAX) {
      this.#alerts.push(alert);
      this.#open.set(toFingerprint(rule.name, values), alert);
    }
    this.#book.raised(change);
  }

  lasted(change: GroupChange): void {
    const alert = this.#open.get(toFingerprint(change.rule.name, change.values));
    if (alert !== undefined) alert.peak = toFarther(alert.peak, change);
    this.#book.lasted(change);
  }

  cleared(change: GroupChange): void {
    const fingerprint = toFingerprint(change.rule.name, change.values);
    const alert = this.#open.get(fingerprint);
    if (alert !== undefined) alert.endMs = Math.max(alert.startMs, change.windowEndMs);
    this.#open.delete(fingerprint);
    this.#book.cleared(change);
  }

  /** A notice was made. */
  told({ receiver, isFiring, alerts, more }: Draft, atMs: number): void {
    this.noticesMade.set(receiver, (this.noticesMade.get(receiver) ?? 0) + 1);
    if (this.notices.length >= NOTICES_MAX) return;
    const shown = alerts.map(({ rule, labels, endsAtMs }) => ({ rule, labels, endsAtMs }));
    const status = isFiring ? "firing" : "resolved";
    this.notices.push({ atMs, receiver, status, alerts: shown, more });
  }
}

type OpenAlert = { -readonly [Name in keyof ReplayedAlert]: ReplayedAlert[Name] };

function toFarther(peak: number | null, { rule, value }: GroupChange): number | null {
  if (peak === null || value === null) return peak ?? value;
  return isAbove(rule.condition) ? Math.max(peak, value) : Math.min(peak, value);
}

/** Of changes, and of alerts, so many are kept; the others are only counted. */
export const RECORDED_MAX = 10_000;

/** Of notices, each of which has many alerts. */
export const NOTICES_MAX = 1000;
