import assert from "node:assert/strict";
import fc from "fast-check";
import { QuerySyntaxError } from "../errors.ts";
import { ANY_ONE, ANY_RUN, type Query } from "./ast.ts";
import { parseQuery } from "./parse_query.ts";
import { printQuery } from "./print_query.ts";
import { toTextQuery } from "./text_query.ts";

const all: Query = { kind: "all" };
const [a, b, c, d] = ["a", "b", "c", "d"].map((text) => toTextQuery([text])) as [
  Query,
  Query,
  Query,
  Query,
];
const and = (...parts: Query[]): Query => ({ kind: "and", parts });
const or = (...parts: Query[]): Query => ({ kind: "or", parts });
const not = (part: Query): Query => ({ kind: "not", part });
const field = (name: string, ...value: Extract<Query, { kind: "field" }>["value"]): Query => ({
  kind: "field",
  field: name,
  extra: false,
  value,
});

const TABLE: [text: string, query: Query][] = [
  ["", all],
  ["  \n", all],
  ["*", all],
  ["**", all],
  ["A", a],
  ["a b", and(a, b)],
  ["a AND b && c", and(a, b, c)],
  ["a&&b||c", or(and(a, b), c)],
  ["a b OR c d", or(and(a, b), and(c, d))],
  ["a (b OR c) d", and(a, or(b, c), d)],
  ["a (b c)", and(a, b, c)],
  ["-a !b NOT c", and(not(a), not(b), not(c))],
  ["NOT a b", and(not(a), b)],
  ["NOT (a b)", not(and(a, b))],
  ["-!a", not(not(a))],
  ["a NOT b OR c", or(and(a, not(b)), c)],
  ["a-b", { kind: "text", tokens: [["a"], ["b"]], value: ["a-b"] }],
  ["a&b", { kind: "text", tokens: [["a"], ["b"]], value: ["a&b"] }],
  ["or", toTextQuery(["or"])],
  [String.raw`\OR "AND"`, and(toTextQuery(["or"]), toTextQuery(["and"]))],
  ['"Timed  out"', { kind: "text", tokens: [["timed"], ["out"]], value: ["timed  out"] }],
  ['""', { kind: "text", tokens: [], value: [] }],
  [String.raw`"\"\\*?"`, { kind: "text", tokens: [], value: ['"\\*?'] }],
  ["order_45*", { kind: "text", tokens: [["order_45", ANY_RUN]], value: ["order_45", ANY_RUN] }],
  ["pay-*", { kind: "text", tokens: [["pay"], [ANY_RUN]], value: ["pay-", ANY_RUN] }],
  ["w?b", { kind: "text", tokens: [["w", ANY_ONE, "b"]], value: ["w", ANY_ONE, "b"] }],
  [String.raw`w\?b\*`, { kind: "text", tokens: [["w"], ["b"]], value: ["w?b*"] }],
  ["level:warning", field("level", "WARN")],
  ["level:(err OR -err*)", or(field("level", "ERROR"), not(field("level", "ERR", ANY_RUN)))],
  ["service:payment-*", field("service", "payment-", ANY_RUN)],
  ["service:(A B)", and(field("service", "A"), field("service", "B"))],
  ["user.name:-5", field("user.name", "-5")],
  ["f:AND", field("f", "AND")],
  ["f:a:b", field("f", "a:b")],
  ["f:/api/v1?x=1", field("f", "/api/v1", ANY_ONE, "x=1")],
  ['f:""', field("f")],
  ["f:*", field("f", ANY_RUN)],
  ['"level":"error"', field("level", "ERROR")],
  ['"1st name":x', field("1st name", "x")],
  [String.raw`a\:b\ c:x`, field("a:b c", "x")],
  ["extra_fields.f:X", field("f", "X")],
  ["extra_fields.level:x", { kind: "field", field: "level", extra: true, value: ["x"] }],
  ["extra_fields.timestamp:x", field("timestamp", "x")],
  ["_exists_:extra_fields.timestamp", { kind: "exists", field: "extra_fields.timestamp" }],
  ["origin:9F*", field("origin", "9f", ANY_RUN)],
  ["message:A-b*", { kind: "message", tokens: [["a"], ["b", ANY_RUN]] }],
  ['message:"a b"', { kind: "message", tokens: [["a"], ["b"]] }],
  ["_exists_:trace_id", { kind: "exists", field: "trace_id" }],
  ["_exists_:extra_fields.x", { kind: "exists", field: "x" }],
  ["_exists_:extra_fields.level", { kind: "exists", field: "extra_fields.level" }],
  ["14:32:15", toTextQuery(["14:32:15"])],
  ["10.0.0.1:80", toTextQuery(["10.0.0.1:80"])],
  ["http://h:80/x", toTextQuery(["http://h:80/x"])],
  ["std::io:x", toTextQuery(["std::io:x"])],
  ["[payment-service]", toTextQuery(["[payment-service]"])],
  ["a -> b", and(a, toTextQuery(["->"]), b)],
  ["--a b", and(toTextQuery(["--a"]), b)],
  ["!=", toTextQuery(["!="])],
  ["+49", toTextQuery(["+49"])],
  ["\ud800", toTextQuery(["\ufffd"])],
];

