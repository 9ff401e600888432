import assert from "node:assert/strict";
import fc from "fast-check";
import { ANY_ONE, ANY_RUN, type Pattern } from "../../core/query/ast.ts";
import { parseQuery } from "../../core/query/parse_query.ts";
import { toLower } from "../../core/query/tokens.ts";
import { contents, queries } from "../../tests/contract/arbitraries.ts";
import { toEvent } from "../../tests/contract/log_store/case.ts";
import { check, toBlock } from "./testing/check_query.ts";

Deno.test("evaluate finds the rows that matches() takes, and decide never says otherwise", () => {
  const lists = fc.array(contents, { minLength: 1, maxLength: 60, size: "max" });
  const asked = fc.array(queries, { minLength: 10, maxLength: 20, size: "max" });
  fc.assert(
    fc.property(lists, asked, (list, all) => {
      const events = list.map((content, i) => toEvent(i, content));
      const block = toBlock(events);
      for (const query of all) check(query, block, events);
    }),
    { numRuns: 100 },
  );
});

Deno.test("evaluate finds words at all borders, in every kind of column", () => {
  const words = [
    "a",
    "error",
    "x_error",
    "errors",
    "Error",
    "straße",
    "日本",
    "ÅNGSTRÖM",
    "Σ",
    "İ",
  ];
  const fillers = [
    "",
    " ",
    "-",
    "_",
    "é",
    "🙂",
    "\0",
    ".".repeat(300),
    "y".repeat(254),
    "y".repeat(255),
  ];
  const messages = words.flatMap((word) =>
    fillers.flatMap((
      filler,
    ) => [word + filler, filler + word, filler + word + filler, `error${filler}${word}`])
  );
  const many = messages.map((message, i) => toEvent(i, { message, fields: { own: message } }));
  const few = many.filter((_, i) => i % 90 === 0);
  for (const events of [many, few]) {
    const block = toBlock(events);
    const mixed = toBlock(
      events.map((event, i) => i % 2 ? event : { ...event, fields: { own: i } }),
    );
    for (
      const text of [...words, "err*", "*or", "e?ror", `"error a"`, "own:error", "own:1?", "*y"]
    ) {
      check(parseQuery(text), block, events);
      check(parseQuery(`NOT ${text}`), block, events);
      check(parseQuery(text), mixed, mixed.allEvents());
    }
  }
});

Deno.test("evaluate finds numbers by the text they print as", () => {
  const numbers = [0, -0, 1, 1.5, 1e21, 1e-7, -3, 2 ** 53 - 1, 0.1 + 0.2];
  const events = Array.from({ length: 300 }, (_, i) => {
    const n = i < numbers.length ? numbers[i]! : i * 7;
    return toEvent(i, { fields: i % 10 === 9 ? null : { n } });
  });
  const block = toBlock(events);
  assert.equal(block.fieldMeta("n")?.kind, "numbers");
  const texts = [
    "0",
    "-0",
    "1",
    "1.0",
    "1.5",
    "1e21",
    "1e+21",
    "1E+21",
    "1e-7",
    "-3",
    "70",
    "7*",
    "",
  ];
  for (const text of texts) {
    check({ kind: "field", field: "n", extra: false, value: [text] }, block, events);
    const value = [toLower(text)];
    check({ kind: "text", tokens: [], value }, block, events);
  }
  check(parseQuery("n:7*"), block, events);
  check(parseQuery("_exists_:n"), block, events);
});

Deno.test("evaluate finds events by id, also with wildcards", () => {
  const events = Array.from({ length: 40 }, (_, i) => toEvent(i));
  const block = toBlock(events);
  const id = "9f3c5a01-b2c4-8d5e-8000-000000000064";
  const texts: Pattern[] = [[id], [id.toUpperCase()], ["9f3c5a01-b2c4"], [ANY_RUN], [
    ANY_RUN,
    "64",
  ]];
  for (const value of [...texts, [ANY_ONE, id.slice(1)], ["9", ANY_RUN]]) {
    check({ kind: "field", field: "id", extra: false, value }, block, events);
  }
});

Deno.test("toLower keeps the length of every code point, on which columns in lower case rely", () => {
  for (let code = 0; code <= 0x10ffff; code++) {
    const text = String.fromCodePoint(code);
    if (toLower(text).length !== text.length) assert.fail(`U+${code.toString(16)} changes length`);
  }
});
