import assert from "node:assert/strict";
import fc from "fast-check";
import type { AlertChange } from "./alert_change.ts";
import { Replay } from "./replay.ts";
import type { Rule } from "./rule.ts";
import { makeEvent, makeRule } from "./testing.ts";
import {
  END_MS,
  EVENTS,
  RULES,
  START_MS,
  toArrival,
  toExpected,
  toJudged,
} from "./testing_runs.ts";

Deno.test("Replay finds what the definitions say, in whatever order events arrive within lateness", () => {
  fc.assert(
    fc.property(RULES, EVENTS, (rule, drafts) => {
      const arrivals = drafts.map((draft) => toArrival(draft, rule))
        .filter(({ atMs }) => atMs >= START_MS)
        .sort((a, b) => a.atMs - b.atMs);
      const replay = open(rule, "arrival");
      for (const { event, atMs } of arrivals) {
        replay.advance(atMs);
        replay.add(event);
        replay.advance(atMs);
      }
      replay.advance(END_MS);
      const events = arrivals.map(({ event }) => event);
      const expected = toExpected(rule, events, toJudged(rule)).sort();
      assert.deepEqual(replay.record.changes.map(toText).sort(), expected);
      assertAlerts(replay);
    }),
  );
});

/** Alerts of a group do not overlap, and those that are not over fire. */
function assertAlerts({ record, active }: Replay): void {
  const open = record.alerts.filter(({ endMs }) => endMs === null);
  assert.deepEqual(
    open.map(({ labels }) => JSON.stringify(labels)).sort(),
    active.map(({ labels }) => JSON.stringify(labels)).sort(),
  );
  for (const own of Map.groupBy(record.alerts, ({ labels }) => JSON.stringify(labels)).values()) {
    own.forEach(({ startMs, endMs }, i) => {
      assert.ok(endMs === null || endMs >= startMs);
      assert.ok(i === 0 || own[i - 1]!.endMs! <= startMs);
    });
  }
}

Deno.test("Replay raises at once what more events cannot undo, and tells the receivers", () => {
  const rule = makeRule({
    condition: { sign: ">=", limit: 2 },
    windowMs: 5000,
    latenessMs: 1000,
    receivers: ["ops"],
  });
  const replay = open(rule, "arrival");
  for (const atMs of [31_000, 31_200, 31_400]) {
    replay.advance(atMs);
    replay.add(makeEvent(atMs));
    replay.advance(atMs);
  }
  replay.advance(50_000);
  const { alerts, notices, changes, noticesMade } = replay.record;
  assert.deepEqual(alerts, [{ rule: "r", labels: {}, startMs: 32_000, endMs: 37_000, peak: 3 }]);
  assert.deepEqual(notices.map(({ atMs, status }) => [atMs, status]), [
    [31_200, "firing"],
    [38_000, "resolved"],
  ]);
  assert.deepEqual(changes.map(toText), ["r [] firing 32000", "r [] ok 37000"]);
  assert.deepEqual([...noticesMade], [["ops", 2]]);
});

Deno.test("Replay tells again what fires for long, and knows when nothing can happen", () => {
  const rule = makeRule({ keepFiringForMs: 3_600_000, receivers: ["ops"] });
  const replay = open(rule, "past");
  assert.ok(replay.isQuiet());
  replay.add(makeEvent(21_000));
  assert.ok(!replay.isQuiet());
  replay.advance(START_MS + 4_000_000);
  const times = replay.record.notices.map(({ atMs, status }) => [atMs, status]);
  assert.deepEqual(times.slice(0, 2), [[22_000, "firing"], [1_222_000, "firing"]]);
  assert.deepEqual(times.at(-1), [3_623_000, "resolved"]);
  assert.ok(replay.isQuiet());
  assert.throws(() => replay.advance(START_MS), RangeError);
});

Deno.test("Replay tells the farthest value of an alert", () => {
  const rule = makeRule({
    measure: { kind: "stats", function: { kind: "min", field: "n" } },
    condition: { sign: "<", limit: 5 },
  });
  const replay = open(rule, "past");
  [4, 1, 3].forEach((n, i) => replay.add(makeEvent(21_000 + i * 1000, { fields: { n } })));
  replay.advance(END_MS);
  assert.deepEqual(replay.record.alerts.map(({ peak }) => peak), [1]);
});

function open(rule: Rule, order: "arrival" | "past"): Replay {
  const policy = {
    groupBy: ["rule"],
    repeatMs: 1_200_000,
    waitMs: 0,
    gapMs: 0,
    sendResolved: true,
    alertsMax: 50,
    keepsMuted: false,
  };
  const receivers = [{ ...policy, name: "ops" }];
  return new Replay({ rules: [rule], receivers, startMs: START_MS, order });
}

function toText({ labels, state, windowEndMs }: AlertChange): string {
  return `r [${Object.values(labels)}] ${state} ${windowEndMs}`;
}
