import type { Pattern } from "../query/ast.ts";
import { matchPattern } from "../query/pattern.ts";
import { type Labelled, labelOf } from "./label_of.ts";

/** Keeps alerts from being told for a while. */
export interface Silence {
  /** All have to fit. */
  readonly matchers: readonly Matcher[];
  /** From then on, epoch milliseconds. */
  readonly fromMs: number;
  /** Until, and without, then. */
  readonly toMs: number;
}

/** What one label of an alert has to be. */
export interface Matcher {
  /** Of the label. */
  readonly name: string;
  /** Whether it must not fit. */
  readonly isNegative: boolean;
  /** What its text has to fit as a whole, case counts. */
  readonly value: Pattern;
}

/** Whether one of the silences holds for an alert now. */
export function isSilenced(
  alert: Labelled,
  silences: readonly Silence[],
  nowMs: number,
): boolean {
  return silences.some(({ fromMs, toMs, matchers }) =>
    nowMs >= fromMs && nowMs < toMs && matchers.every((matcher) => fits(matcher, alert))
  );
}

function fits({ name, isNegative, value }: Matcher, alert: Labelled): boolean {
  return matchPattern(value, labelOf(alert, name)) !== isNegative;
}
