import { isDeepStrictEqual } from "node:util";
import type { RuleInput } from "../core/alert/rule_input.ts";
import type { Config } from "../runtime/config.ts";
import { escapeJson, escapeText } from "../runtime/escape_text.ts";
import { readCases } from "../runtime/rules/read_cases.ts";
import { readRuleFiles, type RuleFiles } from "../runtime/rules/read_rule_files.ts";
import type { Context } from "./context.ts";
import type { DeskRule, RuleDesk } from "./rule_desk.ts";
import { toTable } from "./table.ts";

/** Tells what is wrong with files of rules; the exit code. */
export function checkRules(paths: readonly string[], context: Context): number {
  const read = readRuleFiles(paths);
  const faults = [...read.faults, ...read.files.flatMap((file) => readCases(file).faults)];
  if (tellFaults({ faults }, context)) return 1;
  context.process.stdout.write(`${toCounts(read)}: all is well\n`);
  return 0;
}

/** What `rule apply` was asked for. */
export interface ApplyOptions {
  /** Files, folders, globs. */
  readonly paths: readonly string[];
  /** Remove the rules that none of them has. */
  readonly prune: boolean;
  /** Change nothing. */
  readonly dryRun: boolean;
}

/** Keeps the rules of files, and tells of each what was done; the exit code. */
export async function applyRules(
  config: Config,
  { paths, prune, dryRun }: ApplyOptions,
  context: Context,
): Promise<number> {
  const { stdout, stderr } = context.process;
  const read = readRuleFiles(paths);
  if (tellFaults(read, context)) return 1;
  await using desk = await openDesk(config, context);
  const { rules: kept, faults } = await desk.list();
  for (const fault of faults) stderr.write(`logflow: ${escapeText(fault)}\n`);
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
  if (!prune) tellOthers(others, context);
  for (const rule of prune ? others : []) {
    if (!dryRun) stdout.write(`removing ${escapeText(rule.input.name)}, which no file has\n`);
    if (!dryRun) await desk.remove(rule);
    tell("removed", "remove", rule.input.name);
  }
  return 0;
}

/** Prints all rules and where each is from; the exit code. */
export async function listRules(config: Config, json: boolean, context: Context): Promise<number> {
  const { stdout, stderr } = context.process;
  const files = config.remote === null ? readRuleFiles(config.alertRules) : NO_FILES;
  await using desk = await openDesk(config, context);
  const { rules, faults } = await desk.list();
  const rows = [
    ...files.files.flatMap((file) => file.rules.map(({ input }) => toRow(input, file.path))),
    ...rules.map(({ input }) => toRow(input, "api")),
  ].sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  if (json) {
    for (const row of rows) stdout.write(`${escapeJson(JSON.stringify(row))}\n`);
  } else if (rows.length > 0) {
    stdout.write(toTable(HEADINGS, rows.map((row) => Object.values(row).map(String))));
  } else {
    stderr.write("There are no rules: `deno task rule apply deploy/rules` makes some\n");
  }
  for (const fault of faults) stderr.write(`logflow: ${escapeText(fault)}\n`);
  return tellFaults(files, context) || faults.length > 0 ? 1 : 0;
}

/** Where the rules are: at an API, or the state store itself, whether an `api` runs or not. */
async function openDesk(config: Config, context: Context): Promise<RuleDesk> {
  if (config.remote !== null) return (await import("./api_rules.ts")).openApiRules(config.remote);
  return await (await import("./rule_desk.ts")).openStateRules(config, context.log("rule"));
}

/** Whether there are any. */
function tellFaults(
  { faults }: Pick<RuleFiles, "faults">,
  { process: { stderr } }: Context,
): boolean {
  for (const fault of faults) stderr.write(`${escapeText(fault)}\n`);
  return faults.length > 0;
}

function tellOthers(others: readonly DeskRule[], { process: { stderr } }: Context): void {
  if (others.length === 0) return;
  const names = others.slice(0, NAMES_TOLD_MAX).map(({ input: { name } }) => escapeText(name));
  const more = others.length > names.length ? `, and ${others.length - names.length} more` : "";
  stderr.write(`No file has ${names.join(", ")}${more}: --prune removes what no file has\n`);
}

function toCounts({ files, rules }: RuleFiles): string {
  const count = (n: number, one: string) => `${n} ${one}${n === 1 ? "" : "s"}`;
  return `${count(rules.length, "rule")} in ${count(files.length, "file")}`;
}

function toRow(input: RuleInput, source: string) {
  const { name, type, severity = "warning", enabled = true } = input;
  return { name, type, severity, enabled, source };
}

const HEADINGS = ["NAME", "TYPE", "SEVERITY", "ENABLED", "SOURCE"];

const NO_FILES: RuleFiles = { files: [], rules: [], faults: [] };

/** By name. */
const NAMES_TOLD_MAX = 20;
