import assert from "node:assert/strict";
import fc from "fast-check";
import { unpackLz4 } from "./unpack_lz4.ts";
import { unpackSnappy } from "./unpack_snappy.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const ascii = (letters: string) => [...new TextEncoder().encode(letters)];

/** "abcabcabcabcx" as each writes it: three bytes, nine that are repeated, the rest. */
const LZ4 = Uint8Array.of(
  ...[0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82],
  ...[8, 0, 0, 0, 0x35, ...ascii("abc"), 3, 0, 0x10, ...ascii("x")],
  ...[0, 0, 0, 0],
);
const SNAPPY = Uint8Array.of(13, 2 << 2, ...ascii("abc"), (5 << 2) | 1, 3, 0, ...ascii("x"));

Deno.test("unpackLz4 and unpackSnappy unpack what the formats describe", () => {
  assert.equal(text(unpackLz4(LZ4, 100)), "abcabcabcabcx");
  assert.equal(text(unpackSnappy(SNAPPY, 100)), "abcabcabcabcx");
  const framed = [0x82, ...ascii("SNAPPY"), 0, 0, 0, 0, 1, 0, 0, 0, 1];
  const block = [0, 0, 0, SNAPPY.length, ...SNAPPY];
  const twice = unpackSnappy(Uint8Array.of(...framed, ...block, ...block), 100);
  assert.equal(text(twice), "abcabcabcabcx".repeat(2));
});

Deno.test("unpackLz4 and unpackSnappy refuse what is larger than allowed, cut off, or something else", () => {
  for (const [unpack, packed] of [[unpackLz4, LZ4], [unpackSnappy, SNAPPY]] as const) {
    assert.throws(() => unpack(packed, 12), RangeError);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(packed.length), (noise, at) => {
      const damaged = Uint8Array.of(...packed.subarray(0, at), ...noise);
      try {
        assert.ok(unpack(damaged, 10_000).length <= 10_000);
      } catch (error) {
        assert.ok(error instanceof RangeError, String(error));
      }
    }));
  }
});
