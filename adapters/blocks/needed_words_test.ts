import assert from "node:assert/strict";
import fc from "fast-check";
import { toId } from "../../core/id.ts";
import { isFixedField } from "../../core/query/field.ts";
import { matches } from "../../core/query/matches.ts";
import { parseQuery } from "../../core/query/parse_query.ts";
import { printQuery } from "../../core/query/print_query.ts";
import { eventLists, queries } from "../../tests/contract/arbitraries.ts";
import { toEvents } from "../../tests/contract/log_store/case.ts";
import { encodeBlock } from "./encode_block.ts";
import { isMet, toNeed } from "./needed_words.ts";
import { buildFilter, LINE_BYTES, mayHaveWord, partitionOf } from "./word_filter.ts";
import { WordSet } from "./word_set.ts";

Deno.test("a block's filter passes over no event that a query matches", () => {
  const lists = fc.array(queries, { minLength: 10, maxLength: 30 });
  fc.assert(
    fc.property(eventLists.filter((events) => events.length > 0), lists, (events, list) => {
      const words = new WordSet();
      encodeBlock(events, { words });
      const mayHave = toMayHave(words);
      for (const query of list) {
        const found = events.some((event) => matches(query, event));
        if (found) assert(isMet(toNeed(query), mayHave), printQuery(query));
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("a block's filter rules out words and values that no event has", () => {
  const words = new WordSet();
  encodeBlock(toEvents(0, 1000, { fields: { user: "u1" } }), { words });
  const mayHave = toMayHave(words);
  const may = (query: string) => isMet(toNeed(parseQuery(query)), mayHave);
  for (
    const query of [
      "event",
      "999",
      '"event 7"',
      "EVENT",
      "user:u1",
      "u1",
      "Web-1",
      "service:payment-service",
      "*",
      "eve*",
      "NOT needle",
      "needle OR event",
      "id:x",
      "origin:9f3c5a01b2c4d5e",
      `id:${toId({ origin: "9f3c5a01b2c4d5e", position: 70 })}`,
    ]
  ) assert(may(query), query);
  for (
    const query of [
      "needle",
      '"event needle"',
      "user:u2",
      "message:needle",
      "origin:9f3c5a01b2c4d5f",
      `id:${toId({ origin: "9f3c5a01b2c4d5f", position: 70 })}`,
      "event needle",
      "service:payment",
      "(needle OR haystack) event",
    ]
  ) assert(!may(query), query);
});

Deno.test("a filter looks right for about 1 % of absent words, whatever their number", () => {
  for (const count of [10, 1000, 8000, 50_000]) {
    const words = new WordSet();
    for (let i = 0; i < count; i++) words.add(`word_${i}`);
    const mayHave = toMayHave(words);
    assert.equal(words.size, count);
    const absent = new WordSet();
    for (let i = 0; i < 10_000; i++) absent.add(`absent_${i}`);
    const wrong = [...absent.hashes()].filter(mayHave).length;
    assert(wrong < 200, `${wrong} of 10,000 with ${count} words`);
  }
});

Deno.test("a block's filter does not tell of fields whose values it does not keep", () => {
  const event = toEvents(0, 1)[0]!;
  const words = new WordSet();
  encodeBlock([event], { words });
  const mayHave = toMayHave(words);
  for (const [field, value] of Object.entries({ ...event, id: toId(event) })) {
    if (!isFixedField(field)) continue;
    const query = { kind: "field", field, extra: false, value: [String(value)] } as const;
    assert(matches(query, event) && isMet(toNeed(query), mayHave), field);
  }
});

function toMayHave(words: WordSet): (hash: number) => boolean {
  const { lines, bits } = buildFilter(words.hashes());
  const size = lines * LINE_BYTES;
  return (hash) => mayHaveWord(bits.subarray(partitionOf(hash) * size), lines, hash);
}
