import assert from "node:assert/strict";
import { release } from "./release.ts";

Deno.test("release gives back the whole buffer, also of bytes that are a part of it", () => {
  for (const bytes of [new Uint8Array(20_000), new Uint8Array(20_000).subarray(5, 9)]) {
    release(bytes);
    assert.equal(bytes.buffer.byteLength, 0);
    assert.equal(bytes.length, 0);
    release(bytes);
  }
});

Deno.test("release gives back a buffer that can grow", () => {
  const bytes = new Uint8Array(new ArrayBuffer(20_000, { maxByteLength: 100_000 }));
  release(bytes);
  assert.equal(bytes.buffer.byteLength, 0);
});

Deno.test("release leaves a small buffer, which many may share", () => {
  const few = new Uint8Array(100);
  release(few);
  assert.equal(few.length, 100);
});
