import type { Query } from "../query/ast.ts";
import type { FieldName } from "../query/field.ts";
import type { StatsFunction } from "../query/pipe.ts";
import type { Template } from "./template.ts";

/**
 * What is watched, and when it is an alert: for each group of the events that match `query`, the value of a
 * window of event time is compared with a limit. Windows have length `windowMs` and end at every multiple of
 * `intervalMs`, of which `windowMs` is one, too: [end − windowMs, end).
 */
export interface Rule {
  /** Unique. */
  readonly name: string;
  /** Which events. */
  readonly query: Query;
  /** As it was written. */
  readonly queryText: string;
  /** What the value of a window is. */
  readonly measure: Measure;
  /** Compared with the value; a window without a value is never an alert. */
  readonly condition: Condition;
  /** Of a window. For `new` how long a value is known that does not occur again. */
  readonly windowMs: number;
  /** From the end of one window to that of the next. */
  readonly intervalMs: number;
  /** A window is closed so long after its end: what comes later counts no more. */
  readonly latenessMs: number;
  /** The condition has to hold from one window's end to that of another so much later. */
  readonly forMs: number;
  /** So long it may fail to hold until the alert is over. */
  readonly keepFiringForMs: number;
  /** How long a group without events is watched. */
  readonly rememberMs: number;
  /** The fields whose texts make a group. */
  readonly groupBy: readonly GroupField[];
  /** Known to receivers. */
  readonly severity: Severity;
  /** Go with every alert. */
  readonly labels: Readonly<Record<string, string>>;
  /** Texts for people. */
  readonly annotations: Readonly<Record<string, Template>>;
  /** Names of those who are told. */
  readonly receivers: readonly string[];
  /** False: it is kept, but does nothing. */
  readonly enabled: boolean;
}

/** What groups are made by. */
export interface GroupField {
  /** As it was written; the name of a label. */
  readonly name: string;
  /** What it means. */
  readonly field: FieldName;
}

/**
 * `count`: of events. `stats`: a function of them, as after `| stats`. `ratio`: the share of those that also match
 * `part`. `spike`: the count as a multiple of that of the window `offsetMs` earlier. `new`: the count of events in
 * an interval whose group had none for `windowMs` before. Where fewer than `eventsMin` events are in a window (for
 * `spike`: in both), it has no value.
 */
export type Measure =
  | { readonly kind: "count" | "new" }
  | { readonly kind: "stats"; readonly function: StatsFunction }
  | { readonly kind: "ratio"; readonly part: Query; readonly eventsMin: number }
  | { readonly kind: "spike"; readonly offsetMs: number; readonly eventsMin: number };

/** Compares a value with a limit. */
export interface Condition {
  /** How. */
  readonly sign: Sign;
  /** Finite. */
  readonly limit: number;
}

/** Of a condition. */
export type Sign = ">=" | ">" | "<=" | "<";

/** How bad it is. */
export type Severity = "info" | "warning" | "critical";

/** All of them, the mildest first. */
export const SEVERITIES: readonly Severity[] = ["info", "warning", "critical"];

/** Whether the value is an alert. */
export function holds({ sign, limit }: Condition, value: number | null): boolean {
  if (value === null) return false;
  switch (sign) {
    case ">=":
      return value >= limit;
    case ">":
      return value > limit;
    case "<=":
      return value <= limit;
    case "<":
      return value < limit;
  }
}

/** Whether it takes values above its limit. */
export function isAbove({ sign }: Condition): boolean {
  return sign === ">=" || sign === ">";
}

/** Whether more events never make the condition fail that holds: then an alert need not wait for the window's end. */
export function isMonotone({ measure, condition }: Pick<Rule, "measure" | "condition">): boolean {
  if (measure.kind === "count") return isAbove(condition);
  if (measure.kind !== "stats") return false;
  const { kind } = measure.function;
  if (kind === "min") return !isAbove(condition);
  return isAbove(condition) && (kind === "count" || kind === "count_distinct" || kind === "max");
}
