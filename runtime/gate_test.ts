import assert from "node:assert/strict";
import { createGate } from "./gate.ts";

const never = new AbortController().signal;

/** Lets everything go on that can. */
async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

Deno.test("Gate lets so many in at once, the others in the order in which they came", async () => {
  const gate = createGate(2);
  const entered: string[] = [];
  const enter = async (name: string) => {
    const pass = await gate.enter(never);
    entered.push(name);
    return pass;
  };
  const a = await enter("a");
  await enter("b");
  const c = enter("c");
  const d = enter("d");
  await settle();
  assert.deepEqual(entered, ["a", "b"]);
  assert.deepEqual(gate.status(), { inside: 2, waiting: 2 });
  a[Symbol.dispose]();
  a[Symbol.dispose]();
  await settle();
  assert.deepEqual(entered, ["a", "b", "c"]);
  (await c)[Symbol.dispose]();
  await d;
  assert.deepEqual(entered, ["a", "b", "c", "d"]);
  assert.deepEqual(gate.status(), { inside: 2, waiting: 0 });
});

Deno.test("Gate forgets who waits once its signal fires", async () => {
  const gate = createGate(1);
  const first = await gate.enter(never);
  const stop = new AbortController();
  const second = gate.enter(stop.signal);
  const third = gate.enter(never);
  stop.abort(new Error("gone"));
  await assert.rejects(second, /gone/);
  await assert.rejects(gate.enter(stop.signal), /gone/);
  first[Symbol.dispose]();
  (await third)[Symbol.dispose]();
  (await gate.enter(never))[Symbol.dispose]();
});

Deno.test("Gate gives a place back whose owner was let in and aborted at the same time", async () => {
  const gate = createGate(1);
  const first = await gate.enter(never);
  const stop = new AbortController();
  const second = gate.enter(stop.signal);
  first[Symbol.dispose]();
  stop.abort(new Error("gone"));
  // It was let in before: it leaves as usual.
  (await second)[Symbol.dispose]();
  (await gate.enter(never))[Symbol.dispose]();
});
