import assert from "node:assert/strict";
import { SharedWork } from "./shared_work.ts";

const { signal } = new AbortController();

Deno.test("SharedWork does once what several want at the same time, and anew what is wanted later", async () => {
  const { shared, begun } = open();
  const all = ["a", "a", "b", "a"].map((name) => shared.run(name, begin(begun), signal));
  assert.equal(begun.length, 2);
  begun[0]!.resolve(1);
  begun[1]!.resolve(2);
  assert.deepEqual(await Promise.all(all), [1, 1, 2, 1]);
  const later = shared.run("a", begin(begun), signal);
  assert.equal(begun.length, 3);
  begun[2]!.resolve(3);
  assert.equal(await later, 3);
});

Deno.test("SharedWork goes on for the others when one leaves, and ends when all have left", async () => {
  const { shared, begun } = open();
  const callers = [0, 1, 2].map(() => new AbortController());
  const all = callers.map(({ signal }) => shared.run("a", begin(begun), signal));
  callers[0]!.abort(new Error("gone"));
  await assert.rejects(all[0]!, /gone/);
  assert.equal(begun[0]!.signal.aborted, false);
  callers[1]!.abort(new Error("gone"));
  callers[2]!.abort(new Error("gone"));
  await assert.rejects(all[1]!, /gone/);
  await assert.rejects(all[2]!, /gone/);
  assert.equal(begun[0]!.signal.aborted, true);
  const anew = shared.run("a", begin(begun), signal);
  assert.equal(begun.length, 2, "nobody joins what was given up");
  begun[0]!.reject(new Error("given up"));
  begun[1]!.resolve(7);
  assert.equal(await anew, 7);
});

Deno.test("SharedWork fails for all who wait, and begins nothing for who has left already", async () => {
  const { shared, begun } = open();
  const all = [0, 1].map(() => shared.run("a", begin(begun), signal));
  begun[0]!.reject(new RangeError("no"));
  for (const one of all) await assert.rejects(one, RangeError);
  await assert.rejects(shared.run("a", begin(begun), AbortSignal.abort(new Error("left"))), /left/);
  assert.equal(begun.length, 1);
});

type Begun = PromiseWithResolvers<number> & { readonly signal: AbortSignal };

function open() {
  return { shared: new SharedWork<number>(), begun: [] as Begun[] };
}

function begin(begun: Begun[]) {
  return (signal: AbortSignal) => {
    const work = Promise.withResolvers<number>();
    begun.push({ ...work, signal });
    return work.promise;
  };
}
