import type { Severity } from "./rule.ts";

/** A group of a rule that fires, or did until not long ago. Plain JSON. */
export interface ActiveAlert {
  /** See {@linkcode toFingerprint}. */
  readonly fingerprint: string;
  /** Name of the rule. */
  readonly rule: string;
  /** Of the rule, when it began to fire. */
  readonly severity: Severity;
  /** Names of those who are told. */
  readonly receivers: readonly string[];
  /** Those of the rule, and the fields that make the group. */
  readonly labels: Readonly<Record<string, string>>;
  /** With their values, as of the last window in which it fired. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Takes the events that made it fire. */
  readonly query: string;
  /** Beginning of the window that fired first, epoch milliseconds. */
  readonly windowStartMs: number;
  /** Its end, epoch milliseconds; the beginning of its last interval where it may be told before its end. */
  readonly startsAtMs: number;
  /** End of the window with which it was over, epoch milliseconds; null = it fires. */
  readonly endsAtMs: number | null;
  /** Of the last window in which it fired; null = it had none. */
  readonly value: number | null;
}

/** How much room the texts of an alert take, and what goes with them, UTF-16 code units. */
export function lengthOf(
  { labels, annotations }: Pick<ActiveAlert, "labels" | "annotations">,
): number {
  let length = REST_LENGTH;
  for (const [name, text] of Object.entries(labels)) length += name.length + text.length;
  for (const [name, text] of Object.entries(annotations)) length += name.length + text.length;
  return length;
}

const REST_LENGTH = 500;
