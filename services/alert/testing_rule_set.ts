import type { KnownRule } from "../../core/alert/engine.ts";
import type { RuleSet } from "../../runtime/rules/rule_source.ts";

/** For tests: these rules, as if they were made over the API. */
export function toRuleSet(rules: readonly KnownRule[]): RuleSet {
  const origin = { type: "threshold", source: "api" } as const;
  return { rules, origins: new Map(rules.map(({ rule }) => [rule.name, origin])), problems: [] };
}
