import type { LogEvent } from "../event.ts";

/** A test of rules: events at times, and what is to come of them. Times are after its beginning, milliseconds. */
export interface RuleCase {
  /** What holds. */
  readonly name: string;
  /** `path:line:column`. */
  readonly place: string;
  /** Names of the rules that are watched, all others are not there; null = all of the file. */
  readonly rules: readonly string[] | null;
  /** Its beginning, epoch milliseconds: the rules see what arrives from then on, and before there was nothing. */
  readonly startMs: number;
  /** What happens. */
  readonly events: readonly CaseEvents[];
  /** In order of time. */
  readonly expect: readonly ExpectedState[];
  /** All notices, in order of time; null = any will do. */
  readonly notices: readonly ExpectedNotice[] | null;
}

/** Equal events, one or more. */
export interface CaseEvents {
  /** When the first happens. */
  readonly atMs: number;
  /** How many. */
  readonly times: number;
  /** From one to the next. */
  readonly everyMs: number;
  /** Each arrives so much later than it happens. */
  readonly lateMs: number;
  /** All but when it happens and arrives. */
  readonly event: LogEvent;
}

/** What fires at a time. */
export interface ExpectedState {
  /** `path:line:column`. */
  readonly place: string;
  /** What arrived until then is counted. */
  readonly atMs: number;
  /** Nothing else does. */
  readonly firing: readonly ExpectedAlert[];
}

/** A group of a rule that is to fire. */
export interface ExpectedAlert {
  /** Name of the rule. */
  readonly rule: string;
  /** Texts of the fields that the rule groups by; "" where one is left out. Labels of the rule may be among them. */
  readonly labels: Readonly<Record<string, string>>;
  /** Those that are looked at. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** A notice that a receiver is to be told. */
export interface ExpectedNotice {
  /** `path:line:column`. */
  readonly place: string;
  /** It is made by then, and after the times of the notices before. */
  readonly atMs: number;
  /** Its name. */
  readonly receiver: string;
  /** What it says. */
  readonly status: "firing" | "resolved";
  /** Names of the rules of its alerts, each once. */
  readonly rules: readonly string[];
}

/** What became of a test of rules. */
export interface CaseResult {
  /** What it tests. */
  readonly name: string;
  /** `path:line:column`. */
  readonly place: string;
  /** Empty = it holds. */
  readonly failures: readonly CaseFailure[];
}

/** Something that is not as it was to be. */
export interface CaseFailure {
  /** Of the expectation, `path:line:column`. */
  readonly place: string;
  /** What was expected, and what there was. */
  readonly message: string;
  /** Windows of the rules that it is about: why they did, or did not, fire. */
  readonly details: readonly string[];
}
