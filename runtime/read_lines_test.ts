import assert from "node:assert/strict";
import { LINE_CHARS_MAX, readLines } from "./read_lines.ts";

Deno.test("readLines finds lines across pieces and inside characters", async () => {
  const bytes = new TextEncoder().encode("one\ntwo äö\n\nlast");
  for (const size of [1, 3, 100]) {
    assert.deepEqual(await linesOf(bytes, size), ["one", "two äö", "", "last"]);
  }
});

Deno.test("readLines cuts a line that does not end", async () => {
  const bytes = new TextEncoder().encode("x".repeat(2 * LINE_CHARS_MAX + 5));
  const lines = await linesOf(bytes, 10_000);
  assert.deepEqual(lines.map((line) => line.length), [LINE_CHARS_MAX, LINE_CHARS_MAX, 5]);
});

async function linesOf(bytes: Uint8Array<ArrayBuffer>, size: number): Promise<string[]> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.slice(at, at + size));
  const lines: string[] = [];
  await readLines(ReadableStream.from(pieces), (line) => lines.push(line));
  return lines;
}
