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

const range = (name: string, low: Bound | null, high: Bound | null): Query => ({
  kind: "range",
  field: name,
  extra: false,
  low: low && { value: low[0], included: low[1] === "included" },
  high: high && { value: high[0], included: high[1] === "included" },
});
type Bound = [value: number, end: "included" | "excluded"];

const NOW_MS = Date.UTC(2025, 9, 23, 14);
const DAY_MS = 24 * 60 * 60 * 1000;
const DAY = Date.UTC(2025, 9, 23);

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
  ["hostname:x", { kind: "field", field: "host", extra: false, value: ["x"] }],
  ["extra_fields.hostname:x", { kind: "field", field: "hostname", extra: true, value: ["x"] }],
  ["_exists_:source.file", { kind: "exists", field: "file" }],
  ["extra_fields.level:x", { kind: "field", field: "level", extra: true, value: ["x"] }],
  ["extra_fields.timestamp:x", { kind: "field", field: "timestamp", extra: true, value: ["x"] }],
  ["_exists_:extra_fields.timestamp", { kind: "exists", field: "extra_fields.timestamp" }],
  ["origin:9F*", field("origin", "9f", ANY_RUN)],
  ["message:A-b*", { kind: "message", tokens: [["a"], ["b", ANY_RUN]] }],
  ["message:𝒜𐐀", { kind: "message", tokens: [["𝒜𐐨"]] }],
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
  ["f:>5", range("f", [5, "excluded"], null)],
  ["f:>=-5.5", range("f", [-5.5, "included"], null)],
  ["f:<1e3", range("f", null, [1000, "excluded"])],
  ['f:<="+.5"', range("f", null, [0.5, "included"])],
  ["f:>-0", range("f", [0, "excluded"], null)],
  ["f:[1 TO 5]", range("f", [1, "included"], [5, "included"])],
  ["f:{1 TO 5}", range("f", [1, "excluded"], [5, "excluded"])],
  ['f:[ "1"  TO\n5 }', range("f", [1, "included"], [5, "excluded"])],
  ["f:{* TO 1e+21]", range("f", null, [1e21, "included"])],
  ["f:[-1.5e-7 TO *}", range("f", [-1.5e-7, "included"], null)],
  ["f:[* TO *]", range("f", null, null)],
  ["f:[5 TO 5}", range("f", [5, "included"], [5, "excluded"])],
  ["f:>5 a", and(range("f", [5, "excluded"], null), a)],
  ["-f:>5&&a", and(not(range("f", [5, "excluded"], null)), a)],
  ["(f:[1 TO 2])", range("f", [1, "included"], [2, "included"])],
  [
    "f:(>=5 AND (<9 OR [20 TO *]) x)",
    and(
      range("f", [5, "included"], null),
      or(range("f", null, [9, "excluded"]), range("f", [20, "included"], null)),
      field("f", "x"),
    ),
  ],
  ["f:(a) (>5 [1)", and(field("f", "a"), toTextQuery([">5"]), toTextQuery(["[1"]))],
  ["a>5", toTextQuery(["a>5"])],
  [String.raw`f:\>5 f:"[1 TO 5]"`, and(field("f", ">5"), field("f", "[1 TO 5]"))],
  ['"1st name":<1', range("1st name", null, [1, "excluded"])],
  ["extra_fields.f:<1", range("f", null, [1, "excluded"])],
  [
    "extra_fields.timestamp:>5",
    {
      kind: "range",
      field: "timestamp",
      extra: true,
      low: { value: 5, included: false },
      high: null,
    },
  ],
  ["timestamp:>2025", range("timestamp", [Date.UTC(2025, 0), "excluded"], null)],
  ["timestamp:>2025-10-23", range("timestamp", [DAY, "excluded"], null)],
  [
    'timestamp:["2025-10-23 00:00" TO 2025-10-24T01:00+01:00}',
    range("timestamp", [DAY, "included"], [DAY + DAY_MS, "excluded"]),
  ],
  [`timestamp:<=${DAY}`, range("timestamp", null, [DAY, "included"])],
  ["timestamp:>-000001-01-01", range("timestamp", [Date.UTC(-1, 0), "excluded"], null)],
  ["timestamp:>now-14h", range("timestamp", [DAY, "excluded"], null)],
  ["timestamp:[14h TO now]", range("timestamp", [DAY, "included"], [NOW_MS, "included"])],
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
  ["f:> 9", 4, /a bound is missing after ">"; write it right after the sign, as in >5/],
  ["f:>=", 5, /a bound is missing after ">="/],
  ["f:(<)", 5, /a bound is missing after "<"/],
  ["f:>9ms", 4, /"9ms" is no number/],
  ["f:>9*", 4, /"9\*" is no number/],
  ["f:>*", 4, /"\*" is no number/],
  ["f:<1e999", 4, /"1e999" is no number/],
  ["f:>2025-10-23", 4, /"2025-10-23" is no number; .*times are for timestamp only/],
  ['f:[0x1 TO ""]', 4, /"0x1" is no number/],
  ['f:[1 TO ""]', 9, /"" is no number/],
  ['f:["*" TO 1]', 4, /"\*" is no number/],
  ["f:[5 TO 1]", 4, /5 is above 1; exchange them/],
  ["f:[1 to 5]", 6, /"TO" is missing between the bounds/],
  ["f:[error] x", 9, /"TO" is missing/],
  ["f:[TO 5]", 7, /"TO" is missing/],
  ["f:[]", 4, /a bound is missing/],
  ["f:[1 TO]", 8, /a bound is missing/],
  ["f:[1 TO 5", 10, /"]" or "}" is missing/],
  ["f:[1 TO 5 6]", 11, /"]" or "}" is missing/],
  ["f:[1 TO 5]ms", 11, /a space is missing after the range/],
  ['f:[1 TO "5]', 9, /the quote is not closed/],
  ["level:>=WARN", 7, /level has no ranges; name the levels/],
  ["message:(>5)", 10, /message has no ranges/],
  ["ingested_at:>now", 13, /ingested_at has no ranges/],
  ["_exists_:>5", 10, /_exists_ wants a field's name/],
  ["timestamp:>yesterday", 12, /"yesterday" is no time/],
  ["timestamp:[now TO now-1h]", 12, /now is above now-1h/],
  ["a timestamp:2025-10-23", 13, /timestamp cannot be asked for by value; write a range/],
  ["_exists_:ingested_at", 10, /ingested_at cannot be asked for/],
  ["a | count", 3, /pipes mean nothing here; leave out what follows/],
  ["(a | b)", 4, /within parentheses; close the parenthesis before it/],
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
    await t.step(text, () => assert.deepEqual(parseQuery(text, NOW_MS), query));
  }
});

Deno.test("parseQuery refuses, with the column", async (t) => {
  for (const [text, column, problem] of ERRORS) {
    await t.step(text.slice(0, 20), () => {
      assert.throws(() => parseQuery(text, NOW_MS), (error) => {
        assert(error instanceof QuerySyntaxError);
        assert.match(error.message, problem);
        assert.equal(error.column, column);
        assert(error.message.endsWith(error.hint!));
        return true;
      });
    });
  }
});

Deno.test("parseQuery refuses times that count from now when it is not told when that is", () => {
  parseQuery("timestamp:[2025-10-23 TO 1761177600000]");
  for (const time of ["now", "15m", "now-1h"]) {
    assert.throws(
      () => parseQuery(`timestamp:>${time}`),
      { column: 12, message: /counts from now, which is not known here; write a time in full/ },
    );
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
    ...'ab: "\\()|&-!*?/[]{}<>=15.',
    " TO ",
    "a:[1 TO ",
    "timestamp:>=",
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
