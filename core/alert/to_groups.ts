import { isAtMost } from "../is_at_most.ts";
import { isTimeField, parseCountedField, parseFieldName } from "../query/field.ts";
import type { FaultList } from "./fault_list.ts";
import {
  FIELD_NAME_LENGTH_MAX,
  GROUP_FIELDS_MAX,
  type PartialInput,
  type RuleFault,
} from "./rule_input.ts";
import type { GroupField } from "./rule.ts";
import { FIXED_NAMES } from "./template_names.ts";

/** The fields that make groups: those of `group_by`, and of `new_value` its own. Null where some cannot be meant. */
export function toGroups(
  { type, group_by: names = [], field }: PartialInput,
  faults: FaultList,
): GroupField[] | null {
  if (names.length > GROUP_FIELDS_MAX) {
    faults.add(["group_by"], `has over ${GROUP_FIELDS_MAX} names; leave some out`);
    return null;
  }
  const groups: (GroupField | null)[] = [];
  const add = (path: RuleFault["path"], name: string) => {
    const group = toGroup(name, path, faults);
    const isTwice = group !== null && groups.some((other) => isSame(other, group));
    groups.push(
      isTwice ? faults.add(path, `means a field that is there already; leave it out`) : group,
    );
  };
  names.forEach((name, i) => add(["group_by", i], name));
  if (type === "new_value" && field === "message") groups.push(MESSAGE);
  else if (type === "new_value" && field !== undefined) add(["field"], field);
  return groups.includes(null) ? null : groups as GroupField[];
}

function toGroup(name: string, path: RuleFault["path"], faults: FaultList): GroupField | null {
  if (name === "") return faults.add(path, "is empty; write a field's name");
  if (!isAtMost(name, FIELD_NAME_LENGTH_MAX)) {
    return faults.add(path, `is over ${FIELD_NAME_LENGTH_MAX} characters long`);
  }
  if (/[*?]/.test(name)) return faults.add(path, "has wildcards; write the name in full");
  if (FIXED_NAMES.includes(name)) {
    const hint = `write extra_fields.${name} for the field of that name`;
    return faults.add(path, `is "${name}", which means something else in templates; ${hint}`);
  }
  if (isTimeField(name)) {
    return faults.add(path, `is "${name}", a time, of which nearly every event has its own`);
  }
  try {
    return { name, field: parseCountedField(name) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return faults.add(
      path,
      `is "${name}", of which nearly every event has its own; choose another`,
    );
  }
}

/** Its shape, so that there are few of them. */
const MESSAGE: GroupField = { name: "message", field: parseFieldName("message") };

function isSame(a: GroupField | null, b: GroupField): boolean {
  return a !== null && a.field.field === b.field.field && a.field.extra === b.field.extra;
}
