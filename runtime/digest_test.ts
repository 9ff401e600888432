import assert from "node:assert/strict";
import { digestOf } from "./digest.ts";
import { digestOfText } from "./digest_text.ts";

Deno.test("digestOf tells bytes apart, also where only one of many pieces differs", async () => {
  const { signal } = new AbortController();
  const digests = new Set<string>();
  const lengths = [0, 3, 4 * 1024 * 1024, 4 * 1024 * 1024 + 1, 9_000_000];
  for (const length of lengths) {
    const bytes = new Uint8Array(length);
    const digest = await digestOf(bytes, signal);
    assert.match(digest, /^[0-9a-f]{64}$/);
    assert.equal(await digestOf(bytes.slice(), signal), digest);
    digests.add(digest);
    if (length > 0) digests.add(await digestOf(bytes.fill(1, length - 1), signal));
  }
  assert.equal(digests.size, 2 * lengths.length - 1);
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
