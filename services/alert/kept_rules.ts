import { hashRule } from "../../core/alert/hash_rule.ts";
import type { KnownRule } from "../../core/alert/engine.ts";
import type { PartialInput } from "../../core/alert/rule_input.ts";
import { toRule } from "../../core/alert/to_rule.ts";
import { LIST_MAX, type StateDocument, type StateStore } from "../../ports/state_store.ts";
import type { RuleSet } from "./ports.ts";

/** The rules that are kept in the state store, as documents `rule/<id>`. */
export class KeptRules {
  readonly #state: StateStore;
  #version = "";
  #known: RuleSet = { rules: [], problems: [] };

  /** Reads nothing yet. */
  constructor(state: StateStore) {
    this.#state = state;
  }

  /** The same object as long as nothing changes. */
  async read(): Promise<RuleSet> {
    const documents = await this.#list();
    const version = documents.map(({ key, revision }) => `${key} ${revision}`).join("\n");
    if (version === this.#version) return this.#known;
    this.#version = version;
    return this.#known = toRuleSet(documents);
  }

  async #list(): Promise<StateDocument[]> {
    const found: StateDocument[] = [];
    for (let after: string | null = null; found.length < RULES_MAX;) {
      const page: StateDocument[] = await this.#state.list({
        prefix: PREFIX,
        after,
        limit: LIST_MAX,
      });
      found.push(...page);
      if (page.length < LIST_MAX) break;
      after = page.at(-1)!.key;
    }
    return found;
  }
}

/** Of two of one name the first counts. */
function toRuleSet(documents: readonly StateDocument[]): RuleSet {
  const rules = new Map<string, KnownRule>();
  const problems: string[] = [];
  for (const { key, value } of documents) {
    const read = tryToRead(value);
    if (typeof read === "string") problems.push(`Cannot watch the rule in ${key}: ${read}`);
    else if (rules.has(read.rule.name)) {
      problems.push(`Cannot watch the rule in ${key}: another is called "${read.rule.name}", too`);
    } else if (read.rule.enabled) rules.set(read.rule.name, read);
  }
  return { rules: [...rules.values()], problems };
}

/** What another version, or somebody else, wrote may be anything. */
function tryToRead(value: unknown): KnownRule | string {
  try {
    const { rule, faults } = toRule(value as PartialInput);
    if (rule !== null) return { rule, hash: hashRule(rule) };
    return faults.map(({ path, message }) => `${path.join(".")} ${message}`).join("; ");
  } catch {
    return "it is none";
  }
}

const PREFIX = "rule/";

/** More are not watched. */
const RULES_MAX = 10_000;
