import assert from "node:assert/strict";
import { AlertBook, CHANGES_MAX } from "./alert_book.ts";
import { Dispatcher } from "./dispatcher.ts";
import { makeRule } from "./testing.ts";

Deno.test("AlertBook hands each change out once; of very many the last ones, and how many it left out", () => {
  const book = new AlertBook(new Dispatcher("x"));
  const rule = makeRule({ name: "r" });
  const change = (windowEndMs: number) =>
    book.changed({ rule, values: [], state: "firing", windowEndMs, value: 1 });
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
