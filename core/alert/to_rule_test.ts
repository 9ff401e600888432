import assert from "node:assert/strict";
import type { PartialInput, RuleInput } from "./rule_input.ts";
import { toRule } from "./to_rule.ts";

const INPUT: RuleInput = {
  name: "Errors",
  query: "level:ERROR",
  type: "threshold",
  window: "5m",
  threshold: ">= 50",
};

function read(given: PartialInput) {
  const { rule, faults } = toRule({ ...INPUT, ...given });
  assert.deepEqual(faults, []);
  return rule!;
}

/** Of the type, without the threshold of the others. */
function faultsOf(given: PartialInput): string[] {
  return toRule({ ...INPUT, ...given }).faults.map(({ path, message }) =>
    `${path.join(".")} ${message}`
  );
}

Deno.test("toRule fills in what is left out", () => {
  assert.deepEqual(read({}), {
    name: "Errors",
    query: { kind: "field", field: "level", extra: false, value: ["ERROR"] },
    queryText: "level:ERROR",
    measure: { kind: "count" },
    condition: { sign: ">=", limit: 50 },
    windowMs: 300_000,
    intervalMs: 60_000,
    latenessMs: 60_000,
    forMs: 0,
    keepFiringForMs: 0,
    rememberMs: 86_400_000,
    groupBy: [],
    severity: "warning",
    labels: {},
    annotations: {},
    receivers: [],
    enabled: true,
  });
});

Deno.test("toRule reads each type", () => {
  const none = { threshold: undefined };
  assert.deepEqual(read({ type: "absence", ...none }).condition, { sign: "<", limit: 1 });
  const fresh = read({
    type: "new_value",
    ...none,
    window: "30d",
    field: "path",
    group_by: ["service"],
  });
  assert.deepEqual([fresh.measure, fresh.condition, fresh.intervalMs, fresh.keepFiringForMs], [
    ...[{ kind: "new" }, { sign: ">=", limit: 1 }, 60_000, 900_000],
  ]);
  assert.deepEqual(fresh.groupBy.map(({ name }) => name), ["service", "path"]);
  const called = { kind: "percentile", percent: 95, field: "latency_ms" };
  const metric = read({ type: "metric", metric: "P95( latency_ms )", threshold: "> 900" });
  assert.deepEqual(metric.measure, { kind: "stats", function: called });
  const ratio = read({ type: "ratio", query: "*", part: "level:ERROR", threshold: "> 0.05" });
  assert.deepEqual(ratio.measure, {
    kind: "ratio",
    part: { kind: "field", field: "level", extra: false, value: ["ERROR"] },
    eventsMin: 1,
  });
  const spike = { type: "spike", threshold: 3 } as const;
  assert.deepEqual(read(spike).measure, { kind: "spike", offsetMs: 300_000, eventsMin: 10 });
  assert.deepEqual(read({ ...spike, against: "1d", min_events: 5 }).measure, {
    ...{ kind: "spike", offsetMs: 86_400_000, eventsMin: 5 },
  });
});

Deno.test("toRule chooses an interval that divides the window into not too many", () => {
  const table: [string, string][] = [
    ["1s", "1s"],
    ["1500ms", "1500ms"],
    ["90s", "30s"],
    ["5m", "1m"],
    ["1d", "1m"],
    ["2d", "5m"],
    ["7d", "15m"],
    ["30d", "1h"],
    ["365d", "1d"],
  ];
  for (const [window, interval] of table) {
    assert.equal(read({ window }).intervalMs, read({ window: interval }).windowMs, window);
  }
  assert.equal(read({ type: "spike", window: "5m", against: "450s" }).intervalMs, 30_000);
  assert.match(
    faultsOf({ window: "86401s" })[0]!,
    /^window is 86401s, which is not made of at most 1440 equal/,
  );
});

