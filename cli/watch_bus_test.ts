import assert from "node:assert/strict";
import { UnavailableError } from "../core/errors.ts";
import type { TopicStatus } from "../ports/bus.ts";
import { watchBus } from "./watch_bus.ts";

Deno.test("watchBus passes over what may go well later, and tells what does not", async () => {
  const gone = new Error("Cannot read bus: somebody removed or replaced the file");
  const answers = [null, new UnavailableError("Cannot read bus: busy"), null, gone];
  let asked = 0;
  const status = (): Promise<TopicStatus> => {
    const answer = answers[asked++];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve({} as TopicStatus);
  };
  const lost = watchBus({ status }, new AbortController().signal, () => Promise.resolve());
  await new Promise((resolve) => lost.addEventListener("abort", resolve));
  assert.equal(lost.reason, gone);
  assert.equal(asked, 4);
});

Deno.test("watchBus says nothing once its service ends", async () => {
  const stop = new AbortController();
  const closed = Promise.withResolvers<void>();
  const status = (): Promise<TopicStatus> => {
    stop.abort();
    closed.resolve();
    return Promise.reject(new Error("Cannot use bus: it is closed"));
  };
  const lost = watchBus({ status }, stop.signal, () => Promise.resolve());
  await closed.promise;
  await new Promise((resolve) => setTimeout(resolve)); // All that follows at once has happened then.
  assert.equal(lost.aborted, false);
});
