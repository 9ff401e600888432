import assert from "node:assert/strict";
import { FORMATS } from "../raw_batch.ts";
import { parseLines } from "./parse_lines.ts";

Deno.test("parseLines gives an event for each line, at its place", () => {
  const lines = ["level=info msg=ä", "", "level=warn msg=second", "third"];
  const events = parseLines(lines, { service: "shop", nowMs: 5 });
  assert.deepEqual(events.map(({ position, end }) => [position, end]), [
    [0, 18],
    [18, 19],
    [19, 41],
    [41, 47],
  ]);
  assert.deepEqual(events.map(({ message }) => message), ["ä", "", "second", "third"]);
  assert.ok(events.every(({ service, timestampMs }) => service === "shop" && timestampMs === 5));
  assert.deepEqual(parseLines([]), []);
});

Deno.test("parseLines takes any line in any format", () => {
  for (const format of FORMATS) {
    assert.equal(parseLines(["\ud800", "{", "a\nb"], { format }).length, 3, format);
  }
});
