import assert from "node:assert/strict";
import { SERVICES_GENERATED } from "../../core/generate_templates.ts";
import { RULE_TYPES } from "../../core/alert/rule_input.ts";
import { matches } from "../../core/query/matches.ts";
import { makeEvent } from "../../core/alert/testing.ts";
import { runCase } from "../../core/alert/run_case.ts";
import { toPolicies } from "../../core/alert/to_policies.ts";
import { parseRuleFile, type RuleFile } from "./parse_rule_file.ts";
import { readCases } from "./read_cases.ts";
import { readRuleFiles } from "./read_rule_files.ts";

const FOLDER = new URL("../../deploy/rules", import.meta.url).pathname;

Deno.test("the rules of docs/alerting.md are sound, and one of each type", () => {
  const text = Deno.readTextFileSync(new URL("../../docs/alerting.md", import.meta.url));
  const blocks = [...text.matchAll(/^```yaml\n(rules:\n.*?)^```$/gms)].map(([, yaml]) => yaml!);
  const files = blocks.map((yaml) => parseRuleFile(yaml, "docs/alerting.md"));
  assert.deepEqual(files.flatMap(({ faults }) => faults), []);
  const types = files.flatMap(({ rules }) => rules.map(({ input }) => input.type));
  assert.deepEqual(new Set(types), new Set(RULE_TYPES));
});

Deno.test("the starter rules are sound, and take what services write", () => {
  const { rules, faults } = readRuleFiles([FOLDER]);
  assert.deepEqual(faults, []);
  assert.deepEqual(rules.map(({ rule, input }) => [rule.name, input.type]), [
    ["Error rate", "ratio"],
    ["Latency p95", "metric"],
    ["New error message", "new_value"],
    ["Service silent", "absence"],
  ]);
  for (const service of SERVICES_GENERATED) {
    const event = makeEvent(0, { service, level: "ERROR", fields: { latency_ms: 7 } });
    for (const { rule } of rules) {
      assert.ok(matches(rule.query, event), rule.name);
      assert.equal(rule.groupBy[0]?.name, "service");
    }
  }
});

Deno.test("the starter rules have tests, and hold them", () => {
  const { files } = readRuleFiles([FOLDER]);
  for (const file of files) assert.ok(runTests(file) > 0, `${file.path} has no tests`);
});

Deno.test("the tests of rules in docs/alerting.md hold", () => {
  const text = Deno.readTextFileSync(new URL("../../docs/alerting.md", import.meta.url));
  const blocks = [...text.matchAll(/^```yaml\n(rules:\n.*?)^```$/gms)].map(([, yaml]) => yaml!);
  const counts = blocks.map((yaml) => runTests(parseRuleFile(yaml, "docs/alerting.md")));
  assert.ok(Math.max(...counts) > 0);
});

/** How many there are. */
function runTests(file: RuleFile): number {
  const rules = file.rules.map(({ rule }) => rule);
  const { cases, faults } = readCases(file);
  assert.deepEqual(faults, []);
  for (const one of cases) assert.deepEqual(runCase(one, rules, toPolicies(rules)).failures, []);
  return cases.length;
}
