import assert from "node:assert/strict";
import { linesDue } from "./lines_due.ts";

Deno.test("linesDue keeps the rate, and adds bursts", () => {
  const table: readonly (readonly [elapsedMs: number, burstMs: number, due: number])[] = [
    [0, Infinity, 0],
    [1000, Infinity, 20],
    [90_000, Infinity, 1800],
    [4999, 5000, 99],
    [5000, 5000, 100],
    [5500, 5000, 200],
    [6000, 5000, 300],
    [7000, 5000, 320],
    [11_000, 5000, 580],
  ];
  for (const [elapsedMs, burstMs, due] of table) {
    assert.equal(linesDue(elapsedMs, 20, burstMs), due, `${elapsedMs} ${burstMs}`);
  }
  assert.equal(linesDue(1, Infinity, 5000), Infinity);
});
