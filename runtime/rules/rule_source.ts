import type { KnownRule } from "../../core/alert/engine.ts";
import { hashRule } from "../../core/alert/hash_rule.ts";
import type { Rule } from "../../core/alert/rule.ts";
import type { RuleType } from "../../core/alert/rule_input.ts";
import type { StateStore } from "../../ports/state_store.ts";
import { FROM_API } from "../alert_view.ts";
import { type KeptRules, listKeptRules } from "./kept_rules.ts";
import { readRuleFiles, type RuleFiles, signRuleFiles } from "./read_rule_files.ts";

/** All rules that are to be watched. */
export interface RuleSet {
  /** Those that are enabled, by names of their own. */
  readonly rules: readonly KnownRule[];
  /** What else is known of each, by its name. */
  readonly origins: ReadonlyMap<string, RuleOrigin>;
  /** What is wrong with others, a sentence each. */
  readonly problems: readonly string[];
}

/** What is known of a rule beside what it means. */
export interface RuleOrigin {
  /** As it was written. */
  readonly type: RuleType;
  /** Path of its file, or {@linkcode FROM_API}. */
  readonly source: string;
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
  #set: RuleSet = { rules: [], origins: new Map(), problems: [] };

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
    const { files, faults } = this.#files!;
    const ofFiles = files.flatMap(({ path, rules }) =>
      rules.map(({ rule, input }) => ({ rule, type: input.type, source: path }))
    );
    const names = new Set(ofFiles.map(({ rule }) => rule.name));
    const kept = this.#kept.rules.filter(({ rule }) => !names.has(rule.name));
    const twice = this.#kept.rules.filter(({ rule }) => names.has(rule.name));
    const all = [
      ...ofFiles,
      ...kept.map(({ rule, input }) => ({ rule, type: input.type, source: FROM_API })),
    ].filter(({ rule }) => rule.enabled);
    return {
      rules: all.map(({ rule }) => toKnown(rule)),
      origins: new Map(all.map(({ rule, ...origin }) => [rule.name, origin])),
      problems: [
        ...faults,
        ...this.#kept.faults,
        ...twice.map(({ rule: { name } }) => toTwice(name)),
      ],
    };
  }
}

function toTwice(name: string): string {
  return `The kept rule "${name}" is not watched: a file has one of that name; rename or remove one`;
}

function toKnown(rule: Rule): KnownRule {
  return { rule, hash: hashRule(rule) };
}

const OLD_ONES = "the rules of files stay as they were until all of them can be read";
