import assert from "node:assert/strict";
import { createStopFlag, fitsPattern, fitsTokens, heeding, linkFlag } from "./heed.ts";

/** So many comparisons look at least once. */
const SOME = 16;

function compare(times: number): void {
  for (let i = 0; i < times; i++) assert.equal(fitsPattern(["a"], "a"), true);
}

Deno.test("comparisons end soon after the flag of their signal is set, others go on", () => {
  const [one, other] = [new AbortController().signal, new AbortController().signal];
  const [flag, otherFlag] = [createStopFlag(), createStopFlag()];
  linkFlag(one, flag);
  linkFlag(other, otherFlag);
  heeding(one, () => compare(SOME));
  Atomics.store(flag, 0, 1);
  assert.throws(() => heeding(one, () => compare(SOME)), /nobody waits/);
  assert.throws(() => heeding(one, () => fitsTokens([["a"]], "a b")), /nobody waits/);
  heeding(other, () => compare(SOME));
  heeding(undefined, () => compare(SOME));
  compare(SOME);
});

Deno.test("work within work heeds its own flag, and then again the one before", () => {
  const [one, other] = [new AbortController().signal, new AbortController().signal];
  const flag = createStopFlag();
  linkFlag(one, flag);
  Atomics.store(flag, 0, 1);
  assert.throws(() =>
    heeding(one, () => {
      heeding(other, () => compare(SOME));
      compare(SOME);
    }), /nobody waits/);
});
