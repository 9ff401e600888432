import type { Severity } from "./rule.ts";

/** What one receiver is told at once: alerts that belong together. */
export interface Notice {
  /** The same however often it is sent: a receiver that keeps ids can tell a repeat. 1 to 64 of `[0-9A-Za-z_-]`. */
  readonly id: string;
  /** Name of the receiver. */
  readonly receiver: string;
  /** What the alerts have in common, and by which the receiver knows the group again: text of any length and kind. */
  readonly group: string;
  /** `resolved`: none of the group fires any more, but for those that nobody is to be told of. */
  readonly status: "firing" | "resolved";
  /** When it was made, epoch milliseconds. */
  readonly atMs: number;
  /** Those that are new, those that are over since the notice before, those that go on; a bounded number. */
  readonly alerts: readonly NoticeAlert[];
  /** How many more there are. */
  readonly more: number;
}

/** One alert in a notice. All texts come from rules and from logs, and may have anything in them. */
export interface NoticeAlert {
  /** The same for the same rule and group of events, whenever it fires: 16 hex digits. */
  readonly fingerprint: string;
  /** Name of the rule. */
  readonly rule: string;
  /** Of the rule. */
  readonly severity: Severity;
  /** Whether it still fires. */
  readonly status: "firing" | "resolved";
  /** Those of the rule, and the fields that make the group. */
  readonly labels: Readonly<Record<string, string>>;
  /** The rule's texts with their values; `summary` and `description` are shown first. */
  readonly annotations: Readonly<Record<string, string>>;
  /** When it began, as of the first window that fired, epoch milliseconds. */
  readonly startsAtMs: number;
  /** End of the window with which it was over, epoch milliseconds; null while it fires. */
  readonly endsAtMs: number | null;
  /** Of the last window in which it fired by then; null = it had none. */
  readonly value: number | null;
  /** Shows the events; null where nobody said at which address people reach LogFlow. */
  readonly link: string | null;
  /** Some of the events, the newest first; at most {@linkcode SAMPLES_MAX}. */
  readonly samples: readonly Sample[];
}

/** One event, shortened. */
export interface Sample {
  /** When it happened, epoch milliseconds. */
  readonly timestampMs: number;
  /** Its severity. */
  readonly level: string;
  /** Which program wrote it. */
  readonly service: string;
  /** At most {@linkcode SAMPLE_LENGTH_MAX} UTF-16 code units. */
  readonly message: string;
}

/** Events of one alert. */
export const SAMPLES_MAX = 5;

/** Of an event's message. */
export const SAMPLE_LENGTH_MAX = 500;
