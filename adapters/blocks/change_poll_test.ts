import assert from "node:assert/strict";
import { ChangePoll } from "./change_poll.ts";

Deno.test("ChangePoll rejects at once for a signal that fired before", async () => {
  using poll = new ChangePoll(() => false);
  await assert.rejects(poll.wait(60_000, AbortSignal.abort(new Error("over"))), /over/);
});

Deno.test("ChangePoll wakes all who wait at a change, and rejects for who gave up", async () => {
  let changed = false;
  using poll = new ChangePoll(() => changed);
  const gaveUp = new AbortController();
  const waiting = [poll.wait(60_000, undefined), poll.wait(60_000, new AbortController().signal)];
  const rejected = assert.rejects(poll.wait(60_000, gaveUp.signal), /enough/);
  gaveUp.abort(new Error("enough"));
  await rejected;
  changed = true;
  await Promise.all(waiting);
});
