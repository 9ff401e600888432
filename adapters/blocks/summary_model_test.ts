import assert from "node:assert/strict";
import type { LogEvent } from "../../core/event.ts";
import { parseQuery } from "../../core/query/parse_query.ts";
import type { AggregateRequest } from "../../ports/log_store.ts";
import { openDatabase } from "../../runtime/sqlite.ts";
import { ArrayStore } from "../../tests/contract/array_store.ts";
import { toEvent, toFilter } from "../../tests/contract/log_store/case.ts";
import { openBlockReader } from "./reader.ts";
import { makeStore } from "./testing/test_store.ts";
import { openBlockWriter } from "./writer.ts";

/** Few are a dictionary always; so many may be numbers. */
const BLOCK_EVENTS = 16;

/** 150 blocks: two groups and a rest. Fields come and go from block to block. */
const EVENTS = Array.from({ length: 150 * BLOCK_EVENTS }, (_, i): LogEvent => {
  const block = Math.floor(i / BLOCK_EVENTS);
  return toEvent(i, {
    timestampMs: 1_760_000_000_000 + i * 1_750,
    level: (["INFO", "ERROR", "WARN"] as const)[i % 3]!,
    service: block < 100 ? "early" : `late-${i % 2}`,
    fields: {
      always: i % 4,
      ...block % 2 === 0 && { sometimes: `v${i % 3}` },
      ...block > 70 && { late: i % 2 === 0 },
      ...i % 2 === 0 && { size: i * 1.5 },
      ...block % 5 === 0 && { rare: i * 3 },
      ...block === 90 && { odd: "once" },
    },
  });
});

const QUERIES = [
  ...["", "level:ERROR", "NOT level:ERROR", "service:early", "service:late-1", "service:never"],
  ...["sometimes:v1", "_exists_:sometimes", "NOT _exists_:late", "late:true", "always:2"],
  ...[
    "size:>300",
    "size:[* TO *]",
    "_exists_:size",
    "rare:>=0",
    "size:<0",
    "odd:once",
    "once",
    "v1 OR early",
    "event 17",
  ],
  "NOT (service:early OR late:true)",
];

Deno.test("counting by summaries of groups gives what counting every event gives", async () => {
  await using store = await makeStore();
  Deno.removeSync(store.path);
  const model = new ArrayStore();
  await model.writer.append(EVENTS, null);
  {
    await using writer = await openBlockWriter({ ...store, blockEvents: BLOCK_EVENTS });
    for (let i = 0; i < EVENTS.length; i += 16) await writer.append(EVENTS.slice(i, i + 16), null);
  }
  {
    using database = openDatabase({ path: store.path });
    const { n } = database.statement("SELECT count(*) AS n FROM summaries").get<{ n: number }>()!;
    assert.equal(n, 2);
  }
  await using reader = await openBlockReader({ ...store, log: assert.fail });
  const fields = ["level", "service", "always", "sometimes", "late", "size", "nowhere"];
  const asks: Omit<AggregateRequest, "filter">[] = [
    { histogram: null, facets: null },
    { histogram: { intervalMs: 60_000, by: "level" }, facets: null },
    { histogram: { intervalMs: 50_000, by: "sometimes" }, facets: { fields, limit: 5 } },
    { histogram: null, facets: { fields, limit: 2 } },
  ];
  const [fromMs, toMs] = [EVENTS[30]!.timestampMs, EVENTS[2350]!.timestampMs];
  for (const text of QUERIES) {
    const query = parseQuery(text);
    for (const filter of [toFilter({ query }), toFilter({ query, fromMs, toMs })]) {
      for (const ask of asks) {
        const request = { ...ask, filter };
        const [found, expected] = await Promise.all([
          reader.aggregate(request),
          model.reader.aggregate(request),
        ]);
        assert.deepEqual(found, expected, `${text} ${JSON.stringify(ask)}`);
      }
    }
  }
});

Deno.test("a summary answers without its blocks, and is not used once one of them is gone", async () => {
  await using store = await makeStore();
  Deno.removeSync(store.path);
  {
    await using writer = await openBlockWriter({ ...store, blockEvents: BLOCK_EVENTS });
    for (let i = 0; i < EVENTS.length; i += 16) await writer.append(EVENTS.slice(i, i + 16), null);
  }
  const count = async (text: string) => {
    await using reader = await openBlockReader({ ...store, log: () => {} });
    const filter = toFilter({ query: parseQuery(text) });
    const facets = { fields: ["service"], limit: 3 };
    return (await reader.aggregate({ filter, histogram: null, facets })).count;
  };
  {
    using database = openDatabase({ path: store.path });
    database.exec("UPDATE blocks SET meta = zeroblob(1) WHERE id BETWEEN 64 AND 127");
  }
  assert.equal(await count(""), 2400, "not one block of the second group was read");
  {
    using database = openDatabase({ path: store.path });
    database.exec("DELETE FROM blocks WHERE id = 100");
  }
  assert.equal(
    await count(""),
    2400 - 64 * 16,
    "the summary is of other blocks, and these are damaged",
  );
});
