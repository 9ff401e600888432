import type { RuleInput } from "../../core/alert/rule_input.ts";
import type { Rule } from "../../core/alert/rule.ts";
import { toRule } from "../../core/alert/to_rule.ts";
import { inOrder } from "../in_order.ts";
import { tellUnknownKey } from "../tell_unknown_key.ts";
import { parseYaml, type YamlFile } from "../yaml_file.ts";
import { RULE_SCHEMA } from "./rule_schema.ts";

/** A file of rules. */
export interface RuleFile extends Pick<YamlFile, "path" | "placeOf"> {
  /** Those that are sound, in their order. */
  readonly rules: readonly FileRule[];
  /** Those that its rules name. */
  readonly receivers: readonly NamedReceiver[];
  /** What stands at `tests`, as plain values that nobody has looked at; undefined = nothing. */
  readonly tests: unknown;
  /** All that is wrong with it but its tests, `path:line:column: sentence` each. */
  readonly faults: readonly string[];
}

/** A rule of a file. */
export interface FileRule {
  /** What it means. */
  readonly rule: Rule;
  /** As it was written. */
  readonly input: RuleInput;
  /** `path:line:column`. */
  readonly place: string;
}

/** A receiver as a rule names it, which may be faulty otherwise. */
export interface NamedReceiver {
  /** Its name. */
  readonly name: string;
  /** Where that stands in the file. */
  readonly keys: readonly PropertyKey[];
}

/** Of all files. */
export const RULES_MAX = 10_000;

/** Reads a file of rules: YAML with a list `rules`, and perhaps `tests` of them. Throws nothing. */
export function parseRuleFile(text: string, path: string): RuleFile {
  const { value, faults: unread, placeOf } = parseYaml(text, path);
  const faults = [...unread];
  const tell = (keys: readonly PropertyKey[], sentence: string) =>
    void faults.push(`${placeOf(keys)}: ${sentence}`);
  const parts = unread.length > 0 ? {} : toParts(value, tell);
  const items = toList(parts["rules"], tell);
  const rules = items.flatMap((item, i) => {
    const read = RULE_SCHEMA.safeParse(item);
    for (const { path, message } of read.error?.issues ?? []) {
      const name = path.length === 0 ? "" : `${JSON.stringify(path.join("."))} `;
      tell(["rules", i, ...path], `${name}${path.length === 0 ? NO_RULE : message}`);
    }
    const rule = read.success ? toRule(read.data).rule : null;
    return rule === null ? [] : [{ rule, input: read.data!, place: placeOf(["rules", i]) }];
  });
  faults.push(...findTwice(rules, []));
  const receivers = items.flatMap(toReceivers);
  return { path, placeOf, rules, receivers, tests: parts["tests"], faults: inOrder(faults, path) };
}

function toReceivers(item: unknown, i: number): NamedReceiver[] {
  const { receivers } = Object(item) as { readonly receivers?: unknown };
  return (Array.isArray(receivers) ? receivers : []).flatMap((name, k) =>
    typeof name === "string" ? [{ name, keys: ["rules", i, "receivers", k] }] : []
  );
}

/** Rules whose names others have, `path:line:column: sentence` each. None of `before` are told. */
export function findTwice(rules: readonly FileRule[], before: readonly FileRule[]): string[] {
  const places = new Map(before.map(({ rule, place }) => [rule.name, place]));
  return rules.flatMap(({ rule: { name }, place }) => {
    const other = places.get(name);
    if (other === undefined) places.set(name, place);
    const hint = "give each rule a name of its own";
    return other === undefined ? [] : [`${place}: "${name}" is also the name at ${other}; ${hint}`];
  });
}

type Tell = (keys: readonly PropertyKey[], sentence: string) => void;

function toParts(value: unknown, tell: Tell): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    tell([], 'is no file of rules; begin with "rules:" and a list of them');
    return {};
  }
  for (const key of Object.keys(value)) {
    if (!KEYS.includes(key)) tell([key], `${JSON.stringify(key)} ${tellUnknownKey(key, KEYS)}`);
  }
  if (!Object.hasOwn(value, "rules")) tell([], '"rules" is missing; write a list of rules there');
  return value as Record<string, unknown>;
}

function toList(rules: unknown, tell: Tell): readonly unknown[] {
  if (Array.isArray(rules)) {
    if (rules.length <= RULES_MAX) return rules;
    tell(["rules"], `"rules" has over ${RULES_MAX} entries; leave some out`);
  } else if (rules !== undefined) tell(["rules"], '"rules" is no list; write "- name: …" for each');
  return [];
}

const KEYS = ["rules", "tests"];

const NO_RULE = 'is no rule; write keys and values, such as "name: Error rate"';
