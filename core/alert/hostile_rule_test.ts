import assert from "node:assert/strict";
import { parseFieldName } from "../query/field.ts";
import { parseQuery } from "../query/parse_query.ts";
import { AlertEngine } from "./engine.ts";
import { GROUPS_MAX } from "./group_set.ts";
import type { Rule } from "./rule.ts";
import { FoundTexts, makeEvent, makeRule } from "./testing.ts";

const USER = { name: "user", field: parseFieldName("user") };

Deno.test("AlertEngine bounds a rule with a million groups, says what it left out, and spares the others", () => {
  const hostile = makeRule({ name: "hostile", windowMs: 60_000, groupBy: [USER] });
  const { engine, found } = start([hostile, COUNTING]);
  const events = 1_000_000;
  const event = makeEvent(1500);
  for (let i = 0; i < events; i++) engine.add({ ...event, fields: { user: `u${i}` } });
  engine.look(1500, found.findings);
  engine.judge(3000, 3000, found.findings);
  const { uncounted } = engine.runs[0]!;
  assert.deepEqual(uncounted, { late: 0, future: 0, crowded: events - GROUPS_MAX });
  assert.deepEqual(found.shown.filter((text) => text.includes("counting")), [
    "raised counting [] firing 2000",
    "cleared counting [] ok 3000",
  ]);
  assert(JSON.stringify(engine.pack()).length < 2 ** 20);
});

Deno.test("AlertEngine that is hours behind judges in steps, and finds the same", () => {
  const groups = 1000;
  const missing = makeRule({
    ...{ name: "missing", groupBy: [USER], rememberMs: 86_400_000 },
    condition: { sign: "<", limit: 1 },
  });
  const { engine, found } = start([missing]);
  for (let i = 0; i < groups; i++) engine.add(makeEvent(1500, { fields: { user: `u${i}` } }));
  const untilMs = 3_600_000;
  let steps = 1;
  while (!engine.judge(untilMs, untilMs, found.findings)) steps++;
  assert(steps > 5 && steps < 50, `${steps}`);
  const expected = Array.from({ length: groups }, (_, i) => `missing [u${i}] firing 3000`);
  assert.deepEqual(found.changed, expected);
});

Deno.test("AlertEngine gives every rule some room, however much others want", () => {
  const hostile = Array.from({ length: 30 }, (_, i) =>
    makeRule({
      name: `hostile ${i}`,
      query: parseQuery("service:first"),
      measure: { kind: "stats", function: { kind: "count_distinct", field: "user" } },
      condition: { sign: ">=", limit: 1e9 },
      windowMs: 60_000,
    }));
  const last = makeRule({
    ...hostile[0]!,
    name: "counting",
    query: parseQuery("service:second"),
    condition: { sign: ">=", limit: 900 },
  });
  const { engine, found } = start([...hostile, last]);
  for (const [service, count] of [["first", 50_000], ["second", 950]] as const) {
    const event = makeEvent(1500, { service });
    for (let i = 0; i < count; i++) engine.add({ ...event, fields: { user: `u${i}` } });
  }
  engine.look(1500, found.findings);
  assert.deepEqual(found.shown, ["raised counting [] firing 2000"]);
  const kept = engine.runs.slice(0, -1).map(({ uncounted: { crowded } }) => 50_000 - crowded);
  assert(kept.reduce((a, b) => a + b) < 1_100_000, `${kept}`);
});

Deno.test("AlertEngine gives the room of rules back that are there no more", () => {
  const rules = (name: string) =>
    Array.from(
      { length: 12 },
      (_, i) => makeRule({ ...COUNTING, name: `${name} ${i}`, windowMs: 60_000, groupBy: [USER] }),
    );
  const { engine, found } = start(rules("first"));
  const fill = () => {
    for (let i = 0; i < GROUPS_MAX; i++) engine.add(makeEvent(1500, { fields: { user: `u${i}` } }));
  };
  for (const name of ["first", "2nd", "3rd", "4th", "5th", "6th"]) {
    engine.setRules(rules(name).map((rule) => ({ rule, hash: name })), 1000, found.findings);
    fill();
  }
  assert.deepEqual(engine.runs.map(({ uncounted: { crowded } }) => crowded), Array(12).fill(0));
});

const COUNTING = makeRule({ name: "counting", condition: { sign: ">=", limit: 1000 } });

function start(rules: readonly Rule[]) {
  const found = new FoundTexts();
  const engine = new AlertEngine();
  engine.setRules(rules.map((rule) => ({ rule, hash: rule.name })), 1000, found.findings);
  return { engine, found };
}
