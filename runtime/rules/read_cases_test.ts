import assert from "node:assert/strict";
import { parseRuleFile } from "./parse_rule_file.ts";
import { readCases } from "./read_cases.ts";

const RULES = `rules:
  - {name: Errors, query: level:ERROR, type: threshold, window: 5m, threshold: 3,
     group_by: [service], labels: {team: shop}, receivers: [ops]}
  - {name: Silent, query: "*", type: absence, window: 5m}
tests:
`;

function read(tests: string) {
  const file = parseRuleFile(RULES + tests, "r.yaml");
  assert.deepEqual(file.faults, []);
  return readCases(file);
}

Deno.test("readCases reads a test with everything in it", () => {
  const { cases, faults } = read(`
  - name: three errors
    rules: [Errors]
    start: 2025-10-23T14:00:00Z
    events:
      - {at: 10s, times: 3, every: 1s, late: 5s, level: warning, service: shop, message: m,
         host: h, file: f, fields: {a: {b: 1}, c: x}}
    expect:
      - {at: 1m, firing: [{rule: Errors, labels: {service: shop}, annotations: {summary: s}}]}
      - {at: 1m, firing: []}
    notices:
      - {at: 1m, receiver: ops, status: firing, rules: [Errors]}
`);
  assert.deepEqual(faults, []);
  const startMs = Date.UTC(2025, 9, 23, 14);
  const origin = "0".repeat(15);
  assert.deepEqual(cases, [{
    ...{ name: "three errors", place: "r.yaml:7:5", rules: ["Errors"], startMs },
    events: [{
      ...{ atMs: 10_000, times: 3, everyMs: 1000, lateMs: 5000 },
      event: {
        ...{ origin, position: 0, begin: 0, end: 1, timestampMs: startMs, ingestedMs: startMs },
        ...{ level: "WARN", service: "shop", message: "m", hostname: "h", file: "f" },
        fields: { "a.b": 1, c: "x" },
      },
    }],
    expect: [
      {
        ...{ place: "r.yaml:14:9", atMs: 60_000 },
        firing: [{ rule: "Errors", labels: { service: "shop" }, annotations: { summary: "s" } }],
      },
      { place: "r.yaml:15:9", atMs: 60_000, firing: [] },
    ],
    notices: [
      {
        ...{ place: "r.yaml:17:9", atMs: 60_000 },
        ...{ receiver: "ops", status: "firing", rules: ["Errors"] },
      },
    ],
  }]);
});

Deno.test("readCases reads lines of every format as they are shipped, but for their times", () => {
  const { cases, faults } = read(`
  - name: lines
    events:
      - {at: 5s, line: "2025-10-23 14:32:15 ERROR [payment-service] Card declined"}
      - {at: 6s, line: '{"level":"error","service":"shop","msg":"no","order":7}'}
      - {at: 7s, service: app, line: "java.lang.X: no\\n\\tat a.b(C.java:1)"}
    expect: [{at: 1m, firing: []}]
`);
  assert.deepEqual(faults, []);
  const shown = cases[0]!.events.map(({ event: { level, service, message, fields } }) => {
    return { level, service, message, fields };
  });
  assert.deepEqual(shown, [
    { level: "ERROR", service: "payment-service", message: "Card declined", fields: null },
    { level: "ERROR", service: "shop", message: "no", fields: { order: 7 } },
    {
      ...{ level: "UNKNOWN", service: "app", fields: null },
      message: "java.lang.X: no\n\tat a.b(C.java:1)",
    },
  ]);
});

