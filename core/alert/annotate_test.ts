import assert from "node:assert/strict";
import { annotate, toLabels } from "./annotate.ts";
import { toRule } from "./to_rule.ts";

const { rule } = toRule({
  name: "Errors",
  query: "level:ERROR",
  type: "ratio",
  part: "timeout",
  window: "90s",
  threshold: "> 0.05",
  group_by: ["service", "labels.team"],
  severity: "critical",
  labels: { team: "shop" },
  annotations: {
    all: "{{ rule }} {{severity}} {{ window }} {{ threshold }} {{ value }}",
    names: "{{ service }} {{ labels.service }} {{ labels.team }} {{ labels.labels.team }}",
  },
});

Deno.test("annotate puts the facts of an alert into the texts of its rule", () => {
  const values = ["payment", "{{ rule }}"];
  assert.deepEqual(annotate(rule!, { values, value: 1 / 3 }), {
    all: "Errors critical 90s > 0.05 0.3333",
    names: "payment payment {{ rule }} {{ rule }}",
  });
  assert.equal(annotate(rule!, { values: [], value: null })["all"]!.slice(-4), "none");
});

Deno.test("an alert's labels are those of its rule, and its fields", () => {
  assert.deepEqual(toLabels(rule!, ["payment", "x"]), {
    ...{ team: "shop", service: "payment", "labels.team": "x" },
  });
});
