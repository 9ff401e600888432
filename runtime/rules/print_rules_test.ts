import fc from "fast-check";
import assert from "node:assert/strict";
import type { RuleInput } from "../../core/alert/rule_input.ts";
import { escapeText } from "../escape_text.ts";
import { parseRuleFile } from "./parse_rule_file.ts";
import { printRules } from "./print_rules.ts";

const RULE: RuleInput = {
  ...{ name: "Error rate", query: 'level:ERROR "a: b" #c', type: "threshold", window: "5m" },
  ...{ threshold: ">= 50", group_by: ["service"], receivers: ["ops"], enabled: false },
};

Deno.test("printRules prints what people would write", () => {
  assert.equal(
    printRules([RULE]),
    `rules:
  - name: Error rate
    query: 'level:ERROR "a: b" #c'
    type: threshold
    window: 5m
    threshold: ">= 50"
    group_by:
      - service
    receivers:
      - ops
    enabled: false
`,
  );
});

Deno.test("printRules prints what is read as the same, one harmless line after another", () => {
  const odd = fc.constantFrom(
    "\u001b[31m",
    "\u0007",
    "\t",
    "\r",
    "\u0085",
    "\u202e",
    "\n",
    " ",
    "#",
  );
  const text = fc.string({ unit: fc.oneof(odd, fc.string({ unit: "binary" })), maxLength: 20 })
    .filter((text) => text.isWellFormed() && !/[{}]/.test(text));
  fc.assert(fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
    const rules = texts.map((text, i) => {
      return { ...RULE, name: `r${i}`, labels: { a: text }, annotations: { summary: text } };
    });
    const printed = printRules(rules);
    for (const line of printed.split("\n")) assert.equal(escapeText(line), line);
    const { rules: read, faults } = parseRuleFile(printed, "r.yaml");
    assert.deepEqual(faults, []);
    assert.deepEqual(read.map(({ input }) => input), rules);
  }));
});
