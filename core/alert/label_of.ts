import type { ActiveAlert } from "./active_alert.ts";

/** What alerts are known by. */
export type Labelled = Pick<ActiveAlert, "labels" | "rule" | "severity">;

/**
 * What a label of an alert is, as silences, receivers and people know them: `rule`, `severity`, or one of its own;
 * empty where it has none of that name.
 */
export function labelOf({ labels, rule, severity }: Labelled, name: string): string {
  if (name === "rule") return rule;
  if (name === "severity") return severity;
  return Object.hasOwn(labels, name) ? labels[name]! : "";
}
