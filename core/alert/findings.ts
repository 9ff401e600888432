import type { AlertState } from "./phase.ts";
import type { Rule } from "./rule.ts";

/** What rules find. */
export interface Findings {
  /**
   * A window was judged, and a group's state is another since. The same for the same events, in whatever order
   * they come, as long as none is late.
   */
  changed(change: GroupChange): void;
  /** A group has become an alert, perhaps before its window is judged. */
  raised(change: GroupChange): void;
  /** A window of an alert was judged, and it is still one. */
  lasted(change: GroupChange): void;
  /** It is none any more. */
  cleared(change: GroupChange): void;
}

/** Of one group of a rule. */
export interface GroupChange {
  /** Its rule. */
  readonly rule: Rule;
  /** Texts of the rule's `groupBy`. */
  readonly values: readonly string[];
  /** The new one. */
  readonly state: AlertState;
  /** End of the window it came with, epoch milliseconds. */
  readonly windowEndMs: number;
  /** Of that window. */
  readonly value: number | null;
}
