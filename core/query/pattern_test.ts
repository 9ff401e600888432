import assert from "node:assert/strict";
import fc from "fast-check";
import { ANY_ONE, ANY_RUN, type Pattern, type PatternPart } from "./ast.ts";
import { literalText, longestLiteral, matchPattern, toPattern } from "./pattern.ts";

const parts: fc.Arbitrary<PatternPart> = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "b", "🙂"), maxLength: 3 }),
  fc.constant(ANY_ONE),
  fc.constant(ANY_RUN),
);
const rawPatterns = fc.array(parts, { maxLength: 7 });
const patterns = rawPatterns.map(toPattern);
const texts = fc.string({ unit: fc.constantFrom("a", "b", "🙂"), maxLength: 10 });

Deno.test("matchPattern agrees with the regular expression of the same meaning", () => {
  fc.assert(
    fc.property(fc.oneof(patterns, rawPatterns), texts, (pattern, text) => {
      assert.equal(matchPattern(pattern, text), toRegExp(pattern).test(text));
    }),
    { numRuns: 5000 },
  );
});

Deno.test("matchPattern needs no exponential time", () => {
  const pattern = toPattern(Array.from({ length: 60 }, () => ["a", ANY_RUN] as const).flat());
  assert.equal(matchPattern([...pattern, "b"], "a".repeat(20_000)), false);
});

Deno.test("toPattern keeps the meaning, and ?* is written in one order", () => {
  assert.deepEqual(toPattern([ANY_RUN, ANY_ONE, ANY_RUN, ANY_ONE]), [ANY_ONE, ANY_ONE, ANY_RUN]);
  assert.deepEqual(toPattern(["a", "", "b"]), ["ab"]);
  fc.assert(fc.property(rawPatterns, texts, (raw, text) => {
    assert.equal(toRegExp(raw).test(text), toRegExp(toPattern(raw)).test(text));
    assert.deepEqual(toPattern(toPattern(raw)), toPattern(raw));
  }));
});

Deno.test("the literals of a pattern are in every match", () => {
  assert.equal(literalText([]), "");
  assert.equal(literalText(["ab"]), "ab");
  assert.equal(literalText(["ab", ANY_RUN]), null);
  assert.equal(longestLiteral([ANY_RUN, "c", ANY_ONE, "def"]), "def");
});

function toRegExp(pattern: Pattern): RegExp {
  const source = pattern.map((part) =>
    typeof part === "string" ? part : part === ANY_RUN ? ".*" : "."
  );
  return new RegExp(`^${source.join("")}$`, "su");
}
