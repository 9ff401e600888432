import assert from "node:assert/strict";
import { release } from "../../runtime/release.ts";
import { pack, unpack, unpackJson } from "./packed.ts";

Deno.test("unpack gives the bytes, in memory that can be given back at once", () => {
  const text = new TextEncoder().encode("Payment completed for order 4711. ".repeat(20_000));
  const bytes = unpack(pack(text));
  assert.deepEqual(bytes, text);
  release(bytes);
  assert.equal(bytes.length, 0);
});

Deno.test("unpackJson leaves packed bytes as they are, compressed or not", () => {
  for (const value of ["x", "x".repeat(100_000)]) {
    const packed = pack(new TextEncoder().encode(JSON.stringify(value)));
    assert.deepEqual(unpackJson(packed), { value, length: value.length + 2 });
    assert.deepEqual(unpackJson(packed).value, value);
  }
});
