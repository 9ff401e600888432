import assert from "node:assert/strict";
import fc from "fast-check";
import { toLower, toTokens } from "../../core/query/tokens.ts";
import { hashWord, WordSet } from "./word_set.ts";

const texts = fc.array(
  fc.array(
    fc.constantFrom(
      "a",
      "Z",
      "_",
      "9",
      " ",
      "-",
      "é",
      "É",
      "\u0130",
      "Σ",
      "\u212a",
      "日",
      "—",
      "🙂",
    ),
    { maxLength: 8 },
  ).map((letters) => letters.join("")),
  { minLength: 1, maxLength: 10 },
);
const encoder = new TextEncoder();

Deno.test("WordSet takes the tokens of UTF-8 text that toTokens finds in it", () => {
  const long = fc.constantFrom("x".repeat(255), "x".repeat(256), "Y".repeat(600), "é".repeat(300));
  fc.assert(
    fc.property(fc.oneof(texts, fc.array(long, { minLength: 1, maxLength: 3 })), (list) => {
      const words = new WordSet();
      words.addTokensOf(encoder.encode(list.join("\0")));
      assert.deepEqual(sorted(words), toHashes(list.flatMap(toTokens)));
    }),
    { numRuns: 500 },
  );
});

Deno.test("WordSet takes whole values of UTF-8 texts in lower case", () => {
  fc.assert(
    fc.property(texts, (list) => {
      const words = new WordSet();
      words.addValuesOf(encoder.encode(list.join("\0")));
      assert.deepEqual(sorted(words), toHashes(list.map(toLower)));
    }),
    { numRuns: 500 },
  );
});

Deno.test("WordSet takes ASCII words by their ends, and grows", () => {
  const list = Array.from({ length: 40_000 }, (_, i) => `Word_${i}`);
  const ends = new Uint32Array(list.length);
  list.reduce((at, word, i) => ends[i] = at + word.length, 0);
  const words = new WordSet();
  words.addWordsOf(encoder.encode(list.join("")), ends);
  assert.equal(words.size, list.length);
  assert.deepEqual(sorted(words), toHashes(list.map(toLower)));
  words.clear();
  assert.equal(words.size, 0);
});

function sorted(words: WordSet): number[] {
  return [...words.hashes()].sort((a, b) => a - b);
}

function toHashes(lower: readonly string[]): number[] {
  return [...new Set(lower.map(hashWord))].sort((a, b) => a - b);
}
