import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import type { Arrived, SinceRequest } from "../../ports/log_store.ts";
import { alert } from "./alert.ts";

Deno.test("alert follows the store from its end, from cursor to cursor", async () => {
  const { asked, seen } = await follow([
    () => toPassed(0, "a.0"),
    () => toPassed(1, "a.1"),
    () => toPassed(2, "a.3"),
  ]);
  assert.deepEqual(asked, ["end", "a.0", "a.1"]);
  assert.deepEqual(seen, [0, 1, 2]);
});

Deno.test("alert waits while the store is unavailable, and goes on where it was", async () => {
  const down = () => {
    throw new UnavailableError("Cannot read on: damaged", { retryAfterMs: 1 });
  };
  const { asked, told } = await follow([
    down,
    () => toPassed(0, "a.0"),
    down,
    () => toPassed(1, "a.1"),
  ]);
  assert.deepEqual(asked, ["end", "end", "a.0", "a.0"]);
  assert.deepEqual(told, ["Cannot read on: damaged", "Cannot read on: damaged"]);
});

Deno.test("alert reads a store that was made anew from its start, and says so", async () => {
  const { asked, seen, told } = await follow([
    () => toPassed(0, "a.7"),
    () => {
      throw new RangeError("Cannot read on: made anew");
    },
    () => toPassed(1, "b.1"),
    () => toPassed(0, "b.1"),
  ]);
  assert.deepEqual(asked, ["end", "a.7", "start", "b.1"]);
  assert.deepEqual([seen, told], [[0, 1, 0], ["Cannot read on: made anew"]]);
});

type Answer = () => Arrived;

/** A reading that gives no event. */
function toPassed(passed: number, cursor: string): Arrived {
  return { events: [], matched: 0, passed, cursor, isEnd: true, cursorAfter: () => cursor };
}

/** Runs `alert` on a store that gives these answers, one after the other. */
async function follow(answers: readonly Answer[]) {
  const stop = new AbortController();
  const [asked, seen, told]: [string[], number[], string[]] = [[], [], []];
  const since = ({ after }: SinceRequest) => {
    const answer = answers[asked.push(after) - 1]!;
    if (asked.length === answers.length) stop.abort();
    return Promise.try(answer);
  };
  await alert({
    store: { since },
    onArrived: (events) => seen.push(events),
    onRetry: ({ message }) => told.push(message),
    onReplaced: ({ message }) => told.push(message),
  }, stop.signal);
  return { asked, seen, told };
}
