import assert from "node:assert/strict";
import { release } from "./release.ts";

Deno.test("release frees bytes that are a whole buffer, and no others", () => {
  const whole = new Uint8Array(100_000);
  release(whole);
  assert.equal(whole.length, 0);
  const part = new Uint8Array(100_000).subarray(1);
  release(part);
  assert.equal(part.length, 99_999);
  const few = new Uint8Array(100);
  release(few);
  assert.equal(few.length, 100);
});
