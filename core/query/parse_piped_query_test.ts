import assert from "node:assert/strict";
import fc from "fast-check";
import { pipedQueries } from "../../tests/contract/pipe_arbitraries.ts";
import { QuerySyntaxError } from "../errors.ts";
import { parsePipedQuery } from "./parse_piped_query.ts";
import { parseQuery } from "./parse_query.ts";
import type { PipedQuery } from "./pipe.ts";
import { printPipedQuery } from "./print_piped_query.ts";

/** What is written, and how it is written in full. */
const TABLE: readonly (readonly [text: string, printed: string])[] = [
  ["level:ERROR", "level:ERROR"],
  ["a || b", "a OR b"],
  ['"a | b"', '"a | b"'],
  ["a\\|b", '"a|b"'],
  ["| stats count()", "* | stats count()"],
  ["a|stats count(*)", "a | stats count()"],
  [
    "* | STATS Count(user), AVG(ms) AS mean BY service",
    "* | stats count(user), avg(ms) as mean by service",
  ],
  ["x | stats median(ms), p99.9(ms), p100(ms)", "x | stats p50(ms), p99.9(ms), p100(ms)"],
  [
    "x | stats count_distinct(user),sum(a.b),min(timestamp)",
    "x | stats count_distinct(user), sum(a.b), min(timestamp)",
  ],
  ["x | stats count() by bin(60s), bin", 'x | stats count() by bin(1m), "bin"'],
  ["x | stats count() by bin(90m) as t, level", "x | stats count() by bin(90m) as t, level"],
  [
    'x | stats max("my field") as "the most" by "a, b"',
    'x | stats max("my field") as "the most" by "a, b"',
  ],
  [
    "x | stats count() as n by service | sort n DESC, service | limit 5",
    "x | stats count() as n by service | sort by n desc, service | limit 5",
  ],
  [
    "x | stats p95(ms) by service | sort by p95(ms) desc",
    'x | stats p95(ms) by service | sort by "p95(ms)" desc',
  ],
  [
    "x | stats count() by bin(5m) | sort bin(300s)",
    'x | stats count() by bin(5m) | sort by "bin(5m)"',
  ],
  ["x | top path", "x | top 10 path"],
  ["x | top 3 path | sort path asc | limit 2", "x | top 3 path | sort by path | limit 2"],
  ["x | fields level, user , level", "x | fields level, user"],
  [
    "x | fields extra_fields.level, timestamp, message, id",
    "x | fields extra_fields.level, timestamp, message, id",
  ],
];