const ERRORS: [text: string, column: number, problem: RegExp][] = [
  ["(a", 1, /"\(" is not closed/],
  ["a )", 3, /"\)" closes nothing/],
  ["()", 2, /a word is missing before "\)"/],
  ["a OR", 5, /a word is missing before the end/],
  ["AND a", 1, /a word is missing before AND; put "AND" in quotes/],
  ["a OR OR b", 6, /a word is missing before OR/],
  ["NOT", 4, /a word is missing before the end/],
  ["a - b", 3, /nothing follows "-"/],
  ['x "a', 3, /the quote is not closed/],
  ["a\\", 2, /nothing follows "\\"/],
  ["f: x", 3, /a value is missing after ":"/],
  ["f:)", 3, /a value is missing/],
  ["f*:x", 1, /a field name has no wildcards/],
  ['"":x', 1, /no field name/],
  ["f:>9", 3, /ranges are not available yet/],
  ["f:[1 TO 2]", 3, /ranges are not available yet/],
  ["a timestamp:2025-10-23", 3, /timestamp cannot be asked for by value yet/],
  ["_exists_:ingested_at", 10, /ingested_at cannot be asked for/],
  ["a | count", 3, /pipes are not available yet/],
  ["f:(g:x)", 4, /a field cannot stand in the group of another/],
  ["message:->", 9, /messages are searched by words/],
  ["_exists_:a*", 10, /wants a field's name/],
  ["id:0*", 4, /an id has no wildcards/],
  ["(".repeat(51) + "a" + ")".repeat(51), 51, /more than 50 deep/],
  ["!".repeat(51) + "a", 51, /more than 50 deep/],
  ["a ".repeat(201), 401, /more than 200 terms/],
  ["a".repeat(4097), 4097, /4097 characters, 4096 are allowed/],
];

Deno.test("parseQuery reads", async (t) => {
  for (const [text, query] of TABLE) {
    await t.step(text, () => assert.deepEqual(parseQuery(text), query));
  }
});

Deno.test("parseQuery refuses, with the column", async (t) => {
  for (const [text, column, problem] of ERRORS) {
    await t.step(text.slice(0, 20), () => {
      assert.throws(() => parseQuery(text), (error) => {
        assert(error instanceof QuerySyntaxError);
        assert.match(error.message, problem);
        assert.equal(error.column, column);
        assert(error.message.endsWith(error.hint!));
        return true;
      });
    });
  }
});

Deno.test("parseQuery takes what is just within its limits", () => {
  parseQuery("(".repeat(50) + "a" + ")".repeat(50));
  parseQuery("a ".repeat(200));
  parseQuery("a".repeat(4096));
});

Deno.test("parseQuery reads what printQuery wrote as the same query", () => {
  for (const [, query] of TABLE) assert.deepEqual(parseQuery(printQuery(query)), query);
});

Deno.test("parseQuery of any text is a query that prints and reads back, or a QuerySyntaxError", () => {
  const units = [
    ...'ab: "\\()|&-!*?/[]>',
    " OR ",
    " AND ",
    "NOT ",
    "level:",
    "message:",
    "_exists_:",
  ];
  const anything = fc.array(fc.constantFrom(...units), { maxLength: 14 }).map((all) =>
    all.join("")
  );
  fc.assert(
    fc.property(anything, (text) => {
      const query = tryParse(text);
      if (query !== null) assert.deepEqual(parseQuery(printQuery(query)), query);
    }),
    { numRuns: 5000 },
  );
});

function tryParse(text: string): Query | null {
  try {
    return parseQuery(text);
  } catch (error) {
    assert(error instanceof QuerySyntaxError);
    return null;
  }
}
