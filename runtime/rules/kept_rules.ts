import type { RuleInput } from "../../core/alert/rule_input.ts";
import type { Rule } from "../../core/alert/rule.ts";
import { toRule } from "../../core/alert/to_rule.ts";
import { tellTime } from "../../core/tell_time.ts";
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

/** What a rule is kept with. */
export interface KeepFacts {
  /** What it takes the place of; null = it is new. */
  readonly before: Pick<KeptRule, "revision"> | null;
  /** Epoch milliseconds. */
  readonly nowMs: number;
  /** Visible prefix of a key, or `cli`. */
  readonly by: string;
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
  const rules: KeptRule[] = [];
  for (const document of documents) {
    const read = await toKeptRule(document);
    if (typeof read !== "string") rules.push(read);
    else {
      faults.push(
        `Cannot use the rule kept as "${document.key}": ${read}; give it again, or remove it`,
      );
    }
  }
  return { rules, faults };
}

/** The one that is kept of this name; null = there is none, or none of this version. */
export async function findKeptRule(state: StateStore, name: string): Promise<KeptRule | null> {
  const document = await state.read(RULE_PREFIX + await toNameId(name));
  const read = document === null ? null : await toKeptRule(document);
  return typeof read === "string" ? null : read;
}

/**
 * Keeps a rule, as the API does. What is at its place and is no rule of this version is replaced, too. Rejects with
 * ConflictError where somebody else was faster, with RangeError where there are as many as there may be.
 */
export async function keepRule(
  state: StateStore,
  input: RuleInput,
  { before, nowMs, by }: KeepFacts,
): Promise<void> {
  const key = RULE_PREFIX + await toNameId(input.name);
  const found = await state.read(key);
  const isUseless = found !== null && typeof await toKeptRule(found) === "string";
  const expected = before?.revision ?? (isUseless ? found.revision : null);
  if (expected === null) await refuseMany(state);
  const at = tellTime(nowMs);
  const made = { created_at: at, created_by: by, ...toStamps(found?.value ?? null) };
  const value = { ...input, ...made, updated_at: at, updated_by: by };
  await state.write(key, value as StateDocument["value"], expected);
}

/** Removes a rule. Rejects with ConflictError where somebody else was faster. */
export async function removeRule(
  state: StateStore,
  { id, revision }: Pick<KeptRule, "id" | "revision">,
): Promise<void> {
  await state.remove(RULE_PREFIX + id, revision);
}

/** What was given of a document: without by whom and when. */
export function toRuleInput(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !STAMPS.includes(name)));
}

async function refuseMany(state: StateStore): Promise<void> {
  const { length } = await state.list({ prefix: RULE_PREFIX, after: null, limit: LIST_MAX });
  if (length < RULES_KEPT_MAX) return;
  throw new RangeError(`Cannot keep another rule: there are ${length}; remove one first`);
}

async function toKeptRule({ key, revision, value }: StateDocument): Promise<KeptRule | string> {
  const { success, data, error } = RULE_SCHEMA.safeParse(toRuleInput(value));
  if (!success) {
    const told = error.issues.slice(0, 10).map(({ path, message }) => {
      return path.length === 0 ? "it is no rule" : `"${path.join(".")}" ${message}`;
    });
    return told.join("; ");
  }
  const id = key.slice(RULE_PREFIX.length);
  if (id !== await toNameId(data.name)) return `"${data.name}" is not the name that it is kept by`;
  return { id, revision, input: data, rule: toRule(data).rule! };
}

/** When and by whom it was made. */
function toStamps(value: StateDocument["value"]): Record<string, string> {
  const { created_at, created_by } = Object(value) as Readonly<Record<string, unknown>>;
  const isKnown = typeof created_at === "string" && typeof created_by === "string";
  return isKnown ? { created_at, created_by } : {};
}

/** What is kept beside what was given. */
const STAMPS: readonly string[] = ["created_at", "created_by", "updated_at", "updated_by"];
