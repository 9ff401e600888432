import assert from "node:assert/strict";
import fc from "fast-check";
import { Newlines } from "./newlines.ts";

Deno.test("Newlines finds what indexOf finds, wherever the bytes stand in their buffer", () => {
  // Neighbours of a newline, and bytes that differ from it in the highest bit alone.
  const byte = fc.oneof(fc.constantFrom(0, 9, 10, 11, 0x8a, 0x8b, 255), fc.nat(255));
  const bytes = fc.array(byte, { maxLength: 40 });
  fc.assert(fc.property(bytes, fc.nat(7), fc.nat(7), (list, before, behind) => {
    const buffer = new Uint8Array(before + list.length + behind).fill(10);
    const view = buffer.subarray(before, before + list.length);
    view.set(list);
    const newlines = new Newlines(view);
    for (let from = 0; from <= list.length; from++) {
      assert.equal(newlines.next(from), view.indexOf(10, from));
    }
  }));
});
