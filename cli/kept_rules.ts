import type { Config } from "../runtime/config.ts";
import { nearest } from "../runtime/nearest.ts";
import { escapeJson, escapeText } from "../runtime/escape_text.ts";
import { printRules } from "../runtime/rules/print_rules.ts";
import { readRuleFiles } from "../runtime/rules/read_rule_files.ts";
import { ofFiles } from "../runtime/alerts/watched_facts.ts";
import type { Context } from "./context.ts";
import type { DeskRule, RuleDesk } from "./rule_desk.ts";
import { openRules } from "./rules.ts";

/** Which of the rules that were made, by their names. */
export interface NamedRules {
  /** At least one. */
  readonly names: readonly string[];
  /** JSON in place of YAML. */
  readonly json?: boolean;
}

/** Prints rules as a file that `rule apply` takes; the exit code. */
export async function showRules(
  config: Config,
  { names, json = false }: NamedRules,
  context: Context,
): Promise<number> {
  await using desk = await openRules(config, context);
  const found = await find(desk, { config, names, verb: "show" }, context);
  if (found === null) return 1;
  const rules = found.map(({ input }) => input);
  context.process.stdout.write(
    json ? `${escapeJson(JSON.stringify({ rules }))}\n` : printRules(rules),
  );
  return 0;
}

/** Removes rules: all that are named, or none; the exit code. */
export async function removeRules(
  config: Config,
  { names }: NamedRules,
  context: Context,
): Promise<number> {
  await using desk = await openRules(config, context);
  const found = await find(desk, { config, names, verb: "remove" }, context);
  for (const rule of found ?? []) {
    await desk.remove(rule);
    context.process.stdout.write(`removed ${escapeText(rule.input.name)}\n`);
  }
  return found === null ? 1 : 0;
}

interface Wanted extends NamedRules {
  readonly config: Config;
  readonly verb: string;
}

/** Each once; null where some are not there, all of which is told. */
async function find(
  desk: RuleDesk,
  { config, names, verb }: Wanted,
  { process: { stderr } }: Context,
): Promise<readonly DeskRule[] | null> {
  const { rules } = await desk.list();
  const kept = new Map(rules.map((rule) => [rule.input.name, rule]));
  const wanted = [...new Set(names)];
  const missing = wanted.filter((name) => !kept.has(name));
  if (missing.length === 0) return wanted.map((name) => kept.get(name)!);
  const files = await readOfFiles(config, desk);
  for (const name of missing) {
    const reason = toReason(name, files.get(name), [...kept.keys()]);
    stderr.write(`logflow: Cannot ${verb} the rule "${escapeText(name)}": ${reason}\n`);
  }
  return null;
}

function toReason(name: string, path: string | undefined, known: readonly string[]): string {
  if (path !== undefined) return `it is one of the file "${escapeText(path)}"; look there`;
  const meant = nearest(name, known);
  if (meant === null) return "there is none of this name; `rule list` shows all";
  return `there is none of this name; did you mean "${escapeText(meant)}"?`;
}

/** Rules of files, by name: those of the configuration here, and those that are watched. */
async function readOfFiles(config: Config, desk: RuleDesk): Promise<ReadonlyMap<string, string>> {
  const { files } = readRuleFiles(config.remote === null ? config.alertRules : []);
  return new Map([
    ...ofFiles(await desk.watched()).map(({ name, source }) => [name, source] as const),
    ...files.flatMap(({ path, rules }) => rules.map(({ rule }) => [rule.name, path] as const)),
  ]);
}
