import assert from "node:assert/strict";
import { type Tally, toBalance } from "./balance.ts";

const well: Tally = {
  shipped: 1_999_999,
  shipping: 0,
  blank: 1,
  forgotten: 0,
  unsure: 0,
  stored: { files: 1_999_997, others: 0 },
  dead: { files: 2, others: 0 },
  waiting: { files: 0, others: 0 },
  expired: 0,
  damaged: 0,
};

Deno.test("toBalance shows where everything is", () => {
  assert.deepEqual(toBalance(well), {
    missing: 0,
    text: "received 2,000,000 = stored 1,999,997 + dead 2 + empty 1",
  });
});

Deno.test("toBalance finds what is missing, and what is too many", () => {
  const lost = toBalance({ ...well, stored: { files: 1_999_990, others: 5 } });
  assert.equal(lost.missing, 7);
  assert.match(lost.text, /^received 2,000,005 = stored 1,999,995 .* \+ missing 7$/);
  assert.equal(toBalance({ ...well, stored: { files: 2_000_000, others: 0 } }).missing, -3);
});

Deno.test("toBalance takes what is on its way, expired or unsure for what it is", () => {
  assert.equal(toBalance({ ...well, waiting: { files: 3, others: 4 }, shipping: 3 }).missing, 0);
  const stored = { files: 2_000_000, others: 0 };
  assert.equal(toBalance({ ...well, stored, shipping: 3 }).missing, 0);
  assert.equal(toBalance({ ...well, stored, shipping: 2 }).missing, -1);
  const pruned = { ...well, stored: { files: 1_000_000, others: 9 } };
  assert.equal(toBalance({ ...pruned, expired: 999_997 }).missing, 0);
  assert.equal(toBalance({ ...pruned, expired: 999_990, unsure: 6 }).missing, 1);
});

Deno.test("toBalance shows what was damaged as a term of its own", () => {
  const damaged = { ...well, stored: { files: 1_999_000, others: 0 }, damaged: 997 };
  assert.deepEqual(toBalance(damaged), {
    missing: 0,
    text: "received 2,000,000 = stored 1,999,000 + dead 2 + damaged 997 + empty 1",
  });
  assert.equal(toBalance({ ...damaged, damaged: 990 }).missing, 7);
});

Deno.test("toBalance takes what waits for repeats where it is too many", () => {
  assert.equal(toBalance({ ...well, waiting: { files: 500, others: 0 } }).missing, 0);
  const stored = { files: 1_999_998, others: 0 };
  assert.equal(toBalance({ ...well, stored, waiting: { files: 500, others: 0 } }).missing, -1);
});
