import type { Severity } from "./rule.ts";

/** A group of a rule that fires, or did until not long ago. Plain JSON. */
export interface ActiveAlert {
  /** See {@linkcode toFingerprint}. */
  readonly fingerprint: string;
  /** Name of the rule. */
  readonly rule: string;
  /** Of the rule, when it began to fire; so are the rest. */
  readonly severity: Severity;
  /** Names of those who are told. */
  readonly receivers: readonly string[];
  /** Those of the rule, and the fields that make the group. */
  readonly labels: Readonly<Record<string, string>>;
  /** With their values. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Takes the events that made it fire. */
  readonly query: string;
  /** Beginning of the window that fired first, epoch milliseconds. */
  readonly windowStartMs: number;
  /** Its end, epoch milliseconds. */
  readonly startsAtMs: number;
  /** End of the window with which it was over, epoch milliseconds; null = it fires. */
  readonly endsAtMs: number | null;
  /** Of the window that fired first; null = it had none. */
  readonly value: number | null;
}
