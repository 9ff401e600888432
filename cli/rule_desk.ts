import type { RuleInput } from "../core/alert/rule_input.ts";
import { keepRule, listKeptRules, removeRule } from "../runtime/rules/kept_rules.ts";
import type { WatchedRules } from "../runtime/alerts/watched_facts.ts";
import { readAlertView } from "../runtime/alert_view.ts";
import type { Config } from "../runtime/config.ts";
import type { Log } from "../runtime/log.ts";
import { openState } from "./compose_state.ts";

/** Where rules are made, changed and removed. */
export interface RuleDesk extends AsyncDisposable {
  /** All of them, and what cannot be read, one sentence each. */
  list(): Promise<{ readonly rules: readonly DeskRule[]; readonly faults: readonly string[] }>;
  /** What `alert` watches; null = none ever acted. */
  watched(): Promise<WatchedRules | null>;
  /** Keeps a rule: in the place of what was listed; null = a new one. */
  keep(input: RuleInput, before: DeskRule | null): Promise<void>;
  /** Removes what was listed. */
  remove(rule: DeskRule): Promise<void>;
}

/** A rule as it was listed. */
export interface DeskRule {
  /** Of its name. */
  readonly id: string;
  /** A change of another one is refused. */
  readonly revision: number;
  /** As it was given. */
  readonly input: RuleInput;
}

/** Opens the desk that works on the state store itself, whether an `api` runs or not. */
export async function openStateRules(config: Config, log: Log): Promise<RuleDesk> {
  const state = await openState(config, log);
  return {
    list: () => listKeptRules(state),
    watched: () => readAlertView(state),
    keep: (input, before) => keepRule(state, input, { before, nowMs: Date.now(), by: "cli" }),
    remove: (rule) => removeRule(state, rule),
    [Symbol.asyncDispose]: () => state[Symbol.asyncDispose](),
  };
}
