import { findHints } from "../core/query/find_hints.ts";
import { escapeText } from "../runtime/escape_text.ts";
import type { FileRule } from "../runtime/rules/parse_rule_file.ts";
import { readCases } from "../runtime/rules/read_cases.ts";
import { findUnknownReceivers, type RuleFiles } from "../runtime/rules/read_rule_files.ts";
import { tellOfFile, type WatchedFacts } from "../runtime/alerts/watched_facts.ts";
import type { Context } from "./context.ts";

/** All that is wrong with files of rules, their tests among it, and with keeping those rules. */
export function findRuleFaults(
  { files, rules, faults }: RuleFiles,
  known: WatchedFacts,
): readonly string[] {
  return [
    ...faults,
    ...files.flatMap((file) => readCases(file).faults),
    ...known.receivers === null ? [] : findUnknownReceivers(files, known.receivers),
    ...rules.flatMap(({ rule: { name }, place }) => {
      const path = known.files.get(name);
      return path === undefined ? [] : [`${place}: ${tellOfFile(name, path)}`];
    }),
  ];
}

/** Whether there are any. */
export function tellFaults(faults: readonly string[], { process: { stderr } }: Context): boolean {
  for (const fault of faults) stderr.write(`${escapeText(fault)}\n`);
  return faults.length > 0;
}

/** Tells what of sound rules may be a mistake: of which nobody is told, and which may mean something else. */
export function tellDoubts(rules: readonly FileRule[], context: Context): void {
  for (const { rule, place } of rules) {
    for (const hint of findHints(rule.queryText)) {
      context.process.stderr.write(`${escapeText(`${place}: perhaps ${hint}`)}\n`);
    }
  }
  tellUntold(rules, context);
}

function tellUntold(rules: readonly FileRule[], { process: { stderr } }: Context): void {
  const silent = rules.filter(({ rule }) => rule.enabled && rule.receivers.length === 0);
  if (silent.length === 0) return;
  const names = toNames(silent.map(({ rule }) => rule.name));
  const count = silent.length === 1 ? "1 rule names" : `${silent.length} rules name`;
  stderr.write(
    `${count} no receivers: nobody is told of ${names}; ` +
      "add `receivers:` with names of those in ALERT_RECEIVERS\n",
  );
}

/** The first of them, and how many more there are. */
export function toNames(all: readonly string[]): string {
  const names = all.slice(0, NAMES_TOLD_MAX).map((name) => escapeText(name));
  const more = all.length > names.length ? `, and ${all.length - names.length} more` : "";
  return `${names.join(", ")}${more}`;
}

const NAMES_TOLD_MAX = 20;
