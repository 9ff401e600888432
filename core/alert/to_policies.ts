import type { ReceiverPolicy } from "./told_receiver.ts";
import type { Rule } from "./rule.ts";

/** The receivers that rules name, each told as one is of which the configuration says no more than how it is reached. */
export function toPolicies(rules: readonly Rule[]): ReceiverPolicy[] {
  const names = new Set(rules.flatMap(({ receivers }) => receivers));
  return [...names].map((name) => ({
    ...{ name, groupBy: ["rule"], repeatMs: REPEAT_MS, sendResolved: true, alertsMax: ALERTS_MAX },
    keepsMuted: false,
  }));
}

const REPEAT_MS = 4 * 3_600_000;

const ALERTS_MAX = 50;