Deno.test("toRule reads thresholds", () => {
  const table: [string | number, string, number][] = [
    [50, ">=", 50],
    ["50", ">=", 50],
    [" >1e3 ", ">", 1000],
    ["<= 3", "<=", 3],
    ["<1", "<", 1],
    ["> 0", ">", 0],
  ];
  for (const [threshold, sign, limit] of table) {
    assert.deepEqual(read({ threshold }).condition, { sign, limit });
  }
  const metric = { type: "metric", metric: "avg(degrees)" } as const;
  assert.deepEqual(read({ ...metric, threshold: "< -5.5" }).condition, { sign: "<", limit: -5.5 });
  assert.equal(Object.is(read({ ...metric, threshold: "> -0" }).condition.limit, 0), true);
});

Deno.test("toRule refuses limits that say nothing", () => {
  const ratio = { type: "ratio", part: "a" } as const;
  const spike = { type: "spike" } as const;
  const count = { type: "metric", metric: "count_distinct(user_id)" } as const;
  const table: [PartialInput, RegExp][] = [
    [{ threshold: ">= 0" }, /always holds, also where nothing happens; give more, such as >= 1/],
    [{ threshold: "> -1" }, /always holds/],
    [{ threshold: 0 }, /always holds/],
    [{ threshold: "< 0" }, /never holds/],
    [{ threshold: "<= -1" }, /never holds/],
    [{ ...count, threshold: ">= 0" }, /always holds/],
    [{ ...spike, threshold: ">= 0" }, /always holds/],
    [{ ...ratio, threshold: ">= 0" }, /always holds/],
    [{ ...ratio, threshold: "> 5" }, /a share is from 0 to 1; write 0.05 for 5 %/],
    [{ ...ratio, threshold: "> 1" }, /never holds, as a share/],
    [{ ...ratio, threshold: "<= 1" }, /always holds, as a share/],
    [{ threshold: "= 5" }, /"= 5", which is no limit; write >= 50/],
    [{ threshold: "many" }, /is no limit/],
    [{ threshold: NaN }, /is no limit/],
    [{ threshold: ">= 1e999" }, /is no limit/],
  ];
  for (const [given, problem] of table) {
    const [fault, ...more] = faultsOf(given);
    assert.match(fault!, /^threshold is /);
    assert.match(fault!, problem);
    assert.deepEqual(more, []);
  }
});

Deno.test("toRule tells every fault, each with its path", () => {
  const faults = faultsOf({
    ...{ name: "-", query: "(a", window: "5x", threshold: "x", lateness: "2d", metric: "p95(a)" },
    ...{ for: "-1s", group_by: ["message", "host", "hostname"], severity: "bad" as "info" },
    ...{ labels: { rule: "a", "b-c": "d" }, receivers: ["", "a", "a"] },
  });
  const starts = [
    'name is "-", which is no name; write up to 100 letters',
    'query cannot be read at column 1: "(" is not closed',
    'window is "5x", which is no length of time; write 30s, 5m, 1h or 1d',
    'lateness is "2d", which does not do; give a length from 0s to 1d',
    'for is "-1s", which is no length of time',
    "metric means nothing in threshold rules; leave it out, or choose another type",
    'threshold is "x", which is no limit',
    'group_by.0 is "message", of which nearly every event has its own; choose another',
    "group_by.2 means a field that is there already; leave it out",
    "labels.rule is a label that every alert has by itself",
    "labels.b-c is no name of a text",
    'receivers.0 is "", which is no name of a receiver',
    'receivers.2 is "a" once more; leave it out',
    'severity is "bad"; give one of info, warning, critical',
  ];
  assert.equal(faults.length, starts.length, faults.join("\n"));
  starts.forEach((start, i) => assert.ok(faults[i]!.startsWith(start), faults[i]));
});

