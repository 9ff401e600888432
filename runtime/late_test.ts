import assert from "node:assert/strict";
import { createLate } from "./late.ts";

Deno.test("createLate opens at first use, once, again after a failure, and closes what it opened", async () => {
  const calls: string[] = [];
  let fails = true;
  const late = createLate(() => {
    calls.push("open");
    if (fails) return Promise.reject(new Error("full"));
    return Promise.resolve({
      [Symbol.asyncDispose]: () => Promise.resolve(void calls.push("close")),
    });
  });
  assert.deepEqual(calls, []);
  await assert.rejects(late.get(), /full/);
  fails = false;
  assert.equal(await late.get(), await late.get());
  await late[Symbol.asyncDispose]();
  await assert.rejects(late.get(), /closed/);
  assert.deepEqual(calls, ["open", "open", "close"]);
});
