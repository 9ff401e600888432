import assert from "node:assert/strict";
import { findHints } from "./find_hints.ts";
import { parseQuery } from "./parse_query.ts";

Deno.test("findHints tells what queries of other languages may mean here", () => {
  const table: [text: string, hint: RegExp][] = [
    ["level=ERROR", /"level=" is a word; a field is written level:value/],
    ["a service=~shop*", /write|written service:value/],
    ["latency_ms > 900", /write latency_ms:>900/],
    ["latency_ms>=900", /write latency_ms:>=900/],
    ["level:ERROR and service:shop", /"and" is a word like any other; write AND/],
    ["level:FOO", /there is no level "FOO"; there are TRACE/],
    ["from:1h error", /"from:" is a field here; give it beside the query/],
    ["/err.*/", /no regular expressions/],
  ];
  for (const [text, hint] of table) {
    parseQuery(text);
    const found = findHints(text);
    assert.equal(found.length, 1, text);
    assert.match(found[0]!, hint);
  }
});

Deno.test("findHints leaves alone what is written as it is meant", () => {
  const texts = [
    "",
    "level:warning",
    "level:ERR*",
    "a AND b",
    '"a and b" "x=1"',
    "latency_ms:>900",
    "/var/log/app.log",
    "file:/var/log/*",
    "bread and",
    "a->b",
    "order_45*",
  ];
  for (const text of texts) assert.deepEqual(findHints(text), [], text);
});