const ERRORS: readonly (readonly [text: string, column: number, problem: RegExp])[] = [
  ["a |", 4, /the name of a pipe is missing before the end; write one of stats/],
  ["a | count", 5, /no pipe "count"; write one of stats, top/],
  ['a | "stats" count()', 5, /no pipe "stats"/],
  ["a | | stats count()", 5, /missing before "\|"/],
  ["a | stats", 10, /a function is missing before the end/],
  ["a | stats count", 11, /"count" has no parentheses; write count\(\)/],
  ["a | stats avg", 11, /write avg\(latency_ms\)/],
  [
    "a | stats avg()",
    15,
    /a field's name is missing before "\)"; write it, as in avg\(latency_ms\)/,
  ],
  ["a | stats mean(x)", 11, /no function "mean"; write one of count, count_distinct/],
  ["a | stats p101(x)", 11, /no function "p101"/],
  ["a | stats avg(x", 14, /"\(" is not closed/],
  ["a | stats avg(x y)", 14, /"\(" is not closed/],
  [
    "a | stats avg(service)",
    15,
    /service has no numbers; name another field, or write extra_fields.service/,
  ],
  ["a | stats avg(timestamp)", 15, /only min and max/],
  ["a | stats count() by", 21, /a field's name is missing before the end; write it after by/],
  ["a | stats count() by bin()", 26, /a length of time is missing/],
  ["a | stats count() by bin(5)", 26, /"5" is no length of time; write 30s/],
  ["a | stats count() by bin(0s)", 26, /"0s" is no length of time/],
  ["a | stats count() by timestamp", 22, /write bin\(5m\) to count by time/],
  ["a | stats count() by message", 22, /nearly every event has its own message/],
  ['a | stats count() by ""', 22, /a field's name is empty/],
  ["a | fields b, c*", 15, /a field name has no wildcards; write the name in full, or in quotes/],
  ["a | top b?", 9, /no wildcards/],
  ["a | stats avg(b*)", 15, /no wildcards/],
  ["a | stats count() as", 21, /a name after "as" is missing/],
  [
    "a | stats count(), count()",
    20,
    /there are two columns "count\(\)"; leave it out, or name it otherwise with "as"/,
  ],
  ["a | stats count() as x by x", 27, /there are two columns "x"/],
  ["a | stats count() by a, b, c, d, e, f", 37, /more than 5 keys/],
  ["a | stats count() service", 19, /"service" is not expected here/],
  [
    "a | stats count() | stats count()",
    21,
    /stats makes a second table, and there can be one; leave one out/,
  ],
  ["a | stats count() | fields x", 21, /fields is for events/],
  ["a | fields x | limit 3", 16, /nothing can follow fields/],
  ["a | fields", 11, /a field's name is missing/],
  ["a | sort x", 5, /sort is for tables, and there is none yet; put stats or top before it/],
  ["a | limit 5", 5, /limit is for tables/],
  ["a | top 0 x", 9, /"0" is no number of values; write one from 1 to 1000/],
  ["a | top 10", 11, /a field's name is missing before the end; write it after top/],
  [
    "a | stats count() by x | sort y",
    31,
    /no column "y" to sort by; write one of "x", "count\(\)"/,
  ],
  ["a | stats count() | limit 10001", 27, /from 1 to 10000/],
  ['a | top "x', 9, /the quote is not closed/],
  ["a | stats count()" + " | limit 1".repeat(10), 111, /more than 10 pipes/],
  [`a | fields ${Array.from({ length: 51 }, (_, i) => `f${i}`).join()}`, 202, /more than 50/],
  ["(a | stats count())", 4, /within parentheses/],
  ["a | ".padEnd(4097, "b"), 4097, /4096 are allowed/],
];

Deno.test("parsePipedQuery reads", async (t) => {
  for (const [text, printed] of TABLE) {
    await t.step(text, () => assert.equal(printPipedQuery(parsePipedQuery(text)), printed));
  }
});

Deno.test("parsePipedQuery refuses, with the column", async (t) => {
  for (const [text, column, problem] of ERRORS) {
    await t.step(text.slice(0, 40), () => {
      assert.throws(() => parsePipedQuery(text), (error) => {
        assert(error instanceof QuerySyntaxError);
        assert.match(error.message, problem);
        assert.equal(error.column, column);
        assert(error.message.endsWith(error.hint!));
        return true;
      });
    });
  }
});

Deno.test("parsePipedQuery refuses what makes no table where one is wanted, and the other way round", () => {
  const read = (text: string, wanted: "events" | "table") => parsePipedQuery(text, null, wanted);
  for (const text of ["a", "a | fields b"]) read(text, "events");
  for (const text of ["a | stats count()", "a | top b | limit 1"]) read(text, "table");
  assert.throws(() => read("a", "table"), { column: 2, message: /makes no table; add \| stats/ });
  assert.throws(() => read("a | fields b", "table"), { column: 5, message: /makes no table/ });
  assert.throws(() => read("a | top b", "events"), {
    column: 5,
    message: /top makes a table, and events are asked for; leave it out/,
  });
});

Deno.test("parsePipedQuery reads what printPipedQuery wrote as the same", () => {
  fc.assert(fc.property(pipedQueries, (piped) => {
    const printed = printPipedQuery(piped);
    fc.pre(printed.length <= 4096);
    assert.deepEqual(parsePipedQuery(printed), piped, printed);
  }));
});

Deno.test("parsePipedQuery of any text prints and reads back, or throws QuerySyntaxError", () => {
  const units = [
    ...'|(),"\\ abx*5',
    " | ",
    "stats ",
    "count()",
    "p95(a)",
    " by ",
    " as ",
    "bin(5m)",
    "top ",
    "fields ",
    " sort ",
    " limit 3",
    " desc",
    "timestamp",
  ];
  const anything = fc.array(fc.constantFrom(...units), { maxLength: 14 }).map((all) =>
    all.join("")
  );
  fc.assert(
    fc.property(anything, (text) => {
      const piped = tryParse(text);
      if (piped === null) return;
      assert.deepEqual(parsePipedQuery(printPipedQuery(piped)), piped);
      if (piped.pipes.length === 0) assert.deepEqual(parseQuery(text), piped.query);
    }),
    { numRuns: 5000 },
  );
});

function tryParse(text: string): PipedQuery | null {
  try {
    return parsePipedQuery(text);
  } catch (error) {
    assert(error instanceof QuerySyntaxError);
    return null;
  }
}
