import { toMeter } from "./meter.ts";
import { holds, isMonotone, type Rule } from "./rule.ts";

/** The times of a rule, counted in its intervals. Window k ends at k × intervalMs. */
export interface Steps {
  /** Intervals in a window: window k consists of the intervals [k − window, k). */
  readonly window: number;
  /** How many earlier the window is that a `spike` is compared with; 0 = there is none. */
  readonly offset: number;
  /** How many a group is watched that has no events; 0 = it is not. */
  readonly watch: number;
  /** Of a `new` rule: how many a group is known that has no events; 0 for others. */
  readonly known: number;
  /** How long the condition has to hold. */
  readonly for: number;
  /** How long it may fail to hold. */
  readonly keep: number;
}

/** Those of a rule. */
export function toSteps(rule: Rule): Steps {
  const { measure, windowMs, intervalMs } = rule;
  const toStep = (ms: number) => Math.ceil(ms / intervalMs);
  const isNew = measure.kind === "new";
  return {
    window: isNew ? 1 : toStep(windowMs),
    offset: measure.kind === "spike" ? toStep(measure.offsetMs) : 0,
    watch: isWatchedWithoutEvents(rule) ? toStep(rule.rememberMs) : 0,
    known: isNew ? toStep(windowMs) : 0,
    for: toStep(rule.forMs),
    keep: toStep(rule.keepFiringForMs),
  };
}

/**
 * The first window that a rule judges which sees the events from `startMs` on: where more events may only make
 * the condition hold the one that has that moment in it, else the first of which nothing is missing.
 */
export function toFirstWindow(rule: Rule, startMs: number): number {
  const { intervalMs } = rule;
  if (isMonotone(rule)) return Math.floor(startMs / intervalMs) + 1;
  const { window, offset, known } = toSteps(rule);
  return Math.ceil(startMs / intervalMs) + window + offset + known;
}

/** Whether the condition may hold in a window without events. */
function isWatchedWithoutEvents({ measure, condition }: Rule): boolean {
  if (measure.kind === "new") return false;
  return holds(condition, measure.kind === "spike" ? 0 : toMeter(measure).value([]));
}
