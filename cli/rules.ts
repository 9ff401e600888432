import type { RuleInput } from "../core/alert/rule_input.ts";
import type { Config } from "../runtime/config.ts";
import { escapeJson, escapeText } from "../runtime/escape_text.ts";
import { readRuleFiles, type RuleFiles } from "../runtime/rules/read_rule_files.ts";
import { ofFiles } from "../runtime/alerts/watched_facts.ts";
import type { Context } from "./context.ts";
import { findRuleFaults, tellDoubts, tellFaults } from "./rule_faults.ts";
import type { RuleDesk } from "./rule_desk.ts";
import { toTable } from "./table.ts";

/** Tells what is wrong with files of rules; the exit code. */
export async function checkRules(
  config: Config,
  paths: readonly string[],
  context: Context,
): Promise<number> {
  const read = readRuleFiles(paths);
  const receivers = await readNames(config);
  if (tellFaults(findRuleFaults(read, { receivers, files: new Map() }), context)) return 1;
  context.process.stdout.write(`${toCounts(read)}: all is well\n`);
  tellDoubts(read.rules, context);
  return 0;
}

/** Names of the receivers of the configuration; null = it names no file of them. */
export async function readNames({ alertReceivers }: Config): Promise<readonly string[] | null> {
  if (alertReceivers === null) return null;
  const { readReceiverNames } = await import("../runtime/receivers/read_receivers.ts");
  return readReceiverNames(alertReceivers);
}

/** Prints all rules and where each is from; the exit code. */
export async function listRules(config: Config, json: boolean, context: Context): Promise<number> {
  const { stdout, stderr } = context.process;
  const files = config.remote === null ? readRuleFiles(config.alertRules) : NO_FILES;
  await using desk = await openRules(config, context);
  const [{ rules, faults }, watched] = [await desk.list(), await desk.watched()];
  const read = files.files.flatMap((file) =>
    file.rules.map(({ input }) => toRow(input, file.path))
  );
  const known = new Set(read.map(({ name }) => name));
  const rows = [
    ...read,
    ...ofFiles(watched).filter(({ name }) => !known.has(name)).map((rule) => {
      return toRow(rule, rule.source);
    }),
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
  return tellFaults(files.faults, context) || faults.length > 0 ? 1 : 0;
}

/** Where the rules are: at an API, or the state store itself, whether an `api` runs or not. */
export async function openRules(config: Config, context: Context): Promise<RuleDesk> {
  if (config.remote !== null) return (await import("./api_rules.ts")).openApiRules(config.remote);
  return await (await import("./rule_desk.ts")).openStateRules(config, context.log("rule"));
}

function toCounts({ files, rules }: RuleFiles): string {
  const count = (n: number, one: string) => `${n} ${one}${n === 1 ? "" : "s"}`;
  return `${count(rules.length, "rule")} in ${count(files.length, "file")}`;
}

function toRow(
  { name, type, severity = "warning", enabled = true }:
    & Pick<RuleInput, "name" | "type" | "severity">
    & Partial<Pick<RuleInput, "enabled">>,
  source: string,
) {
  return { name, type, severity, enabled, source };
}

const HEADINGS = ["NAME", "TYPE", "SEVERITY", "ENABLED", "SOURCE"];

const NO_FILES: RuleFiles = { files: [], rules: [], faults: [] };
