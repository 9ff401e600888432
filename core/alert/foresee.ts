import type { Foreseen, Group } from "./group.ts";
import { advance, OK, type Phase } from "./phase.ts";
import { holds, type Rule } from "./rule.ts";
import { type Valuation, valueOf } from "./value_of.ts";

/** Where a group would be, and the window with which it came there. */
export interface Outlook {
  readonly phase: Phase;
  readonly window: number;
  /** Of that window; null = it has none, or was not looked at. */
  readonly value: number | null;
}

/** From where to where is looked. */
export interface Horizon {
  /** The last window judged. */
  readonly judged: number;
  /** The last one to look at. */
  readonly last: number;
}

/**
 * Where a group of a monotone rule would be if nothing came any more: what holds already will hold. Ends with the
 * first window that fires. Looks only at what is new since it was asked last: windows before were of no avail.
 */
export function foresee(
  group: Group,
  { judged, last }: Horizon,
  { rule: { condition }, valuation }: { readonly rule: Rule; readonly valuation: Valuation },
): Outlook {
  const { steps } = valuation;
  let before = toStart(group, judged, steps.for);
  let { window, phase } = before;
  let value: number | null = null;
  const lastFull = Math.min(last, group.last + steps.window);
  while (window < lastFull && phase.state !== "firing") {
    before = { window, phase };
    value = valueOf(group, ++window, valuation);
    phase = advance(phase, { window, isHeld: holds(condition, value) }, steps);
  }
  if (window < last && phase.state !== "firing") {
    // What has no events does not hold.
    before = window < last - 1 ? { window: last - 1, phase: OK } : { window, phase };
    [window, phase] = [last, OK];
  }
  group.touchedAt = Infinity;
  group.foreseen = phase.state === "firing" ? null : before;
  return { phase, window, value };
}

/** False where a look at all its events shows that no window has enough. */
export function mayHold(group: Group, { measure, condition }: Rule): boolean {
  if (measure.kind !== "count" || group.phase.state === "pending") return true;
  return holds(condition, group.events());
}

/** The latest window of which it is known where the group is, or of which it does not matter. */
function toStart(
  { foreseen, touchedAt, phase }: Group,
  judged: number,
  wanted: number,
): Foreseen {
  if (foreseen === null || foreseen.window <= judged) return { window: judged, phase };
  if (touchedAt >= foreseen.window) return foreseen;
  // What held from before that on until now would have fired already.
  const window = touchedAt - wanted - 1;
  return window > judged ? { window, phase: OK } : { window: judged, phase };
}
