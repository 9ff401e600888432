import assert from "node:assert/strict";
import fc from "fast-check";
import { parseFieldName } from "../query/field.ts";
import { parseQuery } from "../query/parse_query.ts";
import type { StatsFunction } from "../query/pipe.ts";
import { GroupSet } from "./group_set.ts";
import { toMeter } from "./meter.ts";
import { Room, SharedRoom } from "./room.ts";
import type { Measure } from "./rule.ts";
import { RuleRun } from "./rule_run.ts";
import { FoundTexts, makeEvent, makeRule } from "./testing.ts";

Deno.test("Room gets back all that was taken, whatever is measured, also through what was packed", () => {
  fc.assert(
    fc.property(MEASURES, EVENTS, (measure, events) => {
      const room = new Room(new SharedRoom());
      const groups = new GroupSet(room);
      const meter = toMeter(measure);
      for (const { at, service, n } of events) {
        const group = groups.open([service])!;
        const tally = group.tallyAt(at, () => room.take())!;
        tally.events++;
        meter.add(tally, makeEvent(0, { fields: n === null ? null : { n } }), room);
      }
      const packed = JSON.parse(JSON.stringify(groups.pack()));
      const other = new Room(new SharedRoom());
      const unpacked = new GroupSet(other);
      unpacked.unpack(packed);
      assert.equal(other.used, room.used);
      for (const group of [...unpacked.all()]) {
        other.give(group.forgetBefore(5));
        unpacked.drop(group);
      }
      assert.equal(other.used, 0);
    }),
  );
});

Deno.test("GroupSet takes texts with the same long beginning for one, and forgets it as one", () => {
  const rule = makeRule({ groupBy: [{ name: "file", field: parseFieldName("file") }] });
  const run = new RuleRun(rule, { startMs: 0, room: new SharedRoom() });
  const found = new FoundTexts();
  for (const end of ["a", "b"]) run.add(makeEvent(500, { file: "x".repeat(2000) + end }));
  run.look(500, found.findings);
  run.judge({ untilMs: 5000, nowMs: 5000, effort: Infinity }, found.findings);
  assert.deepEqual(found.shown.map((text) => text.split(" ")[0]), ["raised", "cleared"]);
  assert.deepEqual(run.pack().groups, []);
});

const FUNCTIONS: StatsFunction[] = [
  ...(["count", "count_distinct", "sum", "avg", "min", "max"] as const)
    .map((kind) => ({ kind, field: "n" })),
  { kind: "percentile", percent: 95, field: "n" },
];

const MEASURES: fc.Arbitrary<Measure> = fc.constantFrom(
  { kind: "count" } as const,
  { kind: "ratio", part: parseQuery("n:>3"), eventsMin: 1 } as const,
  ...FUNCTIONS.map((called) => ({ kind: "stats", function: called }) as const),
);

const EVENTS = fc.array(
  fc.record({
    at: fc.nat(8),
    service: fc.constantFrom("a", "b"),
    n: fc.option(fc.integer({ min: 0, max: 9 })),
  }),
  { maxLength: 40, size: "max" },
);
