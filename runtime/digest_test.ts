import assert from "node:assert/strict";
import { digestOf, digestOfText } from "./digest.ts";

Deno.test("digestOf gives what crypto.subtle gives, of none, few and many bytes", async () => {
  const { signal } = new AbortController();
  for (const length of [0, 3, 4 * 1024 * 1024, 9_000_000]) {
    const bytes = new Uint8Array(length).fill(length % 251);
    const expected = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
    assert.equal(await digestOf(bytes, signal), expected);
  }
});

Deno.test("digestOf ends when its signal fires", async () => {
  const signal = AbortSignal.abort(new Error("gone"));
  await assert.rejects(digestOf(new Uint8Array(1), signal), /gone/);
});

Deno.test("digestOfText is SHA-256, whatever the text", () => {
  const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  assert.equal(digestOfText(""), empty);
  assert.notEqual(digestOfText("ä"), digestOfText("a"));
});
