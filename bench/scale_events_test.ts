import assert from "node:assert/strict";
import { RARE_WORD } from "./corpus.ts";
import { ScaleEvents } from "./scale_events.ts";

Deno.test("ScaleEvents gives so many events, one after the other", () => {
  const events = new ScaleEvents(25_000).next();
  assert.equal(events.length, 25_000);
  for (let i = 1; i < events.length; i++) assert.equal(events[i]!.begin, events[i - 1]!.end);
  assert.equal(new Set(events.map(({ level }) => level)).size, 4);
});

Deno.test("ScaleEvents gives each copy another origin and later times, and the first the rare word", () => {
  const made = new ScaleEvents(1000);
  const copies = Array.from({ length: 3 }, () => made.next().map((event) => ({ ...event })));
  const origins = copies.map((events) => [...new Set(events.map(({ origin }) => origin))]);
  assert.deepEqual(origins, [["000000000000001"], ["000000000000002"], ["000000000000003"]]);
  const times = copies.map((events) => events[7]!.timestampMs - copies[0]![7]!.timestampMs);
  assert.deepEqual(times, [0, 85_000, 170_000]);
  assert.ok(Math.abs(copies[2]![0]!.timestampMs - made.startMs) < 1000);
  const rare = copies.map((events) => events.filter(({ message }) => message.includes(RARE_WORD)));
  assert.deepEqual(rare.map(({ length }) => length), [1, 0, 0]);
  assert.equal(copies[1]![333]!.message, copies[2]![333]!.message);
});
