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
    const read: Uint8Array[] = [];
    const onRead = (bytes: Uint8Array) => void read.push(bytes);
    assert.deepEqual(unpackJson(packed, onRead), { value, length: value.length + 2 });
    // Who is told may give them back: `packed` is still read.
    assert.equal(read.length, value.length > 64 ? 1 : 0);
    read.forEach(({ buffer }) => assert.notEqual(buffer, packed.buffer));
  }
});
