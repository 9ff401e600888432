import assert from "node:assert/strict";
import type { LogEvent } from "../../core/event.ts";
import { toEvent } from "../../tests/contract/log_store/case.ts";
import { accept } from "./accept.ts";
import { IntervalSet } from "./interval_set.ts";

Deno.test("accept rejects what cannot be stored, says why, and takes the rest", () => {
  const bad: Partial<LogEvent>[] = [
    { origin: "9F3C5A01B2C4D5E" },
    { origin: "" },
    { position: -1 },
    { position: 0.5 },
    { end: 2 ** 53 },
    { timestampMs: NaN },
    { timestampMs: 2 ** 52 },
    { ingestedMs: 1.5 },
  ];
  const events = [toEvent(0), ...bad.map((changes, i) => toEvent(i + 1, changes)), toEvent(50)];
  const sets = new Map<string, IntervalSet>();
  const touch = (origin: string) => {
    const set = sets.get(origin) ?? new IntervalSet();
    sets.set(origin, set);
    return set;
  };
  const { events: fresh, duplicates, rejected } = accept(events, touch);
  assert.deepEqual(fresh, [events[0], events.at(-1)]);
  assert.equal(duplicates, 0);
  assert.deepEqual(rejected.map(({ event }) => event), events.slice(1, -1));
  assert.match(rejected[0]!.reason, /origin "9F3C5A01B2C4D5E" is not 15 lower-case hex digits/);
  assert.match(rejected[5]!.reason, /times NaN and .* whole milliseconds/);
  assert.deepEqual([...sets.keys()], [toEvent(0).origin]);
});

Deno.test("accept recognises an event without bytes of its own when it repeats", () => {
  const set = new IntervalSet();
  const empty = toEvent(3, { begin: 30, end: 30 });
  assert.equal(accept([empty, empty], () => set).duplicates, 1);
});
