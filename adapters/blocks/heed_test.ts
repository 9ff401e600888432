import assert from "node:assert/strict";
import {
  claim,
  createFlag,
  fitsPattern,
  fitsTokens,
  heeding,
  isClaimed,
  linkFlag,
  stop,
} from "./heed.ts";

/** So many comparisons look at least once. */
const SOME = 16;

function compare(times: number): void {
  for (let i = 0; i < times; i++) assert.equal(fitsPattern(["a"], "a"), true);
}

Deno.test("comparisons end soon after the flag of their signal is set, others go on", () => {
  const [one, other] = [new AbortController().signal, new AbortController().signal];
  const [flag, otherFlag] = [createFlag(), createFlag()];
  linkFlag(one, flag);
  linkFlag(other, otherFlag);
  heeding(one, () => compare(SOME));
  stop(flag);
  assert.throws(() => heeding(one, () => compare(SOME)), /nobody waits/);
  assert.throws(() => heeding(one, () => fitsTokens([["a"]], "a b")), /nobody waits/);
  heeding(other, () => compare(SOME));
  heeding(undefined, () => compare(SOME));
  compare(SOME);
});

Deno.test("work within work heeds its own flag, and then again the one before", () => {
  const [one, other] = [new AbortController().signal, new AbortController().signal];
  const flag = createFlag();
  linkFlag(one, flag);
  stop(flag);
  assert.throws(() =>
    heeding(one, () => {
      heeding(other, () => compare(SOME));
      compare(SOME);
    }), /nobody waits/);
});

Deno.test("a question is taken by one alone, and by none when nobody waits any more", () => {
  const flag = createFlag();
  assert.equal(isClaimed(flag), false);
  assert.deepEqual([claim(flag), claim(flag)], [true, false]);
  assert.equal(isClaimed(flag), true);
  const stopped = createFlag();
  stop(stopped);
  assert.equal(claim(stopped), false);
});
