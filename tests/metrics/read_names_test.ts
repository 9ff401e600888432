import assert from "node:assert/strict";
import { readNames } from "./read_names.ts";

Deno.test("readNames finds the metrics and labels of an expression, and nothing else", () => {
  const cases: [string, string[], string[]][] = [
    ["up", ["up"], []],
    ['sum by (le, job) (rate(a_bucket{x="b c", y!~"d{2}"}[5m]))', ["a_bucket"], [
      "x",
      "y",
      "le",
      "job",
    ]],
    ["sum(a) by (x) / on () max(b) > 0.5 or vector(0)", ["a", "b"], ["x"]],
    ["logflow:a:max offset 5m >= bool 1e3", ["logflow:a:max"], []],
  ];
  for (const [expr, metrics, labels] of cases) {
    const found = readNames(expr);
    assert.deepEqual([found.metrics, found.labels.toSorted()], [metrics, labels.toSorted()], expr);
  }
});
