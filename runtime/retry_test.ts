import assert from "node:assert/strict";
import { UnavailableError } from "../core/errors.ts";
import { retry } from "./retry.ts";

const never = new AbortController().signal;

Deno.test("retry repeats what is unavailable, with growing, bounded pauses", async () => {
  const pauses: number[] = [];
  let recovered = 0;
  let left = 9;
  const result = await retry(() => {
    if (left-- > 0) throw new UnavailableError("full");
    return "done";
  }, {
    signal: never,
    random: () => 0.5,
    wait: (ms) => (pauses.push(ms), Promise.resolve()),
    onRecovered: () => recovered++,
  });
  assert.equal(result, "done");
  assert.equal(recovered, 1);
  assert.deepEqual(pauses, [75, 150, 300, 600, 1200, 2400, 4800, 7500, 7500]);
});

Deno.test("retry waits at least as long as the error asks, up to the bound", async () => {
  const pauses: number[] = [];
  const asked = [700, 60_000];
  await retry(() => {
    const retryAfterMs = asked.shift();
    if (retryAfterMs !== undefined) throw new UnavailableError("full", { retryAfterMs });
  }, { signal: never, random: () => 0, wait: (ms) => (pauses.push(ms), Promise.resolve()) });
  assert.deepEqual(pauses, [700, 10_000]);
});

Deno.test("retry throws other errors at once", async () => {
  await assert.rejects(retry(() => Promise.reject(new Error("bug")), { signal: never }), /bug/);
});

Deno.test("retry tries once although its signal has fired, and then waits no more", async () => {
  const signal = AbortSignal.abort(new Error("stopped"));
  const onRecovered = () => assert.fail("nothing was wrong");
  assert.equal(await retry(() => "done", { signal, onRecovered }), "done");
  const down = () => Promise.reject(new UnavailableError("down"));
  await assert.rejects(retry(down, { signal }), /stopped/);
});

Deno.test("retry ends with the signal's reason while it pauses", async () => {
  const stop = new AbortController();
  const running = retry(() => {
    setTimeout(() => stop.abort(new Error("stopped")), 0);
    throw new UnavailableError("down");
  }, { signal: stop.signal });
  await assert.rejects(running, /stopped/);
});
