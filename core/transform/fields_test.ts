import assert from "node:assert/strict";
import fc from "fast-check";
import { FieldsBuilder, parseExact, toFields } from "./fields.ts";

const cases: readonly (readonly [string, string, Record<string, unknown> | null])[] = [
  ["keeps text, numbers and booleans", `{"a":"x","b":1.5,"c":false}`, { a: "x", b: 1.5, c: false }],
  ["dots nested names", `{"a":{"b":{"c":1}},"d":2}`, { "a.b.c": 1, d: 2 }],
  ["drops null", `{"a":null,"b":{"c":null}}`, null],
  ["keeps empty objects as text", `{"a":{}}`, { a: "{}" }],
  ["keeps arrays as text", `{"a":[1,{"b":null}],"c":[]}`, { a: `[1,{"b":null}]`, c: "[]" }],
  ["renames what collides", `{"a":{"b":1},"a.b":2,"a.b_2":3}`, {
    "a.b": 1,
    "a.b_2": 2,
    "a.b_2_2": 3,
  }],
  ["counts collisions on", `{"a":{"b":{"c":1},"b.c":2},"a.b":{"c":3},"a.b.c":4}`, {
    "a.b.c": 1,
    "a.b.c_2": 2,
    "a.b.c_3": 3,
    "a.b.c_4": 4,
  }],
  ["names what has no name", `{"":1,"_":2,"a":{"":3}}`, { _: 1, __2: 2, "a._": 3 }],
  ["lets the last duplicate win", `{"a":1,"a":2}`, { a: 2 }],
  ["keeps integers up to 2^53−1", `{"a":9007199254740991}`, { a: 9007199254740991 }],
  ["keeps digits beyond", `{"a":9007199254740993,"b":-1e400,"c":[1e400]}`, {
    a: "9007199254740993",
    b: "-1e400",
    c: "[1e400]",
  }],
  ["knows no negative zero", `{"a":-0}`, { a: 0 }],
  ["mends lone surrogates", `{"\\ud800":"a\\udfff","b":["\\ud800"]}`, {
    "\ufffd": "a\ufffd",
    b: `["\\ud800"]`,
  }],
];

for (const [holds, text, expected] of cases) {
  Deno.test(`toFields ${holds}`, () => {
    assert.deepEqual(toFields(parseExact(text) as object), expected);
  });
}

Deno.test("toFields keeps names that mean something to JavaScript", () => {
  const text = `{"__proto__":1,"constructor":{"prototype":2,"__proto__":3},"toString":"x"}`;
  const fields = toFields(JSON.parse(text))!;
  assert.deepEqual(Object.entries(fields), [
    ["__proto__", 1],
    ["constructor.prototype", 2],
    ["constructor.__proto__", 3],
    ["toString", "x"],
  ]);
  assert.equal(Object.getPrototypeOf(fields), Object.prototype);
});

Deno.test("toFields keeps what is nested deeper than 64 as text", () => {
  const nested = (depth: number): unknown => depth === 0 ? 1 : { a: nested(depth - 1) };
  const name = Array(64).fill("a").join(".");
  assert.deepEqual(toFields(nested(64) as object), { [name]: 1 });
  assert.deepEqual(toFields(nested(66) as object), { [name]: `{"a":{"a":1}}` });
});

Deno.test("toFields keeps objects of long names as text, so that names take bounded room", () => {
  const usual = "n".repeat(128);
  assert.deepEqual(toFields({ [usual]: { a: 1 } }), { [`${usual}.a`]: 1 });
  const name = "n".repeat(129);
  assert.deepEqual(toFields({ [name]: { a: 1, b: 2 } }), { [name]: `{"a":1,"b":2}` });
});

Deno.test("toFields keeps every value of nested objects under some name", () => {
  const key = fc.constantFrom("", "a", "b", "a.b", "a_2", "_", "__proto__", "\ud800");
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.dictionary(key, fc.oneof({ maxDepth: 4 }, fc.nat(99), fc.string(), tie("tree")), {
      maxKeys: 6,
    }),
  }));
  fc.assert(
    fc.property(tree, (object) => {
      const leaves: string[] = [];
      collect(object as object, leaves);
      const kept = Object.values(toFields(object as object) ?? {}).map(String);
      assert.deepEqual(kept.sort(), leaves.sort());
    }),
    { numRuns: 500 },
  );
});

Deno.test("FieldsBuilder adds under the next free name, however many are taken", () => {
  const builder = new FieldsBuilder({ a: 1, a_2: 2 });
  for (let i = 0; i < 20_000; i++) builder.add("a", i);
  assert.equal(Object.keys(builder.fields!).length, 20_002);
  assert.equal(builder.fields!["a_3"], 0);
});

function collect(object: object, leaves: string[]): void {
  for (const value of Object.values(object)) {
    if (typeof value !== "object") leaves.push(String(value).toWellFormed());
    else if (Object.keys(value).length === 0) leaves.push("{}");
    else collect(value, leaves);
  }
}
