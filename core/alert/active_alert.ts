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
  /** Takes the events that it is about. */
  readonly query: string;
  /** Whether these made it fire; else that there were so few. */
  readonly isOfMany: boolean;
  /** Beginning of the window that fired first, epoch milliseconds. */
  readonly windowStartMs: number;
  /** Its end, epoch milliseconds; the beginning of its last interval where it may be told before its end. */
  readonly startsAtMs: number;
  /** End of the window with which it was over, epoch milliseconds; null = it fires. */
  readonly endsAtMs: number | null;
  /** Of the last window in which it fired; null = it had none. */
  readonly value: number | null;
}

/** How much room an alert takes, that of a notice with what goes with it, too: UTF-16 code units, about. */
export function lengthOf({ labels, annotations, query, link, samples }: Texts): number {
  let length = REST_LENGTH + 2 * (query?.length ?? 0) + (link?.length ?? 0);
  for (const [name, text] of Object.entries(labels)) length += name.length + text.length;
  for (const [name, text] of Object.entries(annotations)) length += name.length + text.length;
  for (const { message } of samples ?? []) length += message.length;
  return length;
}

interface Texts
  extends Pick<ActiveAlert, "labels" | "annotations">, Partial<Pick<ActiveAlert, "query">> {
  readonly link?: string | null;
  readonly samples?: readonly { readonly message: string }[];
}

/** Names of rule and receivers, times, and what JSON has beside them. */
const REST_LENGTH = 500;
