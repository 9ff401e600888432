import assert from "node:assert/strict";
import { parseQuery } from "./parse_query.ts";
import { printQuery } from "./print_query.ts";
import { narrowTimes } from "./narrow_times.ts";

Deno.test("narrowTimes takes out of a query the times that it is within", () => {
  const table: [text: string, rest: string, fromMs: number | null, toMs: number | null][] = [
    ["timestamp:[20 TO 30]", "*", 20, 31],
    ["timestamp:{20 TO 30}", "*", 21, 30],
    ["timestamp:>20", "*", 21, 90],
    ["timestamp:<=30", "*", 10, 31],
    ["timestamp:[0 TO 100]", "*", 10, 90],
    ["timestamp:[* TO *]", "*", 10, 90],
    ["a timestamp:>=20", "a", 20, 90],
    ["a timestamp:>=20 n:>5 timestamp:<50 timestamp:<40", "a n:>5", 20, 40],
    ["a timestamp:>=95", "a", 95, 90],
    ["a OR timestamp:>20", "", 10, 90],
    ["NOT timestamp:>20", "", 10, 90],
    ["extra_fields.timestamp:>20", "", 10, 90],
    ["n:>20", "", 10, 90],
  ];
  for (const [text, rest, fromMs, toMs] of table) {
    const narrow = narrowTimes({ query: parseQuery(text), fromMs: 10, toMs: 90 });
    const query = printQuery(parseQuery(rest === "" ? text : rest));
    assert.deepEqual({ ...narrow, query: printQuery(narrow.query) }, { query, fromMs, toMs }, text);
  }
});

Deno.test("narrowTimes leaves open what neither query nor filter bounds", () => {
  const open = { fromMs: null, toMs: null };
  assert.deepEqual(narrowTimes({ query: parseQuery("timestamp:>=20"), ...open }), {
    query: { kind: "all" },
    fromMs: 20,
    toMs: null,
  });
});
