import assert from "node:assert/strict";
import { QuerySyntaxError } from "../errors.ts";
import { parsePipedQuery } from "./parse_piped_query.ts";
import { parseQuery, QUERY_LENGTH_MAX } from "./parse_query.ts";

const MB = 1_000_000;

/** What is repeated; of each there is as much as 1 MB, and as much as is allowed. */
const PIECES: readonly string[] = [
  ..."a*?()[]{}<>\"'\\:|&!-+~^/ \n\t\0\u00e4\u{1f600}\ud800",
  ...["NOT ", "-", "--a ", "!", "a AND ", "a OR ", "AND ", "(a ", "a) ", "( ) ", '" ', '"a" '],
  ...[
    "a:",
    "a:b ",
    "a:(",
    "a:>",
    "a:>1 ",
    "a:[1 TO ",
    "a:[1 TO 2] ",
    "_exists_:",
    "message:a ",
    "\\(",
  ],
  ...[
    "|",
    "| ",
    "a | ",
    "| stats ",
    "| stats count() ",
    "count(), ",
    "p95(x) by y, ",
    "| top 10 a ",
  ],
  ...["| fields a, ", "| sort a ", "| limit 1 ", "bin(1ms), ", "a?*", "*?", "timestamp:>now-1m "],
  ...["10.0.0.1:80 ", "std::io ", "http://x ", "a&&b ", "a||b ", "\u0130", "\u00df"],
];

Deno.test("a query of 1 MB, or as long as it may be, is read or refused at once, with its column", () => {
  for (const piece of PIECES) {
    for (const length of [QUERY_LENGTH_MAX, QUERY_LENGTH_MAX + 1, MB]) {
      const text = piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
      for (const read of [parseQuery, parsePipedQuery]) {
        for (const written of [text, `a ${text}`.slice(0, length), `* | stats ${text}`]) {
          try {
            read(written, 0);
            assert.ok(written.length <= QUERY_LENGTH_MAX, piece);
          } catch (error) {
            assert.ok(error instanceof QuerySyntaxError, `${JSON.stringify(piece)}: ${error}`);
            assert.ok(error.column >= 1 && error.column <= written.length + 1, error.message);
            assert.ok(error.message.length < 5000, `${error.message.length}`);
          }
        }
      }
    }
  }
});
