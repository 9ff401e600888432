import assert from "node:assert/strict";
import type { Fields, FieldValue } from "../../core/event.ts";
import { parseQuery } from "../../core/query/parse_query.ts";
import { toEvent } from "../../tests/contract/log_store/case.ts";
import { decide } from "./evaluate.ts";
import { check, toBlock } from "./testing/check_query.ts";

Deno.test("evaluate compares numbers and texts that are some, in every kind of column", () => {
  const whole = (i: number) => i * 7 % 2000;
  const odd = (i: number) => ["", "x", "7ms", " 7", "-", ":", "1e999"][i % 7]!;
  const kinds: Record<string, (i: number) => FieldValue | undefined> = {
    numbers: whole,
    gaps: (i) => i % 10 === 9 ? undefined : whole(i) / 3,
    strings: (i) => i % 3 === 0 ? `${odd(i)}${i < 900 ? "" : i}` : String(whole(i) - 1000),
    sparse: (i) => i % 5 === 4 ? undefined : `${whole(i)}.50`,
    mixed: (i) => i % 3 === 0 ? whole(i) : i % 3 === 1 ? `${whole(i)}` : i % 2 === 0,
    dictionary: (i) => [0, "0", 1.5, "1e3", true, "x", undefined][i % 7],
    constant: () => 7,
    level: whole,
    timestamp: whole,
  };
  const toFields = (i: number): Fields =>
    Object.fromEntries(
      Object.entries(kinds).map(([name, toValue]) => [name, toValue(i)] as const)
        .filter((entry): entry is [string, FieldValue] => entry[1] !== undefined),
    );
  const events = Array.from({ length: 1000 }, (_, i) => toEvent(i, { fields: toFields(i) }));
  // In the last block all of them come after the names that have a column of their own.
  const names = Array.from({ length: 905 }, (_, i) => `n${i}`);
  const spread = names.map((name, i) => toEvent(i, { fields: { [name]: 1 } }));
  const shared = [...spread, ...events.slice(0, 30)];
  const blocks = [events, events.slice(0, 20), events.slice(21, 22), shared].map((list) =>
    [toBlock(list), list] as const
  );
  assert.equal(blocks[3]![0].fieldMeta("numbers"), null);
  const ranges = ["[* TO *]", "<0", ">=0", "{0 TO *]", "[7 TO 7]", "[7 TO 7}", ">500", ">=1000"];
  for (const [block, list] of blocks) {
    const found = Object.keys(kinds).map((name) => block.fieldMeta(name)?.kind ?? "none");
    if (list === events) assert.deepEqual(found.slice(0, 6), COLUMN_KINDS);
    for (const name of Object.keys(kinds)) {
      for (const range of [...ranges, "{1993 TO *}", "{-1000 TO 993}", "<2e3", "[3e3 TO 4e3]"]) {
        check(parseQuery(`extra_fields.${name}:${range}`), block, list);
      }
    }
  }
});

Deno.test("evaluate compares an event's own time, and never the field of that name", () => {
  const events = Array.from({ length: 100 }, (_, i) => toEvent(i, { fields: { timestamp: 5 } }));
  const block = toBlock(events);
  const [first, some, last] = [0, 30, 99].map((i) => events[i]!.timestampMs);
  for (const bound of [0, first! - 1, first, some! - 1, some, last, last! + 1]) {
    for (const sign of [">", ">=", "<", "<="]) {
      check(parseQuery(`NOT timestamp:${sign}${bound}`), block, events);
    }
  }
  check(parseQuery(`timestamp:[${some} TO ${some}]`), block, events);
});

Deno.test("decide knows from the lowest and highest number that all or none match", () => {
  const numbers = [10, 20, 30, 40, 50];
  const toNumbers = (gap: boolean) =>
    toBlock(
      [...numbers, 0].map((n, i) => toEvent(i, { fields: n === 0 && gap ? null : { n: n || 15 } })),
    );
  const [whole, gap] = [toNumbers(false), toNumbers(true)];
  const asked = [
    ["n:>=10", "all"],
    ["n:>10", "some"],
    ["n:<=50", "all"],
    ["n:<50", "some"],
    ["n:>=50", "some"],
    ["n:>50", "none"],
    ["n:<10", "none"],
    ["n:{* TO *}", "all"],
    ["m:{* TO *}", "none"],
  ] as const;
  assert.equal(whole.fieldMeta("n")?.kind, "numbers");
  for (const [text, decision] of asked) {
    assert.equal(decide(parseQuery(text), whole), decision, text);
    const expected = decision === "all" ? "some" : decision;
    assert.equal(decide(parseQuery(text), gap), expected, text);
  }
});

const COLUMN_KINDS = ["numbers", "numbers", "strings", "strings", "mixed", "dictionary"];
