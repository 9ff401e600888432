import assert from "node:assert/strict";
import fc from "fast-check";
import { EVENT_BYTES_MAX, type RawBatch } from "./raw_batch.ts";
import { decodeRawBatch, encodeRawBatch } from "./raw_batch_codec.ts";

const events = fc.array(
  fc.record({
    gap: fc.oneof(fc.constant(1), fc.nat(5)),
    length: fc.oneof(fc.nat(200), fc.constant(EVENT_BYTES_MAX)),
    aside: fc.oneof(fc.constant(0), fc.nat(2 ** 40)),
    over: fc.oneof(fc.constant(0), fc.nat(9)),
    part: fc.oneof(fc.constant(0), fc.nat(40)),
  }),
  { maxLength: 20 },
);

Deno.test("decodeRawBatch gives back what encodeRawBatch was given", () => {
  fc.assert(fc.property(fc.nat(2 ** 48), events, (begin, list) => {
    const batch = toBatch(begin, list);
    assert.deepEqual(decodeRawBatch(encodeRawBatch(batch)), batch);
  }));
});

Deno.test("decodeRawBatch refuses, with a RangeError, bytes that are cut off or changed", () => {
  const all = encodeRawBatch(toBatch(7, [{ gap: 0, length: 9, aside: 0, over: 0, part: 0 }]));
  for (let length = 0; length < all.length; length++) {
    assert.throws(() => decodeRawBatch(all.slice(0, length)), RangeError);
  }
  assert.throws(() => decodeRawBatch(all.with(all.indexOf(123), 0)), /metadata is not JSON/);
});

Deno.test("decodeRawBatch refuses a format that nobody can parse", () => {
  const batch = { ...toBatch(0, []), format: "runes" as RawBatch["format"] };
  assert.throws(() => decodeRawBatch(encodeRawBatch(batch)), /its format is "runes"/);
});

function toBatch(
  begin: number,
  list: typeof events extends fc.Arbitrary<infer T> ? T : never,
): RawBatch {
  const slices = new Uint32Array(2 * list.length);
  const positions = new Float64Array(list.length);
  const ends = new Float64Array(list.length);
  let stop = 0;
  list.forEach(({ gap, length, aside, over }, i) => {
    slices[2 * i] = stop + gap;
    slices[2 * i + 1] = stop = stop + gap + length;
    positions[i] = begin + slices[2 * i]! + aside;
    ends[i] = positions[i]! + length + 1 + over;
  });
  const parts = Uint32Array.from(list, ({ part }) => part);
  return {
    origin: "9f3c5a01b2c4d5e",
    begin,
    hostname: "web-1",
    file: "/var/log/ä.log",
    service: "app",
    format: "text",
    timeZone: "Europe/Berlin",
    shippedMs: 1729698645123,
    reason: null,
    bytes: new Uint8Array(stop).fill(65),
    slices,
    positions,
    ends,
    parts: parts.some((part) => part > 0) ? parts : null,
  };
}
