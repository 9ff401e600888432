import assert from "node:assert/strict";
import fc from "fast-check";
import { ANY_ONE, ANY_RUN, type Pattern } from "../../core/query/ast.ts";
import { matchTokens } from "../../core/query/matches.ts";
import { toPattern } from "../../core/query/pattern.ts";
import { toTerminated } from "./column_strings.ts";
import {
  decodeCodes,
  decodeTemplates,
  decodeVariables,
  TemplatesColumn,
} from "./column_templates.ts";
import { encodeTemplates } from "./encode_templates.ts";
import { matchTemplates } from "./match_templates.ts";
import { countRows } from "./rows.ts";

const WORDS = ["a", "Ab", "b7", "7", "77b", "x_1", "é", "é7", "7\u0130", "\u03a3", "", "ab", "1_a"];
const SEPARATORS = [" ", "-", "", "\n", "—", ": ", "\u{1f600}"];

const message = fc.array(
  fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom(...SEPARATORS)),
  { maxLength: 6 },
).map((parts) => parts.flat().join(""));
const messages = fc.array(message, { minLength: 1, maxLength: 30 });
const token: fc.Arbitrary<Pattern> = fc.array(
  fc.constantFrom("a", "b", "7", "77b", "x_1", "é", "i", "σ", ANY_RUN, ANY_ONE),
  { minLength: 1, maxLength: 3 },
).map(toPattern);

Deno.test("TemplatesColumn gives back every message", () => {
  fc.assert(fc.property(messages, (texts) => {
    const column = toColumn(texts);
    if (column === null) return; // Too many templates.
    assert.deepEqual(texts.map((_, row) => column.cell(row)), texts);
  }));
});

Deno.test("matchTemplates finds the rows that matchTokens finds", () => {
  fc.assert(
    fc.property(messages, fc.array(token, { minLength: 1, maxLength: 3 }), (texts, tokens) => {
      const column = toColumn(texts);
      if (column === null) return;
      const rows = matchTemplates(column, tokens, texts.length);
      const found = texts.map((_, i) => typeof rows === "string" ? rows === "all" : rows[i] === 1);
      assert.deepEqual(found, texts.map((text) => matchTokens(tokens, text)));
      assert.equal(countRows(rows, texts.length), found.filter((hit) => hit).length);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("encodeTemplates keeps words with a digit apart from the text around them", () => {
  const { text, counts, firstSlots } =
    toColumn(["order_12 at 10.0.0.7 done", "order_9 at 1.2.3.4 done", "done"])!.templates;
  assert.equal(text, "\0 at \0.\0.\0.\0 done\0done\0");
  assert.deepEqual([[...counts], [...firstSlots]], [[2, 1], [0, 5, 5]]);
});

Deno.test("encodeTemplates has room for templates as long as they may be together", () => {
  // 16 of a length that is filled up by most; the last makes 8 MiB of all.
  const texts = Array.from({ length: 16 }, (_, i) => {
    const length = i < 15 ? 524_285 : 524_317;
    return "abcdefghijklmnop".charAt(i).repeat(length);
  });
  const column = toColumn(texts)!;
  assert(texts.every((text, row) => column.cell(row) === text));
});

Deno.test("encodeTemplates leaves alone what is not made from templates", () => {
  const random = Array.from({ length: 1000 }, (_, i) => "word ".repeat(i));
  assert.equal(toColumn(random), null, "too many");
  assert.equal(toColumn(["a", "b\0c"]), null, "a zero byte");
  const { firstSlots } = toColumn([`x${"1".repeat(255)}`])!.templates;
  assert.deepEqual([...firstSlots], [0, 0], "longer than a token");
});

function toColumn(texts: readonly string[]): TemplatesColumn | null {
  const encoded = encodeTemplates(toTerminated(texts.join("\0")).slice(), texts.length);
  if (encoded === null) return null;
  const { meta, templates, codes, variables } = encoded;
  const kept = { codes: codes.slice(), variables: variables.slice() };
  return new TemplatesColumn(decodeTemplates(templates.slice(), meta), {
    codes: () => decodeCodes(kept.codes, meta, texts.length),
    variables: () => decodeVariables(kept.variables, meta),
  });
}
