import { toLabels } from "./annotate.ts";
import type { GroupChange } from "./findings.ts";
import { toFingerprint } from "./fingerprint.ts";
import type { AlertState } from "./phase.ts";

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

/** A change that was found, as it is told later. */
export function toAlertChange(
  { rule, values, state, windowEndMs, value }: GroupChange,
): AlertChange {
  const fingerprint = toFingerprint(rule.name, values);
  const labels = toLabels(rule, values);
  return { fingerprint, rule: rule.name, labels, state, windowEndMs, value };
}
