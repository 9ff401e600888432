import { printDuration } from "../print_duration.ts";
import { printQuery } from "../query/print_query.ts";
import { printFunction } from "../query/stats_function.ts";
import type { RuleInput } from "./rule_input.ts";
import type { Condition, Rule } from "./rule.ts";
import { printTemplate } from "./template.ts";
import { PREVIOUS } from "./to_times.ts";

/** A rule as people would write it, with everything that it has: `toRule` reads it as the same. */
export function printRule(rule: Rule): RuleInput {
  const names = rule.groupBy.map(({ name }) => name);
  return {
    name: rule.name,
    query: rule.queryText,
    window: printDuration(rule.windowMs),
    ...printMeasure(rule, names),
    interval: printDuration(rule.intervalMs),
    lateness: printDuration(rule.latenessMs),
    for: printDuration(rule.forMs),
    keep_firing_for: printDuration(rule.keepFiringForMs),
    remember: printDuration(rule.rememberMs),
    severity: rule.severity,
    labels: rule.labels,
    annotations: Object.fromEntries(
      Object.entries(rule.annotations).map(([name, text]) => [name, printTemplate(text)]),
    ),
    receivers: rule.receivers,
    enabled: rule.enabled,
  };
}

/** A condition as a threshold is written. */
export function printCondition({ sign, limit }: Condition): string {
  return `${sign} ${limit}`;
}

function printMeasure(
  { measure, condition, windowMs }: Rule,
  names: readonly string[],
): Pick<RuleInput, "type" | "group_by"> & Partial<RuleInput> {
  const threshold = printCondition(condition);
  switch (measure.kind) {
    case "count":
      return { type: "threshold", threshold, group_by: names };
    case "new":
      return { type: "new_value", field: names.at(-1), group_by: names.slice(0, -1) };
    case "stats":
      return {
        type: "metric",
        metric: printFunction(measure.function),
        threshold,
        group_by: names,
      };
    case "ratio": {
      const { part, eventsMin: min_events } = measure;
      return { type: "ratio", part: printQuery(part), min_events, threshold, group_by: names };
    }
    case "spike": {
      const { offsetMs, eventsMin: min_events } = measure;
      const against = offsetMs === windowMs ? PREVIOUS : printDuration(offsetMs);
      return { type: "spike", against, min_events, threshold, group_by: names };
    }
  }
}
