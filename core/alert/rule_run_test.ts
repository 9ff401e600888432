import assert from "node:assert/strict";
import fc from "fast-check";
import { SharedRoom } from "./room.ts";
import type { Rule } from "./rule.ts";
import { RuleRun } from "./rule_run.ts";
import { FoundTexts } from "./testing.ts";
import {
  type Arrival,
  END_MS,
  EVENTS,
  INTERVAL_MS,
  KILLS,
  RULES,
  START_MS,
  toArrival,
  toExpected,
  toJudged,
} from "./testing_runs.ts";

Deno.test("RuleRun finds the same for the same events, in whatever order within lateness, through kills", () => {
  fc.assert(
    fc.property(RULES, EVENTS, KILLS, (rule, drafts, kills) => {
      const arrivals = drafts.map((draft) => toArrival(draft, rule))
        .filter(({ atMs }) => atMs >= START_MS);
      const found = new FoundTexts();
      follow(rule, arrivals, { kills, found });
      const events = arrivals.map(({ event }) => event);
      const expected = toExpected(rule, events, toJudged(rule));
      assert.deepEqual([...new Set(found.changed)].sort(), expected.sort());
      if (kills.length === 0) assertShown(found);
    }),
    { numRuns: 2000 },
  );
});

/** What is shown of a group is raised and cleared in turn, and in the end as the last window has it. */
function assertShown({ changed, shown }: FoundTexts): void {
  for (const group of new Set([...changed, ...shown].map(toGroup))) {
    const own = shown.filter((text) => toGroup(text) === group).map((text) => text.split(" ")[0]);
    own.forEach((word, i) => assert.equal(word, i % 2 === 0 ? "raised" : "cleared"));
    const last = changed.findLast((text) => toGroup(text) === group);
    assert.equal(own.at(-1) === "raised", last?.includes(" firing ") ?? false);
  }
}

function toGroup(text: string): string {
  return /\[.*\]/.exec(text)![0];
}

/** Lets the clock go on by a tenth of an interval, and hands over what arrives; goes back to what was kept when killed. */
function follow(
  rule: Rule,
  arrivals: readonly Arrival[],
  { kills, found }: { kills: readonly number[]; found: FoundTexts },
): void {
  const sorted = arrivals.toSorted((a, b) => a.atMs - b.atMs);
  let run = open(rule);
  let kept = { packed: JSON.stringify(run.pack()), ms: START_MS, at: 0 };
  let at = 0;
  const left = [...kills];
  for (let ms = START_MS; ms <= END_MS; ms += TICK_MS) {
    for (; at < sorted.length && sorted[at]!.atMs <= ms; at++) run.add(sorted[at]!.event);
    run.look(ms, found.findings);
    run.judge({ untilMs: ms - rule.latenessMs, nowMs: ms, effort: Infinity }, found.findings);
    const tick = (ms - START_MS) / TICK_MS;
    if (left[0] === tick) {
      left.shift();
      run = open(rule);
      run.unpack(JSON.parse(kept.packed));
      ({ ms, at } = kept);
    } else if (tick % 7 === 0) {
      kept = { packed: JSON.stringify(run.pack()), ms, at };
    }
  }
}

function open(rule: Rule): RuleRun {
  return new RuleRun(rule, { startMs: START_MS, room: new SharedRoom() });
}

const TICK_MS = INTERVAL_MS / 10;
