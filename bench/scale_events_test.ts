import assert from "node:assert/strict";
import { createScaleEvents } from "./scale_events.ts";

Deno.test("createScaleEvents gives so many events, one after the other", () => {
  const events = createScaleEvents(25_000);
  assert.equal(events.length, 25_000);
  for (let i = 1; i < events.length; i++) assert.equal(events[i]!.begin, events[i - 1]!.end);
  assert.equal(new Set(events.map(({ level }) => level)).size, 4);
});
