import type { Group } from "./group.ts";
import type { Meter } from "./meter.ts";
import type { Measure } from "./rule.ts";
import type { Steps } from "./steps.ts";

/** How the value of a group's window is found. */
export interface Valuation {
  /** What it is. */
  readonly measure: Measure;
  /** Of the measure. */
  readonly meter: Meter;
  /** Of the rule. */
  readonly steps: Steps;
}

/** The value of a window of a group; null = it has none. Every interval before the window's last is to be judged for `new`. */
export function valueOf(
  group: Group,
  window: number,
  { measure, meter, steps }: Valuation,
): number | null {
  const value = meter.value(group.within(window - steps.window, window));
  if (measure.kind === "new") {
    return value !== null && group.heardAt < window - 1 - steps.known ? value : 0;
  }
  if (measure.kind !== "spike" || value === null) return value;
  const earlier = window - steps.offset;
  const base = meter.value(group.within(earlier - steps.window, earlier)) ?? 0;
  if (Math.max(value, base, 1) < measure.eventsMin || (value === 0 && base === 0)) return null;
  return base === 0 ? Number.MAX_VALUE : value / base;
}
