import assert from "node:assert/strict";
import fc from "fast-check";
import { splitJson } from "./split_json.ts";

function split(text: string, countMax = 1000): string[] {
  const bytes = new TextEncoder().encode(text);
  const slices = splitJson(bytes, countMax);
  const decoder = new TextDecoder();
  return Array.from({ length: slices.length / 2 }, (_, i) => {
    return decoder.decode(bytes.subarray(slices[2 * i]!, slices[2 * i + 1]!));
  });
}

/** What splitting and then reading each item makes of a text; undefined = refused. */
function readItems(text: string): unknown[] | undefined {
  try {
    return split(text).map((item) => JSON.parse(item));
  } catch {
    return undefined;
  }
}

function readWhole(text: string): unknown[] | undefined {
  try {
    const value = JSON.parse(text);
    return Array.isArray(value) ? value : [value];
  } catch {
    return undefined;
  }
}

Deno.test("splitJson keeps each item's own text", () => {
  assert.deepEqual(split(' [ {"a":12345678901234567890} ,\n{"b" : [1,2]},"],\\"", 7 ] \n'), [
    '{"a":12345678901234567890}',
    '{"b" : [1,2]}',
    '"],\\""',
    "7",
  ]);
  assert.deepEqual(split('{"a":"\\\\"}'), ['{"a":"\\\\"}']);
  assert.deepEqual(split('["\\\\","a"]'), ['"\\\\"', '"a"']);
  assert.deepEqual(split("[]"), []);
  assert.deepEqual(split('\ufeff[{"ä":"日本"}]'), ['{"ä":"日本"}']);
});

Deno.test("splitJson refuses a broken array, saying where", () => {
  const cases: [string, RegExp][] = [
    ["", /it is empty/],
    [" \n", /it is empty/],
    ["[", /not closed/],
    ["[1", /not closed/],
    ['["]', /not closed/],
    ["[1,]", /an item is missing at byte 3/],
    ["[,1]", /an item is missing at byte 1/],
    ["[1] 2", /more after its array, at byte 3/],
    ["[]]", /more after its array, at byte 2/],
  ];
  for (const [text, message] of cases) assert.throws(() => split(text), message, text);
});

Deno.test("splitJson counts up to its limit", () => {
  assert.equal(split("[1,2,3]", 3).length, 3);
  assert.throws(() => split("[1,2,3]", 2), RangeError);
});

Deno.test("splitJson with JSON.parse of each item accepts what JSON.parse of the whole does", () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.constantFrom(0, 2, "\t"), (values, space) => {
      const text = JSON.stringify(values, null, space);
      assert.deepEqual(readItems(text), JSON.parse(text));
    }),
    { numRuns: 300 },
  );
  const scraps = fc.array(
    fc.constantFrom("[", "]", "{", "}", ",", ":", '"', "\\", "1", "a", " ", "\n", '{"a":1}'),
    { maxLength: 12 },
  ).map((parts) => parts.join(""));
  fc.assert(
    fc.property(scraps, fc.boolean(), (scrap, wrapped) => {
      const text = wrapped ? `[${scrap}]` : scrap;
      assert.deepEqual(readItems(text), readWhole(text), text);
    }),
    { numRuns: 20_000 },
  );
});
