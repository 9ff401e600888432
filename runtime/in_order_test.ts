import assert from "node:assert/strict";
import { inOrder } from "./in_order.ts";

Deno.test("inOrder gives faults as they stand in the file, by numbers, and of very many the first", () => {
  const path = "a:1:b";
  assert.deepEqual(inOrder([`${path}:10:1: c`, `${path}:2:10: b`, `${path}:2:9: a: 1:1`], path), [
    `${path}:2:9: a: 1:1`,
    `${path}:2:10: b`,
    `${path}:10:1: c`,
  ]);
  const many = Array.from({ length: 1005 }, (_, i) => `f:${1005 - i}:1: x`);
  const found = inOrder(many, "f");
  assert.deepEqual([found.length, found[0], found.at(-1)], [
    1001,
    "f:1:1: x",
    "f:1001:1: from here on, there are 5 more",
  ]);
});
