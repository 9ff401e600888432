import type { AlertState } from "../../core/alert/phase.ts";
import { tellTime } from "../../core/tell_time.ts";
import type { KeptChange } from "./history.ts";

/** A change of a group's state, as the API and `alerts --all --json` show it. Times are ISO 8601. */
export interface ShownChange {
  /** When it was found. */
  readonly at: string;
  /** Of the group. */
  readonly fingerprint: string;
  /** Name of the rule. */
  readonly rule: string;
  /** Those of the rule, and the fields that make the group. */
  readonly labels: Readonly<Record<string, string>>;
  /** The new one. */
  readonly state: AlertState;
  /** End of the window it came with. */
  readonly window_end: string;
  /** Of that window; null = it had none. */
  readonly value: number | null;
}

/** What of a change is shown. */
export function toShownChange(change: KeptChange): ShownChange {
  const { atMs, fingerprint, rule, labels, state, windowEndMs, value } = change;
  const at = tellTime(atMs);
  return { at, fingerprint, rule, labels, state, window_end: tellTime(windowEndMs), value };
}
