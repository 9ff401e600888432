import assert from "node:assert/strict";
import fc from "fast-check";
import { texts } from "../../tests/contract/arbitraries.ts";
import { matches } from "../query/matches.ts";
import { toMessageShape, toShapeQuery } from "./message_shape.ts";
import { makeEvent } from "./testing.ts";

for (
  const [message, shape] of [
    ["Card of order_45231 declined after 30.5 ms", "Card of order_* declined after * ms"],
    ["Timeout of 10.0.0.17:8080", "Timeout of *"],
    ["at 2025-10-23 14:32:15, 3/7", "at * *, *"],
    ["trace 550e8400-e29b-41d4-a716-446655440000 lost", "trace * lost"],
    ["block 0xDEADbeef, deadbeef01, deadbeef", "block *, *, deadbeef"],
    ["Cannot connect\n  at f (a.ts:1:2)", "Cannot connect"],
    ["nothing in it", "nothing in it"],
    ["", ""],
  ] as const
) {
  Deno.test(`toMessageShape makes of ${JSON.stringify(message)} its shape`, () => {
    assert.equal(toMessageShape(message), shape);
  });
}

Deno.test("toMessageShape is bounded, and takes no time for what is long", () => {
  const shapes = ["a".repeat(1e6), "1a".repeat(5e5), "f".repeat(1e6), "1-".repeat(5e5)].map(
    toMessageShape,
  );
  assert.deepEqual(shapes.map(({ length }) => length <= 200), [true, true, true, true]);
});

Deno.test("toShapeQuery takes the messages that have the shape", () => {
  fc.assert(
    fc.property(texts, fc.integer(), texts, (before, number, after) => {
      const message = `${before} ${number}x ${after} ${number}`;
      const query = toShapeQuery(toMessageShape(message));
      assert(matches(query, makeEvent(0, { message })));
    }),
  );
  const query = toShapeQuery("Card of order_* declined after * ms");
  const taken = (message: string) => matches(query, makeEvent(0, { message }));
  assert(taken("Card of order_7 declined after 8 ms"));
  assert(!taken("Card of order_7 accepted after 8 ms"));
});
