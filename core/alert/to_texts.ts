import { isAtMost } from "../is_at_most.ts";
import { type FaultList, shown } from "./fault_list.ts";
import {
  LABEL_LENGTH_MAX,
  LABEL_NAME_PATTERN,
  LABELS_MAX,
  type PartialInput,
  RULE_NAME_PATTERN,
  type RuleInput,
} from "./rule_input.ts";
import type { GroupField, Rule } from "./rule.ts";
import { parseTemplate, type Template } from "./template.ts";
import { FIXED_LABELS, toTemplateNames } from "./template_names.ts";

/** Reads labels, annotations and receivers; faults are added. `groupBy` is null where it could not be read. */
export function toTexts(
  input: PartialInput,
  groupBy: readonly GroupField[] | null,
  faults: FaultList,
): Pick<Rule, "labels" | "annotations" | "receivers"> {
  const { labels = {}, annotations = {}, receivers = [] } = input;
  checkLabels(labels, groupBy ?? [], faults);
  checkReceivers(receivers, faults);
  const names = groupBy === null ? null : toTemplateNames(groupBy, labels);
  return { labels, annotations: readAnnotations(annotations, names, faults), receivers };
}

function checkLabels(
  labels: Readonly<Record<string, string>>,
  groupBy: readonly GroupField[],
  faults: FaultList,
): void {
  refuseMany("labels", Object.keys(labels).length, faults);
  for (const [name, text] of Object.entries(labels)) {
    const path = ["labels", name];
    if (!isName(name, path, faults)) continue;
    if (FIXED_LABELS.includes(name) || groupBy.some((group) => group.name === name)) {
      const reason = FIXED_LABELS.includes(name)
        ? "every alert has by itself"
        : "group_by has, too";
      faults.add(path, `is a label that ${reason}; give it another name`);
    }
    if (!isAtMost(text, LABEL_LENGTH_MAX)) {
      faults.add(path, `is over ${LABEL_LENGTH_MAX} characters long`);
    }
  }
}

/** Without knowing the names that there are, templates cannot be checked. */
function readAnnotations(
  annotations: Readonly<Record<string, string>>,
  names: readonly string[] | null,
  faults: FaultList,
): Record<string, Template> {
  refuseMany("annotations", Object.keys(annotations).length, faults);
  const read = Object.entries(annotations).map(([name, text]) => {
    const path = ["annotations", name];
    const isUseless = !isName(name, path, faults) || names === null;
    const template = isUseless ? null : faults.attempt(path, () => parseTemplate(text, names));
    return [name, template ?? []] as const;
  });
  return Object.fromEntries(read);
}

function checkReceivers(receivers: readonly string[], faults: FaultList): void {
  refuseMany("receivers", receivers.length, faults);
  receivers.forEach((name, i) => {
    if (!new RegExp(RULE_NAME_PATTERN).test(name)) {
      faults.add(
        ["receivers", i],
        `is ${shown(name)}, which is no name of a receiver; ${NAME_HINT}`,
      );
    } else if (receivers.indexOf(name) < i) {
      faults.add(["receivers", i], `is ${shown(name)} once more; leave it out`);
    }
  });
}

function isName(name: string, path: readonly string[], faults: FaultList): boolean {
  if (new RegExp(LABEL_NAME_PATTERN).test(name)) return true;
  const hint = "write up to 100 letters, digits and _, no digit first";
  faults.add(path, `is no name of a text; ${hint}`);
  return false;
}

function refuseMany(key: keyof RuleInput, count: number, faults: FaultList): void {
  if (count > LABELS_MAX) faults.add([key], `has over ${LABELS_MAX} entries; leave some out`);
}

/** How a rule or receiver is called. */
export const NAME_HINT =
  "write up to 100 letters, digits, spaces, _, . and -, a letter or digit first and no space last";
