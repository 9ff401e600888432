import assert from "node:assert/strict";
import { parseFieldName } from "../query/field.ts";
import { parseQuery } from "../query/parse_query.ts";
import type { CaseEvents, RuleCase } from "./rule_case.ts";
import type { Rule } from "./rule.ts";
import { runCase } from "./run_case.ts";
import { makeEvent, makeRule } from "./testing.ts";
import { toPolicies } from "./to_policies.ts";

const MINUTE = 60_000;

const RULE = makeRule({
  name: "Errors",
  query: parseQuery("level:ERROR"),
  condition: { sign: ">=", limit: 3 },
  windowMs: 5 * MINUTE,
  intervalMs: MINUTE,
  latenessMs: MINUTE,
  groupBy: [{ name: "service", field: parseFieldName("service") }],
  labels: { team: "shop" },
  annotations: { summary: [{ name: "value" }, " errors"] },
  receivers: ["ops"],
});

const FIRING = { rule: "Errors", labels: { service: "a" }, annotations: {} };

Deno.test("runCase holds where all is as it was to be", () => {
  const found = run({
    events: [errors({ atMs: 10_000, times: 3 }), errors({ atMs: 10_000, times: 2 }, "b")],
    expect: [
      state(11_999, []),
      state(12_000, [{
        ...FIRING,
        labels: { service: "a", team: "shop" },
        annotations: { summary: "3 errors" },
      }]),
      state(6 * MINUTE, [FIRING]),
      state(8 * MINUTE, []),
    ],
    notices: [notice(MINUTE, "firing"), notice(8 * MINUTE, "resolved")],
  });
  assert.deepEqual(found, []);
});

Deno.test("runCase tells what does not fire, and what the windows came to", () => {
  const [failure, ...others] = run({
    events: [errors({ atMs: 10_000, times: 2 }), errors({ atMs: 70_000 }, "b")],
    expect: [state(4 * MINUTE, [FIRING])],
  });
  assert.deepEqual(others, []);
  assert.deepEqual(failure, {
    place: "x",
    message: 'at 4m: "Errors" {service: "a"} does not fire',
    details: [
      'the last windows of "Errors" (>= 3):',
      '  until 1m: 2 {service: "a"}, met in 0 of 2 groups',
      '  until 2m: 2 {service: "a"}, met in 0 of 2 groups',
      '  until 3m: 2 {service: "a"}, met in 0 of 2 groups',
      '  until 4m: 2 {service: "a"}, met in 0 of 2 groups',
    ],
  });
});

Deno.test("runCase tells what fires that was not to, and texts that are others", () => {
  const events = [errors({ atMs: 0, times: 3 }), errors({ atMs: 0, times: 4 }, "b")];
  const texts = run({
    events,
    expect: [state(MINUTE, [{
      ...FIRING,
      labels: { service: "a", team: "x" },
      annotations: { summary: "4 errors" },
    }])],
  }).map(({ message }) => message);
  assert.deepEqual(texts, [
    'at 1m: labels.team of "Errors" {service: "a", team: "x"} is "shop", not "x"',
    'at 1m: annotations.summary of "Errors" {service: "a", team: "x"} is "3 errors", not "4 errors"',
    'at 1m: "Errors" {team: "shop", service: "b"} fires since 0s, which is not expected',
  ]);
});

Deno.test("runCase tells notices that are missing, and those that are too many", () => {
  const events = [errors({ atMs: 0, times: 3 })];
  const one = run({ events, notices: [notice(MINUTE, "firing"), notice(2 * MINUTE, "resolved")] });
  assert.deepEqual(one.map(({ message }) => message), [
    "by 2m: told is nothing, not ops resolved [Errors]",
  ]);
  const two = run({ events, notices: [], expect: [state(10 * MINUTE, [])] });
  assert.deepEqual(two, [{
    place: "case",
    message: "after 0s: told is ops firing [Errors], ops resolved [Errors], not nothing",
    details: ["told at 2s: ops firing [Errors]", "told at 7m: ops resolved [Errors]"],
  }]);
});

Deno.test("runCase counts events that come late as long as their window is open", () => {
  const late = (lateMs: number) =>
    run({
      events: [errors({ atMs: 50_000, times: 2 }), errors({ atMs: 50_000, lateMs })],
      expect: [state(10 * MINUTE, [FIRING])],
      rules: ["Silent for long"],
    }, [{ ...RULE, name: "Silent for long", keepFiringForMs: 3_600_000 }])
      .length;
  assert.equal(late(60_000), 2); // That of another name fires, and that of this one does not.
  assert.equal(late(9 * MINUTE), 1);
});

Deno.test("runCase watches the rules that are named, and of the others those that are enabled", () => {
  const off = { ...RULE, name: "Off", enabled: false };
  const events = [errors({ atMs: 0, times: 3 })];
  const both = [{ ...FIRING }, { ...FIRING, rule: "Off" }];
  assert.deepEqual(run({ events, expect: [state(MINUTE, [FIRING])] }, [RULE, off]), []);
  const named = { events, rules: ["Errors", "Off"], expect: [state(MINUTE, both)] };
  assert.deepEqual(run(named, [RULE, off]), []);
});

Deno.test("runCase knows no values before it begins", () => {
  const rule = makeRule({
    ...{ name: "New", measure: { kind: "new" }, windowMs: 7 * 1440 * MINUTE },
    ...{ intervalMs: MINUTE, latenessMs: MINUTE },
    groupBy: [{ name: "service", field: parseFieldName("service") }],
  });
  const found = run({
    events: [errors({ atMs: 0 }), errors({ atMs: 3 * MINUTE })],
    expect: [
      state(2 * MINUTE, [{ ...FIRING, rule: "New" }]),
      state(4 * MINUTE, []),
      state(6 * MINUTE, []),
    ],
  }, [rule]);
  assert.deepEqual(found, []);
});

function run(given: Partial<RuleCase>, rules: readonly Rule[] = [RULE]) {
  const whole: RuleCase = {
    ...{ name: "n", place: "case", rules: null, startMs: 1_000 * MINUTE, events: [], expect: [] },
    notices: null,
    ...given,
  };
  return runCase(whole, rules, toPolicies(rules)).failures;
}

function errors(given: Partial<CaseEvents>, service = "a"): CaseEvents {
  const event = makeEvent(0, { level: "ERROR", service });
  return { atMs: 0, times: 1, everyMs: 1000, lateMs: 0, event, ...given };
}

function state(atMs: number, firing: RuleCase["expect"][number]["firing"]) {
  return { place: "x", atMs, firing };
}

function notice(atMs: number, status: "firing" | "resolved") {
  return { place: "x", atMs, receiver: "ops", status, rules: ["Errors"] };
}
