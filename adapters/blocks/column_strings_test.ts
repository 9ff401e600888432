import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { toTerminated, toUtf8 } from "./column_strings.ts";

Deno.test("toUtf8 is that of a TextEncoder, also of texts longer than the buffer that is kept", () => {
  const texts = [
    "",
    "a",
    "é\ud800x",
    "long ".repeat(700_000),
    `${"é".repeat(3_000_000)}\udc00`,
    "b",
  ];
  for (const text of texts) {
    const expected = new TextEncoder().encode(text);
    assert.equal(Buffer.compare(toUtf8(text), expected), 0);
    const terminated = toTerminated(text);
    assert.equal(Buffer.compare(terminated.subarray(0, -1), expected), 0);
    assert.equal(terminated.at(-1), 0);
  }
});
