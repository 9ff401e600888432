import assert from "node:assert/strict";
import fc from "fast-check";
import { isMonotone, type Rule } from "./rule.ts";
import { SharedRoom } from "./room.ts";
import { RuleRun } from "./rule_run.ts";
import { FoundTexts } from "./testing.ts";
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
