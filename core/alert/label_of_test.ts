import assert from "node:assert/strict";
import { labelOf } from "./label_of.ts";

Deno.test("an alert's rule and severity are labels that none of its own hides, what it has not is empty", () => {
  const labels = { team: "shop", rule: "mine", severity: "none" };
  const alert = { labels, rule: "Errors", severity: "critical" } as const;
  const names = ["rule", "severity", "team", "service", "constructor"];
  assert.deepEqual(names.map((name) => labelOf(alert, name)), [
    "Errors",
    "critical",
    "shop",
    "",
    "",
  ]);
});
