import { Document, visit } from "yaml";
import type { RuleInput } from "../../core/alert/rule_input.ts";
import { escapeJson, escapeText } from "../escape_text.ts";

/** A file of these rules, YAML: `parseRuleFile` reads the same. No text in it can steer a terminal. */
export function printRules(rules: readonly RuleInput[]): string {
  const document = new Document({ rules: structuredClone(rules) }, {
    aliasDuplicateObjects: false,
  });
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === "string" && isUnsafe(node.value)) node.type = "QUOTE_DOUBLE";
    },
  });
  // Within double quotes YAML has the escapes of JSON.
  return document.toString({ lineWidth: 0 }).split("\n").map(escapeJson).join("\n");
}

/** Whether a line of it has to be escaped. */
function isUnsafe(text: string): boolean {
  return text.split("\n").some((line) => escapeText(line) !== line);
}
