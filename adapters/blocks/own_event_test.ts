import assert from "node:assert/strict";
import fc from "fast-check";
import { eventLists } from "../../tests/contract/arbitraries.ts";
import { toOwnEvent } from "./own_event.ts";

Deno.test("toOwnEvent gives an equal event", () => {
  fc.assert(fc.property(eventLists, (events) => {
    assert.deepEqual(events.map(toOwnEvent), events);
  }));
});
