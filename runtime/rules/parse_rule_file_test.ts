import assert from "node:assert/strict";
import { parseRuleFile } from "./parse_rule_file.ts";

const RULE = `- name: Errors
    query: level:ERROR
    type: threshold
    window: 5m
    threshold: ">= 50"
    group_by: [service]`;

Deno.test("parseRuleFile reads rules, and leaves tests to others", () => {
  const file = parseRuleFile(`tests:\n  - {any: thing}\nrules:\n  ${RULE}\n`, "r.yaml");
  assert.deepEqual(file.faults, []);
  assert.deepEqual(file.tests, [{ any: "thing" }]);
  assert.equal(file.placeOf(["tests", 0, "any"]), "r.yaml:2:6");
  const [{ rule, input, place }, ...more] = file.rules as [typeof file.rules[0]];
  assert.deepEqual(more, []);
  assert.equal(place, "r.yaml:4:5");
  assert.deepEqual([rule.name, rule.windowMs, rule.groupBy[0]!.name], [
    "Errors",
    300_000,
    "service",
  ]);
  assert.deepEqual(input, {
    ...{ name: "Errors", query: "level:ERROR", type: "threshold", window: "5m" },
    ...{ threshold: ">= 50", group_by: ["service"] },
  });
  assert.deepEqual(parseRuleFile("rules: []", "r").faults, []);
  assert.equal(parseRuleFile("rules: []", "r").tests, undefined);
});

Deno.test("parseRuleFile tells every fault at once, in order, each with line and column", () => {
  const text = `rules:
  ${RULE}
  - name: Errors
    query: (a
    type: thresold
    windw: 5m
    threshold: [1]
    labels: {team: 5, rule: x}
    annotations: {summary: "{{ nope }}"}
    for: 5x
  - 7
  - name: third
    query: "*"
    type: absence
    window: 60
    group_by: [service, ~]
    annotations: {summary: "{{ servce }}"}
  - ${RULE.slice(2)}
    annotations:
      summary: |
        A
        {{ srvice }}
tsts: []
`;
  const { faults, rules } = parseRuleFile(text, "r.yaml");
  assert.equal(rules.length, 1);
  const starts = [
    '8:5: "window" is missing; give one such as 5m',
    '9:5: "query" cannot be read at column 1: "(" is not closed',
    '10:5: "type" is no type; give one of threshold, absence',
    '11:5: "windw" is not a known key; did you mean "window"?',
    '12:5: "threshold" is no text or number',
    '13:14: "labels.team" is no text',
    '15:5: "for" is "5x", which is no length of time',
    "16:5: is no rule; write keys and values",
    '20:5: "window" is no text',
    '21:25: "group_by.1" is no text',
    '30:7: "annotations.summary" is faulty at column 3: there is no "srvice"',
    '33:1: "tsts" is not a known key; did you mean "tests"?',
  ];
  assert.equal(faults.length, starts.length, faults.join("\n"));
  starts.forEach((start, i) => assert.ok(faults[i]!.startsWith(`r.yaml:${start}`), faults[i]));
});

Deno.test("parseRuleFile refuses two rules of one name, and what is no list of rules", () => {
  const twice = parseRuleFile(`rules:\n  ${RULE}\n  ${RULE}\n`, "r.yaml");
  const hint = "give each rule a name of its own";
  assert.deepEqual(twice.faults, [`r.yaml:8:5: "Errors" is also the name at r.yaml:2:5; ${hint}`]);
  const table: [string, RegExp][] = [
    ["", /^r:1:1: is no file of rules; begin with "rules:"/],
    ["- a", /^r:1:1: is no file of rules/],
    ["tests: []", /^r:1:1: "rules" is missing/],
    ["rules:\n", /^r:1:1: "rules" is no list; write "- name: …"/],
    ["rules: {a: b}", /^r:1:1: "rules" is no list/],
    ["rules: [\n", /^r:2:1: cannot be read as YAML/],
    [`rules: [${"1,".repeat(10_001)}]`, /^r:1:1: "rules" has over 10000 entries/],
  ];
  for (const [text, problem] of table) {
    const { faults, rules } = parseRuleFile(text, "r");
    assert.match(faults[0]!, problem);
    assert.equal(faults.length, 1, faults.join("\n"));
    assert.deepEqual(rules, []);
  }
  const many = parseRuleFile(`rules: [${"1,".repeat(1500)}]`, "r").faults;
  assert.equal(many.length, 1001);
  assert.equal(many.at(-1), "r:1:2009: from here on, there are 500 more");
});

Deno.test("parseRuleFile is not misled by names that objects have", () => {
  const odd =
    "    labels: {__proto__: a, constructor: b}\n    toString: 1\n    __proto__: {window: 1h}\n";
  const { faults } = parseRuleFile(`rules:\n  ${RULE}\n${odd}`, "r");
  assert.deepEqual(faults.map((fault) => fault.slice(0, 40)), [
    'r:9:5: "toString" is not a known key; kn',
    'r:10:5: "__proto__" is not a known key; ',
  ]);
});
