import { printDuration } from "../print_duration.ts";
import { printCondition } from "./print_rule.ts";
import { printValue } from "./print_value.ts";
import type { Rule } from "./rule.ts";
import { LABEL_PREFIX } from "./template_names.ts";
import { expandTemplate } from "./template.ts";

/** Texts of the fields that make a group, in their order, and the value of its window. */
export interface GroupFacts {
  /** Of the rule's `groupBy`. */
  readonly values: readonly string[];
  /** Null = the window has none. */
  readonly value: number | null;
}

/** The labels of an alert: those of its rule, and the fields that make its group. */
export function toLabels(
  { labels, groupBy }: Rule,
  values: readonly string[],
): Record<string, string> {
  return { ...labels, ...toFields(groupBy, values) };
}

/** The annotations of an alert: the rule's templates with their values. */
export function annotate(rule: Rule, { values, value }: GroupFacts): Record<string, string> {
  const texts = new Map([
    ...Object.entries(toLabels(rule, values)).map(([name, text]) =>
      [LABEL_PREFIX + name, text] as const
    ),
    ...Object.entries(toFields(rule.groupBy, values)),
    ["rule", rule.name],
    ["severity", rule.severity],
    ["value", printValue(value)],
    ["window", printDuration(rule.windowMs)],
    ["threshold", printCondition(rule.condition)],
  ]);
  return Object.fromEntries(
    Object.entries(rule.annotations).map(([name, template]) => [
      name,
      expandTemplate(template, (wanted) => texts.get(wanted) ?? ""),
    ]),
  );
}

function toFields(groupBy: Rule["groupBy"], values: readonly string[]): Record<string, string> {
  return Object.fromEntries(groupBy.map(({ name }, i) => [name, values[i] ?? ""]));
}
