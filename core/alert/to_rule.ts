import { parseQuery } from "../query/parse_query.ts";
import { FaultList, shown } from "./fault_list.ts";
import { type PartialInput, RULE_NAME_PATTERN, type RuleFault } from "./rule_input.ts";
import { type Rule, SEVERITIES } from "./rule.ts";
import { toCondition } from "./to_condition.ts";
import { toGroups } from "./to_groups.ts";
import { toMeasure } from "./to_measure.ts";
import { NAME_HINT, toTexts } from "./to_texts.ts";
import { toTimes } from "./to_times.ts";

/** A rule, or all that is wrong with it: at least one fault. */
export type ReadRule =
  | { readonly rule: Rule; readonly faults: readonly [] }
  | { readonly rule: null; readonly faults: readonly RuleFault[] };

/**
 * Reads a rule as people write it, and fills in what they left out. Values have the types that `RuleInput`
 * says; which keys there are, and what their values mean, is looked at here. Times in queries are told in full:
 * `now` would be another one whenever a rule is read.
 */
export function toRule(input: PartialInput): ReadRule {
  const faults = new FaultList();
  const name = readName(input, faults);
  const query = readQuery(input, faults);
  const times = toTimes(input, faults);
  const measure = toMeasure(input, times?.offsetMs ?? null, faults);
  const condition = toCondition(input, measure, faults);
  const groupBy = toGroups(input, faults);
  const texts = toTexts(input, groupBy, faults);
  const { severity = "warning", enabled = true } = input;
  if (!SEVERITIES.includes(severity)) {
    faults.add(["severity"], `is ${shown(severity)}; give one of ${SEVERITIES.join(", ")}`);
  }
  if (faults.all.length > 0) return { rule: null, faults: faults.all };
  const { offsetMs: _, ...lengths } = times!;
  return {
    rule: {
      ...{ name: name!, query: query!, queryText: input.query! },
      ...{ measure: measure!, condition: condition!, ...lengths, groupBy: groupBy! },
      ...{ severity, ...texts, enabled },
    },
    faults: [],
  };
}

function readName({ name }: PartialInput, faults: FaultList): string | null {
  if (name === undefined) return faults.add(["name"], `is missing; ${NAME_HINT}`);
  if (new RegExp(RULE_NAME_PATTERN).test(name)) return name;
  return faults.add(["name"], `is ${shown(name)}, which is no name; ${NAME_HINT}`);
}

function readQuery({ query }: PartialInput, faults: FaultList) {
  if (query === undefined) return faults.add(["query"], "is missing; write one, * for all events");
  return faults.attempt(["query"], () => parseQuery(query));
}
