import type { ActiveAlert } from "../core/alert/active_alert.ts";
import type { Reception, Telling } from "../core/alert/dispatcher.ts";
import type { RuleType } from "../core/alert/rule_input.ts";
import type { Severity } from "../core/alert/rule.ts";
import type { Uncounted } from "../core/alert/uncounted.ts";
import type { StateStore } from "../ports/state_store.ts";
import { readSnapshot } from "./read_snapshot.ts";

/** What `alert` shows of itself to those who ask: written by the one that acts, a few seconds old. */
export interface AlertView {
  /** When it was written, epoch milliseconds. */
  readonly atMs: number;
  /** Up to when windows are judged, epoch milliseconds, but for each rule's lateness. */
  readonly progressMs: number;
  /** Null = all is well. */
  readonly problem: string | null;
  /** Those that fire, the worst first, among those the newest; at most {@linkcode ALERTS_SHOWN_MAX}. */
  readonly alerts: readonly ViewedAlert[];
  /** How many fire, by severity. */
  readonly firing: Readonly<Record<Severity, number>>;
  /** All that are watched. */
  readonly rules: readonly RuleView[];
  /** Who is told. */
  readonly receivers: readonly ReceiverView[];
}

/** An alert, and who is told of it. */
export interface ViewedAlert extends ActiveAlert {
  /** In the order of its receivers. */
  readonly tellings: readonly Telling[];
}

/** How it goes with telling somebody. */
export type ReceiverView = Omit<Reception, "sinceMs">;

/** How a rule does. */
export interface RuleView {
  /** Unique. */
  readonly name: string;
  /** What it looks at. */
  readonly type: RuleType;
  /** Path of its file; {@linkcode FROM_API} = it is kept in the state store. */
  readonly source: string;
  /** Of its alerts. */
  readonly severity: Severity;
  /** As a threshold is written. */
  readonly condition: string;
  /** Length of a window. */
  readonly windowMs: number;
  /** From one window's end to the next. */
  readonly intervalMs: number;
  /** How long the condition has to hold. */
  readonly forMs: number;
  /** How long after its end a window is judged. */
  readonly latenessMs: number;
  /** How many of its alerts fire. */
  readonly firing: number;
  /** Events that were not counted since it began, by why. */
  readonly uncounted: Uncounted;
  /** The last windows that had something in them, the oldest first. */
  readonly windows: readonly WindowView[];
}

/** What came out of a window of a rule. */
export interface WindowView {
  /** Epoch milliseconds, exclusive. */
  readonly endMs: number;
  /** Of the group nearest to the condition; null = none had one. */
  readonly value: number | null;
  /** Labels of that group. */
  readonly labels: Readonly<Record<string, string>>;
  /** Groups that were judged. */
  readonly groups: number;
  /** In how many of them the condition held. */
  readonly held: number;
}

/** Reads what `alert` shows; null = nothing, as none ever acted. */
export async function readAlertView(state: StateStore): Promise<AlertView | null> {
  const { value } = await readSnapshot(state, VIEW_PREFIX);
  return value as AlertView | null;
}

/** The view is kept in documents whose keys begin so, by whoever is `alert`, as a `Snapshot`. */
export const VIEW_PREFIX = "alert_view/";

/** Where a rule is from that was made over the API, or by `rule apply`. */
export const FROM_API = "api";

/** Of many alerts these are shown. */
export const ALERTS_SHOWN_MAX = 10_000;
