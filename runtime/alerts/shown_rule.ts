import type { RuleType } from "../../core/alert/rule_input.ts";
import type { Severity } from "../../core/alert/rule.ts";
import type { Uncounted } from "../../core/alert/uncounted.ts";
import { printDuration } from "../../core/print_duration.ts";
import { tellTime } from "../../core/tell_time.ts";
import type { RuleView, WindowView } from "../alert_view.ts";
import { type JudgingTimes, tellVerdict } from "./tell_verdict.ts";

/** How a rule does, as the API and `alerts why` show it: why it fires, or does not. */
export interface ShownRule {
  /** Unique. */
  readonly name: string;
  /** What it looks at. */
  readonly type: RuleType;
  /** Path of its file, or `api`. */
  readonly source: string;
  /** Of its alerts. */
  readonly severity: Severity;
  /** As a threshold is written. */
  readonly condition: string;
  /** A length of time, as the next two. */
  readonly window: string;
  /** How long the condition has to hold. */
  readonly for: string;
  /** How long after its end a window is judged. */
  readonly lateness: string;
  /** How many of its alerts fire. */
  readonly firing: number;
  /** In sentences: why it fires, or does not, and when the next window is judged. */
  readonly verdict: string;
  /** Events that were not counted since it is watched; nothing = all were. */
  readonly uncounted: readonly ShownUncounted[];
  /** The last windows that had something in them, the newest first. */
  readonly windows: readonly ShownWindow[];
}

/** Events that were not counted. */
export interface ShownUncounted {
  /** Why. */
  readonly reason: keyof Uncounted;
  /** How many. */
  readonly events: number;
  /** Why in words, and what to do about it. */
  readonly advice: string;
}

/** What came out of a window. */
export interface ShownWindow extends Omit<WindowView, "endMs"> {
  /** ISO 8601, exclusive. */
  readonly end: string;
}

/** What of a rule is shown. */
export function toShownRule(view: RuleView, times: JudgingTimes): ShownRule {
  const { name, type, source, severity, condition, windowMs, forMs, latenessMs, firing } = view;
  return {
    ...{ name, type, source, severity, condition, firing },
    window: printDuration(windowMs),
    for: printDuration(forMs),
    lateness: printDuration(latenessMs),
    verdict: tellVerdict(view, times),
    uncounted: REASONS.filter((reason) => view.uncounted[reason] > 0).map((reason) => {
      return { reason, events: view.uncounted[reason], advice: ADVICE[reason] };
    }),
    windows: view.windows.map(toShownWindow).reverse(),
  };
}

function toShownWindow({ endMs, ...window }: WindowView): ShownWindow {
  return { end: tellTime(endMs), ...window };
}

const ADVICE: Readonly<Record<keyof Uncounted, string>> = {
  late: "They came when a window that they belong to was judged already; give the rule a " +
    "greater `lateness`, or see what holds its events up",
  future: "They say that they happened over an hour after they came; set the clock or the time " +
    "zone of what writes them right",
  crowded: "There was no room for their group or value; group by fields with fewer values, or " +
    "narrow the query",
};

const REASONS = Object.keys(ADVICE) as (keyof Uncounted)[];
