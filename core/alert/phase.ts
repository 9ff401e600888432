import type { Steps } from "./steps.ts";

/** Where a group of a rule is, as of the last window that was judged. Windows are numbered by their ends. */
export interface Phase {
  /** `pending`: the condition holds, but not for long enough. */
  readonly state: AlertState;
  /** The window with which this state began; 0 for `ok`. */
  readonly since: number;
  /** The last window in which the condition held; 0 for `ok`. */
  readonly heldAt: number;
}

/** Of a group. */
export type AlertState = "ok" | "pending" | "firing";

/** The beginning. */
export const OK: Phase = { state: "ok", since: 0, heldAt: 0 };

/**
 * Judges the next window: the condition has to hold from one window to another `for` later, and the alert is over once
 * it failed to in more than `keep` windows in a row.
 */
export function advance(
  phase: Phase,
  { window, isHeld }: { readonly window: number; readonly isHeld: boolean },
  { for: wanted, keep }: Pick<Steps, "for" | "keep">,
): Phase {
  const { state, since, heldAt } = phase;
  if (!isHeld) {
    return state === "firing" && window - heldAt <= keep ? phase : OK;
  }
  if (state === "firing") return { state, since, heldAt: window };
  const begun = state === "pending" ? since : window;
  if (window - begun >= wanted) return { state: "firing", since: window, heldAt: window };
  return { state: "pending", since: begun, heldAt: window };
}
