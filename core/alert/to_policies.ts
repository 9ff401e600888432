import type { ReceiverPolicy } from "./told_receiver.ts";
import type { Rule } from "./rule.ts";

/** The receivers that rules name, each told as one is of which the configuration says no more than how it is reached. */
export function toPolicies(rules: readonly Rule[]): ReceiverPolicy[] {
  const names = new Set(rules.flatMap(({ receivers }) => receivers));
  return [...names].map((name) => ({ ...COMMON_POLICY, name }));
}

/** How people are told, unless the configuration says otherwise. */
export const COMMON_POLICY: Omit<ReceiverPolicy, "name"> = {
  groupBy: ["rule"],
  waitMs: 0,
  gapMs: 10_000,
  repeatMs: 4 * 3_600_000,
  sendResolved: true,
  alertsMax: 50,
  keepsMuted: false,
};
