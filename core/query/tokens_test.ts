import assert from "node:assert/strict";
import fc from "fast-check";
import { isTokenCodePoint, toLower, toTokens } from "./tokens.ts";

const TABLE: [text: string, tokens: string[]][] = [
  ["", []],
  [" -> !", []],
  ["Payment completed", ["payment", "completed"]],
  ["order_45231 10.0.0.1 äö-Straße 日本語", [
    "order_45231",
    "10",
    "0",
    "0",
    "1",
    "äö",
    "straße",
    "日本語",
  ]],
  ["ΟΔΟΣ İstanbul", ["οδοσ", "istanbul"]],
  ["x\0y", ["x", "y"]],
  ["e\u0301", ["e"]],
  ["𝒜𐐀🙂Ⅷ½", ["𝒜𐐨", "ⅷ½"]],
  ["A".repeat(256), ["a".repeat(255), "a"]],
  ["ä" + "A".repeat(255), ["ä" + "a".repeat(254), "a"]],
  ["𐐀".repeat(256), ["𐐨".repeat(255), "𐐨"]],
];

Deno.test("toTokens cuts runs of letters, digits and _, in lower case", () => {
  for (const [text, tokens] of TABLE) assert.deepEqual(toTokens(text), tokens, text);
});

Deno.test("toTokens takes the same from ASCII by its fast way as by the definition", () => {
  const ascii = fc.string({ unit: "binary-ascii", maxLength: 600 });
  fc.assert(fc.property(ascii, fc.nat(600), (text, repeat) => {
    const long = text + "Z".repeat(repeat);
    assert.deepEqual(toTokens(long), long.match(/[\p{L}\p{N}_]{1,255}/gu)?.map(toLower) ?? []);
  }));
});

Deno.test("toLower maps each code point alone to one, and keeps what is a token", () => {
  for (let code = 0; code < 0x110000; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const one = String.fromCodePoint(code);
    const lower = toLower(one);
    if (lower === one) continue;
    assert.equal(lower.length, one.length, one);
    assert.equal(String.fromCodePoint(lower.codePointAt(0)!), lower, one);
    assert.equal(toLower(`a${one}b ${one}`), `a${lower}b ${lower}`, one);
    assert.equal(isTokenCodePoint(code), isTokenCodePoint(lower.codePointAt(0)!), one);
  }
});
