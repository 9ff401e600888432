import assert from "node:assert/strict";
import { createTestClient, testEvent, testEvents } from "../client/testing.ts";
import type { LogEvent } from "../core/event.ts";
import { ArrayStore } from "../tests/contract/array_store.ts";
import { toSource } from "./api_source.ts";
import type { LogSource } from "./log_source.ts";
import { readAsked } from "./read_filter.ts";
import { openStoreSource } from "./store_source.ts";

type Source = Omit<LogSource, typeof Symbol.asyncDispose>;

/** The same events behind a store and behind an API; `append` adds to both. */
async function openBoth(events: readonly LogEvent[] = testEvents(10)) {
  const store = new ArrayStore();
  await store.writer.append(events, null);
  const { client, store: remote } = await createTestClient({ events });
  const sources: readonly Source[] = [openStoreSource(store.reader), toSource(client)];
  const append = async (event: LogEvent) => {
    for (const each of [store, remote]) await each.writer.append([event], null);
  };
  return { sources, append };
}

/** What both give, which is the same. */
async function same<T>(ask: (source: Source) => Promise<T>, sources: readonly Source[]) {
  const [one, other] = await Promise.all(sources.map(ask));
  assert.deepEqual(one, other);
  return one!;
}

const query = (...words: string[]) => readAsked({ words }, "any");

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

Deno.test("LogSource finds the same in a store and at an API", async () => {
  const { sources } = await openBoth(testEvents(2300));
  const asks = ["", "level:ERROR", "| fields order, host", "service:payment-* order_1"];
  for (const text of asks) {
    for (const [order, limit] of [["newest", 7], ["oldest", 2300]] as const) {
      const options = { order, limit, explain: false };
      await same(async (source) => {
        const parts = await collect(source.search(query(text), options));
        return parts.flatMap(({ events }) => events);
      }, sources);
    }
    if (!text.includes("|")) await same((source) => source.count(query(text)), sources);
  }
});

Deno.test("LogSource keeps to the times that were read when it was asked", async () => {
  const { sources } = await openBoth();
  const from = new Date(testEvent(4).timestampMs).toISOString();
  const to = String(testEvent(8).timestampMs);
  const asked = readAsked({ words: ["level:INFO"], from, to }, "any");
  assert.equal(await same((source) => source.count(asked), sources), 2);
});

Deno.test("LogSource makes the same table in a store and at an API", async () => {
  const { sources } = await openBoth();
  const texts = [
    "| top 3 level",
    "| stats count(), max(timestamp) by service, bin(5s) | sort count() desc",
    "nothing | stats count(), avg(order)",
  ];
  for (const text of texts) {
    const { rows } = await same((source) => source.table(query(text)), sources);
    assert.ok(rows.length > 0);
  }
});

Deno.test("LogSource exports the same from a store and from an API", async () => {
  const { sources } = await openBoth(testEvents(1500));
  const { signal } = new AbortController();
  for (const text of ["level:ERROR", "| fields level, order"]) {
    for (const format of ["ndjson", "csv"] as const) {
      const options = { order: "oldest", format, signal } as const;
      const all = await same(async (source) => {
        return new TextDecoder().decode(
          await new Response(ReadableStream.from(source.export(query(text), options))).bytes(),
        );
      }, sources);
      assert.ok(all.split("\n").length > 700);
    }
  }
});

Deno.test("LogSource follows from where the end was, in a store and at an API", async () => {
  const { sources, append } = await openBoth();
  const { signal } = new AbortController();
  const ignored = { onMissed: () => {}, onProblem: () => {} };
  const ends = await Promise.all(sources.map((source) => source.end(signal)));
  for (const position of [10, 11, 12]) await append(testEvent(position));
  await same(async (source) => {
    const after = ends[sources.indexOf(source)]!;
    const found = [];
    for await (const event of source.follow(query("level:INFO"), { after, signal, ...ignored })) {
      if (found.push(event) === 2) break;
    }
    return found;
  }, sources);
});
