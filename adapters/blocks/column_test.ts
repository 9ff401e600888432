import assert from "node:assert/strict";
import { aggregateArray } from "../../tests/contract/array_aggregate.ts";
import { parseQuery } from "../../core/query/parse_query.ts";
import { toEvent, toFilter } from "../../tests/contract/log_store/case.ts";
import { encodeColumn } from "./column.ts";
import { openBlockReader } from "./reader.ts";
import { openBlockWriter } from "./writer.ts";

Deno.test("encodeColumn writes numbers as they are where codes for them would be as long", () => {
  const kindOf = (count: number, toValue: (i: number) => number | string) =>
    encodeColumn(Array.from({ length: 8192 }, (_, i) => toValue(i * count >>> 13))).meta.kind;
  assert.equal(kindOf(256, (i) => i), "dictionary");
  assert.equal(kindOf(257, (i) => i), "numbers");
  assert.equal(kindOf(257, (i) => i * 1e6), "dictionary");
  assert.equal(kindOf(257, (i) => i / 3), "dictionary");
  assert.equal(kindOf(257, (i) => `${i}`), "dictionary");
  assert.equal(kindOf(8192, (i) => i / 3), "numbers");
});

Deno.test("encodeColumn knows the different values of numbers that it writes as they are", () => {
  const values = Array.from({ length: 2000 }, (_, i) => i >>> 2);
  assert.deepEqual(encodeColumn(values).distinct, [...new Set(values)]);
});

Deno.test("aggregate counts numbers as texts, all and those of some events", async () => {
  const folder = await Deno.makeTempDir();
  await using stack = new AsyncDisposableStack();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const store = { path: `${folder}/logs.db`, log: () => {} };
  const toFields = (i: number) => i % 3 === 0 ? null : { ms: i >>> 2, ratio: i / 7 };
  const events = Array.from({ length: 2048 }, (_, i) => toEvent(i, { fields: toFields(i) }));
  {
    await using writer = await openBlockWriter({ ...store, blockEvents: 2048 });
    await writer.append(events, null);
  }
  const reader = stack.use(await openBlockReader(store));
  const facets = { fields: ["ms", "ratio"], limit: 5 };
  for (const query of ["*", "ms:>398", "ms:<3 OR ms:>500"].map((text) => parseQuery(text))) {
    const asked = { filter: toFilter({ query }), histogram: null, facets };
    const arrived = events.map((event, arrival) => ({ event, arrival }));
    const expected = aggregateArray(arrived, asked);
    assert.deepEqual(await reader.aggregate(asked), expected);
  }
});
