import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { toPrefixEnd } from "./state_bounds.ts";

/** Odd ends of ranges, beside anything. */
const texts = fc.array(
  fc.oneof(
    fc.constantFrom(
      "a",
      "\x7f",
      "\x80",
      "\u07ff",
      "\ud7ff",
      "\ue000",
      "\uffff",
      "😀",
      "\u{10ffff}",
    ),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
  { maxLength: 4 },
).map((parts) => parts.join("")).filter((text) => text.isWellFormed());

Deno.test("toPrefixEnd comes after all that begins with a prefix, and before all else that follows", () => {
  fc.assert(fc.property(texts, texts, (prefix, text) => {
    if (compare(text, prefix) < 0) return;
    const end = toPrefixEnd(prefix);
    assert.equal(end === null || compare(text, end) < 0, text.startsWith(prefix));
  }));
});

Deno.test("toPrefixEnd knows where nothing follows", () => {
  assert.equal(toPrefixEnd(""), null);
  assert.equal(toPrefixEnd("\u{10ffff}\u{10ffff}"), null);
  assert.equal(toPrefixEnd("a\u{10ffff}"), "b");
  assert.equal(toPrefixEnd("\ud7ff"), "\ue000");
});

function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
