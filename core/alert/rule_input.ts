import type { Severity } from "./rule.ts";

/** A rule as people write it, in a file or over the API. `toRule` says what each means and takes. */
export interface RuleInput {
  /** Unique. */
  readonly name: string;
  /** Which events: a query without pipes. */
  readonly query: string;
  /** What is looked at. */
  readonly type: RuleType;
  /** A length of time. */
  readonly window: string;
  /** `>= 50`, `> 0.5`, `<= 3`, `< 1`, or a number, which means `>=`; not of `absence` and `new_value`. */
  readonly threshold?: string | number | undefined;
  /** Of `metric`: a function as after `| stats`, such as `p95(latency_ms)`. */
  readonly metric?: string | undefined;
  /** Of `ratio`: which of the events that match `query` are the share. */
  readonly part?: string | undefined;
  /** Of `ratio` and `spike`: fewer events say nothing. */
  readonly min_events?: number | undefined;
  /** Of `spike`: `previous`, or how much earlier the window is that this one is compared with. */
  readonly against?: string | undefined;
  /** Of `new_value`: whose values are looked at. */
  readonly field?: string | undefined;
  /** Names of fields. */
  readonly group_by?: readonly string[] | undefined;
  /** A length of time. */
  readonly for?: string | undefined;
  /** A length of time. */
  readonly keep_firing_for?: string | undefined;
  /** A length of time. */
  readonly interval?: string | undefined;
  /** A length of time. */
  readonly lateness?: string | undefined;
  /** A length of time. */
  readonly remember?: string | undefined;
  /** How bad it is. */
  readonly severity?: Severity | undefined;
  /** Go with every alert. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Texts for people, with `{{ names }}` in them. */
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  /** Names of those who are told. */
  readonly receivers?: readonly string[] | undefined;
  /** False: it is kept, but does nothing. */
  readonly enabled?: boolean | undefined;
}

/** The same while it is not known whether anything is missing. */
export type PartialInput = { readonly [Key in keyof RuleInput]?: RuleInput[Key] | undefined };

/** What a rule looks at. */
export type RuleType = "threshold" | "absence" | "spike" | "new_value" | "metric" | "ratio";

/** All of them. */
export const RULE_TYPES: readonly RuleType[] = [
  "threshold",
  "absence",
  "spike",
  "new_value",
  "metric",
  "ratio",
];

/** One thing that is wrong with a rule. */
export interface RuleFault {
  /** Where: keys, and places in lists from 0. */
  readonly path: readonly (string | number)[];
  /** What is wrong and how to mend it; a sentence that begins with its verb. */
  readonly message: string;
}

/** Of names of rules and receivers. */
export const RULE_NAME_LENGTH_MAX = 100;

/** What a name of a rule or receiver is, as a regular expression. */
export const RULE_NAME_PATTERN = "^[A-Za-z0-9](?:[A-Za-z0-9 _.-]{0,98}[A-Za-z0-9_.-])?$";

/** What a name of a label or annotation is. */
export const LABEL_NAME_PATTERN = "^[A-Za-z_][A-Za-z0-9_]{0,99}$";

/** Of a label's text, characters. */
export const LABEL_LENGTH_MAX = 1000;

/** Labels, annotations and receivers of a rule: of each so many. */
export const LABELS_MAX = 20;

/** Fields that a rule groups by. */
export const GROUP_FIELDS_MAX = 5;

/** Of a field's name, characters. */
export const FIELD_NAME_LENGTH_MAX = 256;

/** Of `metric`, characters. */
export const METRIC_LENGTH_MAX = 500;

/** A rule of few events is told nothing by more than so many. */
export const EVENTS_MIN_MAX = 1_000_000_000;
