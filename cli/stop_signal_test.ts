import assert from "node:assert/strict";
import { stopSignals } from "./stop_signal.ts";

Deno.test("stopSignals takes the first signal as stop, and a later second one as kill", () => {
  let nowMs = 0;
  const listeners: (() => void)[] = [];
  const { stop, kill } = stopSignals(false, {
    now: () => nowMs,
    listen: (_name, onSignal) => listeners.push(onSignal),
  });
  assert.equal(stop.aborted, false);
  listeners[0]!();
  assert.equal(stop.aborted, true);
  nowMs = 300; // A task runner passes on what the terminal sent already.
  listeners[0]!();
  assert.equal(kill.aborted, false);
  nowMs = 301;
  listeners.at(-1)!();
  assert.equal(kill.aborted, true);
});
