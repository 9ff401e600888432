import type { KnownRule } from "../../core/alert/engine.ts";
import { hashRule } from "../../core/alert/hash_rule.ts";
import type { Rule } from "../../core/alert/rule.ts";
import { toRule } from "../../core/alert/to_rule.ts";
import type { StateStore } from "../../ports/state_store.ts";
import { type KeptRules, listKeptRules } from "./kept_rules.ts";
import { readRuleFiles, type RuleFiles, signRuleFiles } from "./read_rule_files.ts";

/** All rules that are to be watched. */
export interface RuleSet {
  /** Those that are enabled, by names of their own. */
  readonly rules: readonly KnownRule[];
  /** What is wrong with others, a sentence each. */
  readonly problems: readonly string[];
}

/** The rules of files and of the state store, as they are now. A rule of a file wins over a kept one of its name. */
export class RuleSource {
  readonly #state: StateStore;
  readonly #patterns: readonly string[];
  /** Null = not read yet. */
  #files: RuleFiles | null = null;
  #filesSign = "";
  #keptSign = "";
  #kept: KeptRules = { rules: [], faults: [] };
  #set: RuleSet = { rules: [], problems: [] };

  /** Reads nothing yet. */
  constructor(state: StateStore, patterns: readonly string[]) {
    this.#state = state;
    this.#patterns = patterns;
  }

  /** The same object as long as nothing changes. Files that have become faulty leave those rules as they were. */
  async read(): Promise<RuleSet> {
    const kept = await listKeptRules(this.#state);
    const keptSign = JSON.stringify([
      kept.rules.map(({ id, revision }) => [id, revision]),
      kept.faults,
    ]);
    const filesSign = signRuleFiles(this.#patterns);
    const isSame = this.#files !== null && keptSign === this.#keptSign &&
      filesSign === this.#filesSign;
    if (isSame) return this.#set;
    if (filesSign !== this.#filesSign || this.#files === null) this.#readFiles();
    [this.#kept, this.#keptSign, this.#filesSign] = [kept, keptSign, filesSign];
    return this.#set = this.#toSet();
  }

  #readFiles(): void {
    const read = readRuleFiles(this.#patterns);
    const before = this.#files;
    const isWorse = before !== null && read.faults.length > 0;
    this.#files = isWorse ? { ...before, faults: [...read.faults, OLD_ONES] } : read;
  }

  #toSet(): RuleSet {
    const { rules, faults } = this.#files!;
    const names = new Set(rules.map(({ rule }) => rule.name));
    const kept = this.#kept.rules.map(({ input }) => toRule(input).rule!);
    const twice = kept.filter(({ name }) => names.has(name)).map(({ name }) =>
      `The kept rule "${name}" is not watched: a file has one of that name; rename or remove one`
    );
    const all = [...rules.map(({ rule }) => rule), ...kept.filter(({ name }) => !names.has(name))];
    return {
      rules: all.filter(({ enabled }) => enabled).map(toKnown),
      problems: [...faults, ...this.#kept.faults, ...twice],
    };
  }
}

function toKnown(rule: Rule): KnownRule {
  return { rule, hash: hashRule(rule) };
}

const OLD_ONES = "the rules of files stay as they were until all of them can be read";