const FAULTS: readonly (readonly [what: string, tests: string, fault: string])[] = [
  [
    "no list",
    "  5",
    'r.yaml:5:1: "tests" is no list of up to 1000 tests; write "- name: …" for each',
  ],
  ["no test", "  - 5", 'r.yaml:6:5: is no test; begin with "name:"'],
  [
    "an unknown key of a test",
    "  - {name: a, expects: [], expect: [{at: 1s, firing: []}]}",
    'r.yaml:6:15: "expects" is not a known key; did you mean "expect"?',
  ],
  [
    "an unknown key of an event",
    "  - {name: a, events: [{at: 1s, leve: x}], expect: [{at: 1s, firing: []}]}",
    'r.yaml:6:33: "events.0.leve" is not a known key; did you mean "level"?',
  ],
  [
    "an unknown key of an alert",
    "  - {name: a, expect: [{at: 1s, firing: [{rule: Errors, label: {}}]}]}",
    'r.yaml:6:57: "expect.0.firing.0.label" is not a known key; did you mean "labels"?',
  ],
  [
    "no name",
    "  - {expect: [{at: 1s, firing: []}]}",
    'r.yaml:6:5: "name" is missing; give text',
  ],
  [
    "nothing to expect",
    "  - {name: a, events: [{at: 1s}]}",
    'r.yaml:6:5: expects nothing; give "expect" or "notices"',
  ],
  [
    "no time",
    "  - {name: a, expect: [{at: 5x, firing: []}]}",
    'r.yaml:6:25: "expect.0.at" is no time; write 90s, 5m or 2h',
  ],
  [
    "a time that is too late",
    "  - {name: a, expect: [{at: 31d, firing: []}]}",
    'r.yaml:6:25: "expect.0.at" is over 30d',
  ],
  [
    "times out of order",
    "  - {name: a, expect: [{at: 5m, firing: []}, {at: 1m, firing: []}]}",
    'r.yaml:6:47: "expect.1.at" is before the one above; put them in order',
  ],
  [
    "another rule",
    "  - {name: a, expect: [{at: 5m, firing: [{rule: Error}]}]}",
    'r.yaml:6:43: "expect.0.firing.0.rule" is "Error", which is no rule here',
  ],
  [
    "a rule that is not watched",
    "  - {name: a, rules: [Silent], expect: [{at: 5m, firing: [{rule: Errors}]}]}",
    'r.yaml:6:60: "expect.0.firing.0.rule" is not among the "rules" of the test; add it there',
  ],
  [
    "a label that the rule has not",
    "  - {name: a, expect: [{at: 5m, firing: [{rule: Errors, labels: {servce: x}}]}]}",
    'r.yaml:6:66: "expect.0.firing.0.labels.servce" is no label of the rule; it has service, team',
  ],
  [
    "a receiver that no rule names",
    "  - {name: a, notices: [{at: 5m, receiver: dev, status: firing, rules: [Errors]}]}",
    'r.yaml:6:34: "notices.0.receiver" is no receiver of the rules; they name ops',
  ],
  [
    "another status",
    "  - {name: a, notices: [{at: 5m, receiver: ops, status: over, rules: [Errors]}]}",
    'r.yaml:6:49: "notices.0.status" is neither firing nor resolved',
  ],
  [
    "no level",
    "  - {name: a, events: [{at: 1s, level: bad}], expect: [{at: 1s, firing: []}]}",
    'r.yaml:6:33: "events.0.level" is no level; write ERROR, WARN, INFO or another',
  ],
  [
    "a level beside a line",
    "  - {name: a, events: [{at: 1s, level: info, line: x}], expect: [{at: 1s, firing: []}]}",
    'r.yaml:6:33: "events.0.level" means nothing beside line; leave one of them out',
  ],
  [
    "two lines",
    '  - {name: a, events: [{at: 1s, line: "a\\nb"}], expect: [{at: 1s, firing: []}]}',
    'r.yaml:6:33: "events.0.line" is not one event; give each an entry of its own',
  ],
  [
    "too many events",
    "  - {name: a, events: [{at: 1s, times: 60000}, {at: 1s, times: 60000}], expect: [{at: 1s, firing: []}]}",
    'r.yaml:6:57: "events.1.times" makes over 100000 events of the test; give fewer',
  ],
  [
    "a start that moves",
    "  - {name: a, start: now-1h, expect: [{at: 1s, firing: []}]}",
    'r.yaml:6:15: "start" is no time in full; write it as 2025-10-23T14:00:00Z',
  ],
];

for (const [what, tests, fault] of FAULTS) {
  Deno.test(`readCases tells ${what}, with its place`, () => {
    assert.deepEqual(read(tests), { cases: [], faults: [fault] });
  });
}

Deno.test("readCases knows nothing of a file without tests", () => {
  const file = parseRuleFile(RULES.replace("tests:\n", ""), "r.yaml");
  assert.deepEqual(readCases(file), { cases: [], faults: [] });
});
