import type { GroupField } from "./rule.ts";

/** What every template may name. No field that makes groups is called so, and no label as the first two. */
export const FIXED_NAMES: readonly string[] = ["rule", "severity", "value", "window", "threshold"];

/** What every alert has beside its labels, by which silences know it. */
export const FIXED_LABELS: readonly string[] = FIXED_NAMES.slice(0, 2);

/** In front of the name of a label. */
export const LABEL_PREFIX = "labels.";

/** What the templates of a rule may name: also its fields, bare, and these and its labels after {@linkcode LABEL_PREFIX}. */
export function toTemplateNames(
  groupBy: readonly GroupField[],
  labels: Readonly<Record<string, string>>,
): string[] {
  const fields = groupBy.map(({ name }) => name);
  const named = [...Object.keys(labels), ...fields].map((name) => LABEL_PREFIX + name);
  return [...FIXED_NAMES, ...fields, ...named];
}
