import assert from "node:assert/strict";
import { parseQuery } from "../../core/query/parse_query.ts";
import { toEvents } from "../../tests/contract/log_store/case.ts";
import type { SinceRequest } from "../../ports/log_store.ts";
import { createGate } from "../../runtime/gate.ts";
import { openPooledReader } from "./pooled_reader.ts";
import { pooledSince, type PooledSinceOptions } from "./pooled_since.ts";
import { openBlockReader } from "./reader.ts";
import { makeStore } from "./testing/test_store.ts";
import { openBlockWriter } from "./writer.ts";

const DEADLINE_MS = 20_000;

Deno.test("a pooled reader gives since with a query as one in this thread does", async () => {
  await using store = await makeStore();
  await using pooled = await openPooledReader({ ...store, log: assert.fail });
  await using plain = await openBlockReader({ ...store, log: assert.fail });
  const query = parseQuery("7 OR 8 OR 9?");
  let after = "start";
  for (let isEnd = false; !isEnd;) {
    const request = { after, limit: 3, waitMs: 0, query };
    const { cursorAfter, ...got } = await pooled.since(request);
    const { cursorAfter: expectedAfter, ...expected } = await plain.since(request);
    assert.deepEqual(got, expected);
    got.events.forEach((_, i) => assert.equal(cursorAfter(i), expectedAfter(i)));
    ({ cursor: after, isEnd } = got);
  }
});

Deno.test("a pooled reader waits for what arrives and matches, as long as it is told", async () => {
  await using store = await makeStore();
  await using pooled = await openPooledReader({ ...store, log: assert.fail });
  const query = parseQuery("new");
  const { cursor } = await pooled.since({ after: "end", limit: 9, waitMs: 0, query });
  const none = await pooled.since({ after: cursor, limit: 9, waitMs: 1, query });
  assert.deepEqual([none.events, none.isEnd, none.passed], [[], true, 0]);
  const waiting = pooled.since({ after: cursor, limit: 9, waitMs: DEADLINE_MS, query });
  await using writer = await openBlockWriter(store);
  const [old, arrived] = toEvents(200, 2);
  await writer.append([old!], null);
  await writer.append([{ ...arrived!, message: "new" }], null);
  const { events, passed } = await waiting;
  assert.deepEqual([events.length, passed], [1, 2]);
  const gone = new AbortController();
  const aborted = pooled.since({
    after: "end",
    limit: 1,
    waitMs: DEADLINE_MS,
    query,
    signal: gone.signal,
  });
  gone.abort(new Error("gone"));
  await assert.rejects(aborted, /gone/);
});

Deno.test("a pooled reader reads a long way to the end in a thread, and what has just come in this one", async () => {
  const asked: string[] = [];
  const told = { events: [], cursor: "c", isEnd: false };
  const read = async (passed: number) => {
    asked.length = 0;
    const near = {
      since: ({ query }: SinceRequest) => {
        asked.push(query?.kind === "not" ? "look" : "near");
        return Promise.resolve({ ...told, passed, cursorAfter: () => "c" });
      },
    };
    const pool = {
      ask: () => {
        asked.push("pool");
        return Promise.resolve({ ...told, passed, cursors: [] });
      },
    };
    await pooledSince(
      { near, pool, gate: createGate(1) } as unknown as PooledSinceOptions,
      { after: "start", limit: 9, waitMs: 0 },
    );
    return asked.join();
  };
  assert.equal(await read(0), "look,near");
  assert.equal(await read(200), "look,near");
  assert.equal(await read(201), "look,pool");
});
