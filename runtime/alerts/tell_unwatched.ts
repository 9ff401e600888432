import type { RuleInput } from "../../core/alert/rule_input.ts";

/**
 * Why a rule is not watched, a sentence. `kept`: the one of its name that was made over the API; null = there is none.
 * `staleness`: why nobody knows what is watched now.
 */
export function tellUnwatched(
  kept: Pick<RuleInput, "enabled"> | null,
  staleness: string | null,
): string {
  if (kept?.enabled === false) return "It is not enabled: give it `enabled: true`";
  if (staleness !== null) return staleness;
  if (kept !== null) return "It is new: it is watched some seconds after it was made";
  return "None that is enabled has this name; `rule list` shows all";
}
