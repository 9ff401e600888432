import type { CaseResult } from "../core/alert/rule_case.ts";
import { runCase } from "../core/alert/run_case.ts";
import { toPolicies } from "../core/alert/to_policies.ts";
import { escapeJson, escapeText } from "../runtime/escape_text.ts";
import { readCases } from "../runtime/rules/read_cases.ts";
import { readRuleFiles } from "../runtime/rules/read_rule_files.ts";
import type { Context } from "./context.ts";

/** Runs the tests that stand in files of rules, and tells of each whether it holds; the exit code. */
export function testRules(paths: readonly string[], json: boolean, context: Context): number {
  const { stdout, stderr } = context.process;
  const { files, faults: unread } = readRuleFiles(paths);
  const read = files.map((file) => ({ file, ...readCases(file) }));
  const faults = [...unread, ...read.flatMap(({ faults }) => faults)];
  for (const fault of faults) stderr.write(`${escapeText(fault)}\n`);
  if (faults.length > 0) return 1;
  let [count, failed] = [0, 0];
  for (const { file, cases } of read) {
    const rules = file.rules.map(({ rule }) => rule);
    for (const one of cases) {
      const result = runCase(one, rules, toPolicies(rules));
      stdout.write(json ? toJson(result) : toText(result));
      count++;
      if (result.failures.length > 0) failed++;
    }
  }
  if (count === 0) stderr.write('No file has tests: write some under "tests:"\n');
  else if (!json) {
    stdout.write(failed === 0 ? `${count} passed\n` : `${failed} of ${count} failed\n`);
  }
  return count === 0 || failed > 0 ? 1 : 0;
}

function toJson({ name, place, failures }: CaseResult): string {
  return `${escapeJson(JSON.stringify({ name, place, ok: failures.length === 0, failures }))}\n`;
}

function toText({ name, place, failures }: CaseResult): string {
  const lines = failures.flatMap(({ place, message, details }) => [
    `  ${place}: ${message}`,
    ...details.map((detail) => `    ${detail}`),
  ]);
  const head = `${failures.length === 0 ? "ok  " : "FAIL"} ${name} (${place})`;
  return [head, ...lines].map((line) => `${escapeText(line)}\n`).join("");
}
