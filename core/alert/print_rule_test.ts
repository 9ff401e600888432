import assert from "node:assert/strict";
import fc from "fast-check";
import { hashRule } from "./hash_rule.ts";
import { printRule } from "./print_rule.ts";
import { rules } from "./testing_rules.ts";
import { makeRule } from "./testing.ts";
import { toRule } from "./to_rule.ts";

Deno.test("property: toRule reads what printRule writes as the same rule", () => {
  fc.assert(fc.property(rules, (rule) => {
    const read = toRule(printRule(rule));
    assert.deepEqual(read.faults, []);
    assert.deepEqual(read.rule, rule);
    assert.equal(hashRule(read.rule!), hashRule(rule));
  }));
});

Deno.test("hashRule changes with what is counted, and only then", () => {
  const query = { kind: "text", tokens: [["a"]], value: ["a"] } as const;
  const field = { field: "host", extra: false };
  const hash = hashRule(makeRule());
  assert.match(hash, /^[0-9a-f]{14}$/);
  const told = { name: "x", queryText: " * ", severity: "info", labels: { a: "b" } } as const;
  const texts = { annotations: { a: ["b"] }, receivers: ["c"], enabled: false };
  assert.equal(hashRule(makeRule({ ...told, ...texts })), hash);
  const times = { latenessMs: 1, forMs: 1, keepFiringForMs: 1, rememberMs: 1 };
  assert.equal(hashRule(makeRule({ ...times, condition: { sign: ">=", limit: 2 } })), hash);
  const named = { name: "hostname", field };
  assert.equal(
    hashRule(makeRule({ groupBy: [named] })),
    hashRule(makeRule({ groupBy: [{ ...named, name: "host" }] })),
  );
  const others = [
    { query },
    { measure: { kind: "new" } },
    { measure: { kind: "stats", function: { kind: "count", field: null } } },
    { measure: { kind: "stats", function: { kind: "avg", field: "a" } } },
    { measure: { kind: "ratio", part: query, eventsMin: 1 } },
    { measure: { kind: "ratio", part: { kind: "not", part: query }, eventsMin: 1 } },
    { measure: { kind: "ratio", part: query, eventsMin: 2 } },
    { measure: { kind: "spike", offsetMs: 1000, eventsMin: 1 } },
    { measure: { kind: "spike", offsetMs: 2000, eventsMin: 1 } },
    { condition: { sign: ">", limit: 1 } },
    { windowMs: 2000 },
    { intervalMs: 500 },
    { groupBy: [named] },
    { groupBy: [{ ...named, field: { field: "host", extra: true } }] },
  ] as const;
  const hashes = others.map((given) => hashRule(makeRule(given)));
  assert.equal(new Set([hash, ...hashes]).size, others.length + 1);
});
