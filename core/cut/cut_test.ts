import assert from "node:assert/strict";
import { cut, type CutOptions } from "./cut.ts";

const whole: CutOptions = { format: "text", flush: "all", part: 0, eventsMax: 16_384 };

Deno.test("cut ends lines at newlines and leaves a return before them out", () => {
  assert.deepEqual(run("one\r\ntwo\nthree"), [["one", 0, 5], ["two", 5, 9], ["three", 9, 14]]);
});

Deno.test("cut drops and counts blank lines, and the event before accounts for them", () => {
  const { blank, consumed } = cut(encode("\n a\n \t\r\n\nb\n\n"), whole);
  assert.deepEqual([blank, consumed], [4, 12]);
  assert.deepEqual(run("\na\n \t\r\n\nb\n\n"), [["a", 1, 8], ["b", 8, 11]]);
});

Deno.test("cut holds back a partial line and an event that could go on", () => {
  assert.deepEqual(run("a\nb\n c", { flush: "none" }), [["a", 0, 2]]);
  assert.equal(cut(encode("a\nb\n c"), { ...whole, flush: "none" }).consumed, 2);
  assert.deepEqual(run("a\nb\n c", { flush: "lines" }), [["a", 0, 2], ["b", 2, 4]]);
  assert.deepEqual(run("a\nb\n c"), [["a", 0, 2], ["b\n c", 2, 6]]);
});

Deno.test("cut gives out a long line in parts, not inside a character", () => {
  const line = "abcdefgä€🙂xyz\n";
  const { parts, part } = cut(encode(line), { ...whole, eventBytesMax: 8 });
  assert.deepEqual([...parts!], [1, 2, 3]);
  assert.equal(part, 0);
  assert.deepEqual(run(line, { eventBytesMax: 8 }).map(([text]) => text), [
    "abcdefg",
    "ä€",
    "🙂xyz",
  ]);
});

function run(text: string, options: Partial<CutOptions> = {}): [string, number, number][] {
  const { bytes, slices, positions, ends } = cut(encode(text), { ...whole, ...options });
  return [...positions].map((position, i) => {
    const event = bytes.subarray(slices[2 * i], slices[2 * i + 1]);
    return [new TextDecoder().decode(event), position, ends[i]!];
  });
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
