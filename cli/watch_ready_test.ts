import assert from "node:assert/strict";
import { UnavailableError } from "../core/errors.ts";
import type { TopicStatus } from "../ports/bus.ts";
import type { StoreStatus } from "../ports/log_store.ts";
import { watchReady } from "./watch_ready.ts";

Deno.test("watchReady tells what does not answer, and that it does again, until its service ends", async () => {
  const away = new UnavailableError("Cannot read bus.db: it is locked");
  const answers = [
    [null, null],
    [away, null],
    [null, new TypeError("x is not a function of s3cret")],
    [null, null],
  ];
  const stop = new AbortController();
  const told: (string | null)[] = [];
  let looks = 0;
  const answer = <T>(error: Error | null | undefined) =>
    error ? Promise.reject(error) : Promise.resolve({} as T);
  await watchReady({
    bus: { status: () => answer<TopicStatus>(answers[looks]![0]) },
    store: { status: () => answer<StoreStatus>(answers[looks]![1]) },
    setProblem: (problem) => told.push(problem),
    wait() {
      if (++looks === answers.length) stop.abort();
      return Promise.resolve();
    },
  }, stop.signal);
  const unknown = "Cannot read the bus or the store: /ready says which";
  assert.deepEqual(told, [null, away.message, unknown, null]);
});
