import { isDeepStrictEqual } from "node:util";
import type { Config } from "../runtime/config.ts";
import { escapeText } from "../runtime/escape_text.ts";
import { readRuleFiles, type RuleFiles } from "../runtime/rules/read_rule_files.ts";
import { toWatchedFacts, type WatchedFacts } from "../runtime/alerts/watched_facts.ts";
import type { Context } from "./context.ts";
import type { DeskRule, RuleDesk } from "./rule_desk.ts";
import { findRuleFaults, tellDoubts, tellFaults, toNames } from "./rule_faults.ts";
import { openRules, readNames } from "./rules.ts";

/** What `rule apply` was asked for. */
export interface ApplyOptions {
  /** Files, folders, globs. */
  readonly paths: readonly string[];
  /** Remove the rules that none of them has. */
  readonly prune: boolean;
  /** Also where that is all of them. */
  readonly yes: boolean;
  /** Change nothing. */
  readonly dryRun: boolean;
}

/** Keeps the rules of files, and tells of each what was done; the exit code. */
export async function applyRules(
  config: Config,
  options: ApplyOptions,
  context: Context,
): Promise<number> {
  const { stderr } = context.process;
  const read = readRuleFiles(options.paths);
  const configured = await readFacts(config);
  if (tellFaults(findRuleFaults(read, configured), context)) return 1;
  refuseNothing(read, options);
  await using desk = await openRules(config, context);
  const shown = toWatchedFacts(await desk.watched(), Date.now());
  // Who is configured here is known better than who is told by an `alert` that runs.
  const receivers = configured.receivers === null ? shown.receivers : null;
  if (tellFaults(findRuleFaults(read, { ...shown, receivers }), context)) return 1;
  const { rules: kept, faults } = await desk.list();
  for (const fault of faults) stderr.write(`logflow: ${escapeText(fault)}\n`);
  await change(desk, { read, kept, ...options }, context);
  tellDoubts(read.rules, context);
  return 0;
}

/** What the configuration says; an API has one of its own. */
async function readFacts(config: Config): Promise<WatchedFacts> {
  if (config.remote !== null) return { receivers: null, files: new Map() };
  const { files } = readRuleFiles(config.alertRules);
  return {
    receivers: await readNames(config),
    files: new Map(
      files.flatMap(({ path, rules }) => rules.map(({ rule: { name } }) => [name, path])),
    ),
  };
}

/** A mistyped file should not remove everything. */
function refuseNothing({ rules }: RuleFiles, { prune, yes, dryRun }: ApplyOptions): void {
  if (!prune || yes || dryRun || rules.length > 0) return;
  throw new Error(
    "Cannot prune: the files have no rules, so all that were made would be removed; " +
      "name other files, or add --yes",
  );
}

interface Change extends ApplyOptions {
  readonly read: RuleFiles;
  readonly kept: readonly DeskRule[];
}

async function change(
  desk: RuleDesk,
  { read, kept, prune, dryRun }: Change,
  { process: { stdout, stderr } }: Context,
): Promise<void> {
  const tell = (done: string, wouldDo: string, name: string) =>
    void stdout.write(`${dryRun ? `would ${wouldDo}` : done} ${escapeText(name)}\n`);
  for (const { input } of read.rules) {
    const before = kept.find(({ input: { name } }) => name === input.name) ?? null;
    if (before !== null && isDeepStrictEqual(before.input, input)) {
      stdout.write(`unchanged ${escapeText(input.name)}\n`);
      continue;
    }
    if (!dryRun) await desk.keep(input, before);
    if (before === null) tell("created", "create", input.name);
    else tell("changed", "change", input.name);
  }
  const names = new Set(read.rules.map(({ input: { name } }) => name));
  const others = kept.filter(({ input: { name } }) => !names.has(name));
  if (!prune && others.length > 0) {
    const told = toNames(others.map(({ input: { name } }) => name));
    stderr.write(`No file has ${told}: --prune removes what no file has\n`);
  }
  for (const rule of prune ? others : []) {
    if (!dryRun) stdout.write(`removing ${escapeText(rule.input.name)}, which no file has\n`);
    if (!dryRun) await desk.remove(rule);
    tell("removed", "remove", rule.input.name);
  }
}
