import assert from "node:assert/strict";
import { SERVICES_GENERATED } from "../../core/generate_templates.ts";
import { matches } from "../../core/query/matches.ts";
import { makeEvent } from "../../core/alert/testing.ts";
import { readRuleFiles } from "./read_rule_files.ts";

const FOLDER = new URL("../../deploy/rules", import.meta.url).pathname;

Deno.test("the starter rules are sound, and take what services write", () => {
  const { rules, faults } = readRuleFiles([FOLDER]);
  assert.deepEqual(faults, []);
  assert.deepEqual(rules.map(({ rule, input }) => [rule.name, input.type]), [
    ["Error rate", "ratio"],
    ["Latency p95", "metric"],
    ["New error", "new_value"],
    ["Service silent", "absence"],
  ]);
  for (const service of SERVICES_GENERATED) {
    const event = makeEvent(0, { service, level: "ERROR", fields: { latency_ms: 7 } });
    for (const { rule } of rules) {
      assert.ok(matches(rule.query, event), rule.name);
      assert.deepEqual(rule.groupBy.map(({ name }) => name), ["service"]);
    }
  }
});
