import { printValue } from "../../core/alert/print_value.ts";
import type { Severity } from "../../core/alert/rule.ts";
import type { Uncounted } from "../../core/alert/uncounted.ts";
import { printDuration } from "../../core/print_duration.ts";
import { tellTime } from "../../core/tell_time.ts";
import type { RuleView, WindowView } from "../alert_view.ts";

/** How a rule does, as the API and `alerts why` show it: why it fires, or does not. */
export interface ShownRule {
  /** Unique. */
  readonly name: string;
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
  /** In a sentence: why it fires, or does not. */
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
export function toShownRule(view: RuleView): ShownRule {
  const { name, severity, condition, windowMs, forMs, latenessMs, firing } = view;
  return {
    ...{ name, severity, condition, firing },
    window: printDuration(windowMs),
    for: printDuration(forMs),
    lateness: printDuration(latenessMs),
    verdict: toVerdict(view),
    uncounted: REASONS.filter((reason) => view.uncounted[reason] > 0).map((reason) => {
      return { reason, events: view.uncounted[reason], advice: ADVICE[reason] };
    }),
    windows: view.windows.map(toShownWindow).reverse(),
  };
}

function toVerdict({ condition, forMs, firing, windows }: RuleView): string {
  const last = windows.at(-1);
  const fires = `${firing} ${firing === 1 ? "fires" : "fire"}`;
  if (last === undefined) {
    const nothing = "No window that was judged had anything in it since it is watched";
    return firing === 0 ? nothing : `${nothing}; ${fires} by one that is not judged yet`;
  }
  const { endMs, value, held, groups } = last;
  const end = `In the window that ended at ${tellTime(endMs)}`;
  if (value === null) return `${end} no group had a value: there were too few events`;
  const nearest = `${end} the value nearest to the threshold was ${printValue(value)}${of(last)}`;
  if (held === 0) {
    const failed = `${nearest}, which is not ${condition}`;
    return firing === 0 ? failed : `${failed}; ${fires} still, or by a later window`;
  }
  const all = `${nearest}; ${condition} held in ${held} of ${groups}`;
  if (firing > 0 || forMs === 0) return `${all}, and ${fires}`;
  return `${all}, but not yet for ${printDuration(forMs)}`;
}

/** Which group it was. */
function of({ labels }: WindowView): string {
  const texts = Object.entries(labels).map(([name, text]) => `${name}=${JSON.stringify(text)}`);
  return texts.length === 0 ? "" : ` (${texts.join(", ")})`;
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
