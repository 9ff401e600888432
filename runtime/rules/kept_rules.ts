import type { RuleInput } from "../../core/alert/rule_input.ts";
import type { Rule } from "../../core/alert/rule.ts";
import { toRule } from "../../core/alert/to_rule.ts";
import { LIST_MAX, type StateDocument, type StateStore } from "../../ports/state_store.ts";
import { toNameId } from "../name_id.ts";
import { RULE_SCHEMA } from "./rule_schema.ts";

/** What the keys of documents with rules begin with. */
export const RULE_PREFIX = "rule/";

/** Rules in the state store. */
export const RULES_KEPT_MAX: number = LIST_MAX;

/** A rule in the state store: made over the API, or by `rule apply`. */
export interface KeptRule {
  /** Of its name, as `toNameId` makes it. */
  readonly id: string;
  /** Grows with every change. */
  readonly revision: number;
  /** As it was given. */
  readonly input: RuleInput;
  /** What it means. */
  readonly rule: Rule;
}

/** Rules as they are kept, and what cannot be read of them. */
export interface KeptRules {
  /** In order of their ids. */
  readonly rules: readonly KeptRule[];
  /** Documents that are no rule of this version, one sentence each. */
  readonly faults: readonly string[];
}

/** Reads all rules that are kept. */
export async function listKeptRules(state: StateStore): Promise<KeptRules> {
  const documents = await state.list({ prefix: RULE_PREFIX, after: null, limit: LIST_MAX });
  const faults: string[] = [];
  const rules = documents.flatMap((document) => {
    const read = readKeptRule(document);
    if (typeof read !== "string") return [read];
    faults.push(
      `Cannot use the rule kept as "${document.key}": ${read}; give it again, or remove it`,
    );
    return [];
  });
  return { rules, faults };
}

/** The rule that a document is; else why it is none. */
export function readKeptRule({ key, revision, value }: StateDocument): KeptRule | string {
  const { success, data, error } = RULE_SCHEMA.safeParse(withoutStamps(value));
  if (!success) {
    const told = error.issues.slice(0, 10).map(({ path, message }) => {
      return path.length === 0 ? "it is no rule" : `"${path.join(".")}" ${message}`;
    });
    return told.join("; ");
  }
  const id = key.slice(RULE_PREFIX.length);
  if (id !== toNameId(data.name)) return `"${data.name}" is not the name that it is kept by`;
  return { id, revision, input: data, rule: toRule(data).rule! };
}

/** What is kept beside what was given. */
const STAMPS: readonly string[] = ["created_at", "created_by", "updated_at", "updated_by"];

function withoutStamps(value: StateDocument["value"]): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !STAMPS.includes(name)));
}
