import assert from "node:assert/strict";
import fc from "fast-check";
import { isMonotone, type Rule } from "./rule.ts";
import { SharedRoom } from "./room.ts";
import { RuleRun } from "./rule_run.ts";
import { FoundTexts, makeEvent, makeRule } from "./testing.ts";
import { END_MS, EVENTS, INTERVAL_MS, RULES, START_MS, toArrival } from "./testing_runs.ts";

Deno.test("foresee finds by what is new what it finds by a look at everything", () => {
  let raised = 0;
  fc.assert(
    fc.property(LATE_RULES, EVENTS, fc.nat(20_000), (rule, drafts, behindMs) => {
      const arrivals = drafts.map((draft) => toArrival(draft, rule))
        .filter(({ atMs }) => atMs >= START_MS).sort((a, b) => a.atMs - b.atMs);
      const { findings } = new FoundTexts();
      const run = open(rule);
      for (let [ms, at] = [START_MS, 0]; ms <= END_MS; ms += INTERVAL_MS / 4) {
        for (; at < arrivals.length && arrivals[at]!.atMs <= ms; at++) run.add(arrivals[at]!.event);
        run.look(ms, findings);
        const fresh = open(rule);
        fresh.unpack(run.pack());
        fresh.look(ms, findings);
        assert.deepEqual(run.raised(), fresh.raised());
        raised += run.raised().length;
        const untilMs = ms - rule.latenessMs - behindMs;
        run.judge({ untilMs, nowMs: ms, effort: Infinity }, findings);
      }
    }),
    { numRuns: 300 },
  );
  assert(raised > 0);
});

const LATE_RULES = RULES.filter(isMonotone)
  .chain((rule) => fc.nat(20_000).map((latenessMs) => ({ ...rule, latenessMs })));

function open(rule: Rule): RuleRun {
  return new RuleRun(rule, { startMs: START_MS, room: new SharedRoom() });
}

Deno.test("RuleRun that another limit takes over goes on with what it counted", () => {
  const found = new FoundTexts();
  const rule = makeRule({
    condition: { sign: ">=", limit: 5 },
    windowMs: 10_000,
    latenessMs: 5000,
  });
  const run = new RuleRun(rule, { startMs: 0, room: new SharedRoom() });
  for (const atMs of [1000, 1500, 2500]) run.add(makeEvent(atMs));
  run.look(3000, found.findings);
  assert.deepEqual(found.shown, []);
  run.replace({ ...rule, condition: { sign: ">=", limit: 3 } });
  run.look(3000, found.findings);
  assert.deepEqual(found.shown, ["raised r [] firing 3000"]);
  run.replace({ ...rule, condition: { sign: ">=", limit: 2 } });
  run.judge({ untilMs: 4000, nowMs: 9000, effort: Infinity }, found.findings);
  assert.deepEqual(found.shown.length, 1, "it is one still");
  run.replace(rule);
  run.judge({ untilMs: 5000, nowMs: 10_000, effort: Infinity }, found.findings);
  assert.deepEqual(found.shown.slice(1), ["cleared r [] ok 5000"]);
});