Deno.test("toRule refuses one by one what cannot be meant", () => {
  const long = "x".repeat(257);
  const table: [PartialInput, string][] = [
    [{ name: undefined }, "name is missing"],
    [{ query: undefined }, "query is missing; write one, * for all events"],
    [{ query: "a | stats count()" }, "query cannot be read at column 3: pipes mean nothing here"],
    [{ query: "timestamp:>now-1h" }, "query cannot be read at column 12"],
    [{ type: undefined }, "type is missing; give one of threshold, absence"],
    [{ type: "x" as "spike" }, "type is none of threshold, absence"],
    [{ window: undefined }, "window is missing; give one such as 5m"],
    [{ window: "500ms" }, 'window is "500ms", which does not do; give a length from 1s to 365d'],
    [{ threshold: undefined }, "threshold is missing, which threshold rules need"],
    [{ type: "absence" }, "threshold means nothing in absence rules"],
    [{ type: "metric" }, "metric is missing, which metric rules need; write it, as in metric: p95"],
    [
      { type: "metric", metric: "p95" },
      'metric cannot be read at column 1: "p95" has no parentheses',
    ],
    [
      { type: "metric", metric: "avg(a), max(a)" },
      'metric cannot be read at column 7: "," is not expected',
    ],
    [
      { type: "metric", metric: "avg(a) by b" },
      'metric cannot be read at column 8: "by" is not expected',
    ],
    [{ type: "metric", metric: "avg(a) | top a" }, 'metric cannot be read at column 8: "|" is not'],
    [
      { type: "metric", metric: "avg(level)" },
      "metric cannot be read at column 5: level has no numbers",
    ],
    [{ type: "ratio", threshold: 0.5 }, "part is missing"],
    [{ type: "ratio", threshold: 0.5, part: "a |" }, "part cannot be read at column 3"],
    [
      { type: "ratio", threshold: 0.5, part: "a", min_events: 0 },
      "min_events is 0; give a whole number",
    ],
    [{ type: "spike", min_events: 1.5 }, "min_events is 1.5; give a whole number from 1"],
    [{ type: "spike", against: "last" }, 'against is "last", which is neither previous nor'],
    [
      { type: "spike", against: "1m" },
      'against is "1m", which does not do; give a length from 5m to 30d',
    ],
    [{ type: "spike", against: "31d" }, 'against is "31d", which does not do'],
    [{ type: "spike", against: "660812185w" }, 'against is "660812185w", which does not do'],
    [{ for: "999999999w" }, 'for is "999999999w", which does not do; give a length from 0s'],
    [{ interval: "7s" }, 'interval is "7s", which does not divide the window (5m); give 1m'],
    [{ interval: "10m" }, 'interval is "10m", which does not do; give a length from 1s to 5m'],
    [{ interval: "500ms" }, 'interval is "500ms", which does not do'],
    [
      { window: "1h", interval: "1s" },
      'interval is "1s", which is more than 1440 times in the window (1h)',
    ],
    [
      { type: "spike", interval: "150s", against: "400s" },
      'interval is "150s", which does not divide against (400s); give 20s',
    ],
    [{ group_by: ["a", "b", "c", "d", "e", "f"] }, "group_by has over 5 names"],
    [{ group_by: [""] }, "group_by.0 is empty"],
    [{ group_by: [long] }, "group_by.0 is over 256 characters"],
    [{ group_by: ["k8s.*"] }, "group_by.0 has wildcards"],
    [{ group_by: ["value"] }, 'group_by.0 is "value", which means something else in templates'],
    [{ group_by: ["timestamp"] }, 'group_by.0 is "timestamp", a time'],
    [{ labels: { a: "x".repeat(1001) } }, "labels.a is over 1000 characters"],
    [{ labels: { a: "b" }, group_by: ["a"] }, "labels.a is a label that group_by has, too"],
    [
      { labels: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`a${i}`, ""])) },
      "labels has over 20",
    ],
    [
      { annotations: { summary: "{{ user }}" } },
      'annotations.summary is faulty at column 1: there is no "user"',
    ],
    [{ annotations: { "a b": "" } }, "annotations.a b is no name of a text"],
  ];
  for (const [given, start] of table) {
    const [fault, ...more] = faultsOf(given);
    assert.ok(fault?.startsWith(start), `${fault} does not begin with ${start}`);
    assert.deepEqual(more, [], start);
  }
  const fresh = { type: "new_value", threshold: undefined } as const;
  assert.match(faultsOf(fresh)[0]!, /^field is missing, which new_value rules need/);
  assert.match(
    faultsOf({ ...fresh, field: "host", group_by: ["host"] })[0]!,
    /^field means a field that/,
  );
});
