import assert from "node:assert/strict";
import { parseFieldName } from "../query/field.ts";
import { ACTIVE_MAX, AlertBook, CHANGES_MAX } from "./alert_book.ts";
import { Dispatcher } from "./dispatcher.ts";
import type { GroupChange } from "./findings.ts";
import { parseTemplate } from "./template.ts";
import { makeRule } from "./testing.ts";
import { toPolicies } from "./to_policies.ts";

Deno.test("AlertBook hands each change out once; of very many the last ones, and how many it left out", () => {
  const book = new AlertBook(new Dispatcher("x", []));
  const rule = makeRule({ name: "r" });
  const change = (windowEndMs: number) =>
    book.changed({
      rule,
      values: [],
      state: "firing",
      windowEndMs,
      value: 1,
    });
  change(1);
  const [taken, none] = [book.takeChanges(), book.takeChanges()];
  assert.deepEqual([taken.changes.map(({ windowEndMs }) => windowEndMs), taken.more], [[1], 0]);
  assert.deepEqual(none, { changes: [], more: 0 });
  const count = 3 * CHANGES_MAX + 5;
  for (let i = 1; i <= count; i++) change(i);
  const { changes, more } = book.takeChanges();
  assert.deepEqual([changes.length, changes.at(-1)!.windowEndMs], [CHANGES_MAX, count]);
  assert.equal(more, count - CHANGES_MAX);
});

const RULE = makeRule({
  name: "r",
  condition: { sign: ">=", limit: 3 },
  groupBy: [{ name: "user", field: parseFieldName("user") }],
  annotations: { summary: parseTemplate("{{ value }} of {{ user }}", ["user", "value"]) },
  receivers: ["ops"],
});

function changeOf(user: string, value: number, windowEndMs = 5000): GroupChange {
  return { rule: RULE, values: [user], state: "firing", windowEndMs, value };
}

Deno.test("AlertBook tells of an alert as it was in the last window in which it fired", () => {
  const dispatcher = new Dispatcher("x", toPolicies([RULE]));
  const book = new AlertBook(dispatcher);
  book.raised(changeOf("a", 3));
  book.lasted(changeOf("a", 7, 6000));
  book.lasted(changeOf("a", 1, 7000)); // It is kept firing.
  const [draft] = dispatcher.due(6000, () => false);
  const [alert] = draft!.alerts;
  assert.deepEqual([alert!.value, alert!.annotations], [7, { summary: "7 of a" }]);
  assert.equal(alert!.startsAtMs, 4000, "it is told before its window ends");
});

Deno.test("AlertBook has people told of so many alerts, says how many more fire, and tells of them once there is room", () => {
  const dispatcher = new Dispatcher("x", toPolicies([RULE]));
  const book = new AlertBook(dispatcher);
  for (let i = 0; i < ACTIVE_MAX + 2; i++) book.raised(changeOf(`u${i}`, 3));
  assert.deepEqual([book.active.length, book.leftOut], [ACTIVE_MAX, 2]);
  book.lasted(changeOf(`u${ACTIVE_MAX}`, 4));
  assert.equal(book.leftOut, 2);
  for (const user of ["u0", "u1"]) book.cleared(changeOf(user, 0));
  book.lasted(changeOf(`u${ACTIVE_MAX}`, 4));
  assert.deepEqual([book.active.length, book.leftOut], [ACTIVE_MAX - 1, 1]);
  book.cleared(changeOf(`u${ACTIVE_MAX + 1}`, 0));
  assert.equal(book.leftOut, 0);
});

Deno.test("AlertBook bounds the texts of all that fires", () => {
  const long = { ...RULE, labels: { text: "x".repeat(1_000_000) } };
  const book = new AlertBook(new Dispatcher("x", []));
  for (let i = 0; i < 50; i++) book.raised({ ...changeOf(`u${i}`, 3), rule: long });
  const { length } = book.active;
  assert(length > 20 && length < 40, `${length}`);
  assert.equal(book.leftOut, 50 - length);
  for (let i = 0; i < 50; i++) book.cleared({ ...changeOf(`u${i}`, 0), rule: long });
  for (let i = 0; i < 20; i++) book.raised({ ...changeOf(`u${i}`, 3), rule: long });
  assert.equal(book.leftOut, 0, "the room was given back");
});

Deno.test("AlertBook tells those whom a rule names no more that it is over, and new ones that it fires", () => {
  const dispatcher = new Dispatcher("x", toPolicies([{ ...RULE, receivers: ["ops", "duty"] }]));
  const book = new AlertBook(dispatcher);
  book.raised(changeOf("a", 3));
  const tell = (nowMs: number) =>
    dispatcher.due(nowMs, () => false).map(({ id, receiver, group, isFiring, alerts }) => {
      const status = isFiring ? "firing" as const : "resolved" as const;
      const notice = { id, receiver, group, status, atMs: nowMs, alerts: [], more: 0 };
      dispatcher.hold(notice);
      dispatcher.taken(notice, nowMs);
      return `${receiver} ${status} ${alerts.map(({ endsAtMs }) => endsAtMs)}`;
    });
  assert.deepEqual(tell(5000), ["ops firing "]);
  book.reroute([{ ...RULE, receivers: ["duty"] }], 18_000);
  assert.deepEqual(tell(18_000), ["ops resolved 18000", "duty firing "]);
});
