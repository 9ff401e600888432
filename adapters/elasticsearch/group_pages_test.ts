import assert from "node:assert/strict";
import type { LogEvent } from "../../core/event.ts";
import type { LogReader } from "../../ports/log_store.ts";
import { toEvent, toFilter } from "../../tests/contract/log_store/case.ts";
import { parseStats } from "../../tests/contract/log_store/parse_stats.ts";
import { readStack } from "../../tests/stack/servers.ts";
import { openElasticReader } from "./reader.ts";
import { startFaultyServer } from "./testing/faulty_server.ts";
import { makeTestStore } from "./testing/test_store.ts";
import { testOnServer } from "./testing/test_on_server.ts";
import { openElasticWriter } from "./writer.ts";

testOnServer(
  "LogStore (elasticsearch) counts no fields whose names are too long for it",
  async () => {
    await using store = makeTestStore();
    const name = "n".repeat(257);
    await fill(store, [toEvent(0, { fields: { [name]: 5, n: 1 } })]);
    await using reader = await openElasticReader(store.options);
    const functions = ["count", "count_distinct", "sum", "max", "p50"].map((kind) =>
      `${kind}(${name})`
    );
    const ask = async (by: string) =>
      (await count(reader, `count(), sum(n), ${functions.join(", ")}${by}`)).stats;
    const values = [1, 1, 0, 0, null, null, null];
    assert.deepEqual(await ask(""), [{ keys: [], values }]);
    assert.deepEqual(await ask(` by ${name}`), [{ keys: [null], values }]);
    assert.deepEqual(await ask(` by ${name}, n`), [{ keys: [null, "1"], values }]);
  },
);

testOnServer(
  "LogStore (elasticsearch) asks for no more groups once it is told to stop",
  async () => {
    await using store = makeTestStore();
    await fill(store, Array.from({ length: 100 }, (_, i) => toEvent(i, { fields: { n: i } })));
    const stop = new AbortController();
    let pages = 0;
    await using server = startFaultyServer(readStack()!.elasticsearch, async (passing) => {
      if (passing.path.startsWith("/_msearch") && ++pages === 2) stop.abort(new Error("enough"));
      return await passing.forward();
    });
    await using reader = await openElasticReader({ ...store.options, urls: [server.url] });
    const wanted = count(reader, "p50(n) by n", stop.signal);
    await assert.rejects(wanted, { message: "enough" });
    assert.equal(pages, 2);
    assert.equal((await count(reader, "p50(n) by n")).stats?.length, 100);
  },
);

testOnServer("LogStore (elasticsearch) counts stats beside the rest in one request", async () => {
  await using store = makeTestStore();
  await fill(store, Array.from({ length: 20 }, (_, i) => toEvent(i, { fields: { n: i % 3 } })));
  const paths: string[] = [];
  await using server = startFaultyServer(readStack()!.elasticsearch, async (passing) => {
    if (passing.path !== "/") paths.push(passing.path.replace(/\?.*/, ""));
    return await passing.forward();
  });
  await using reader = await openElasticReader({ ...store.options, urls: [server.url] });
  await count(reader, "count(), p50(n), p95(n), sum(n), avg(n), count_distinct(n) by n, bin(1m)");
  await count(reader, "count(), p50(n), min(timestamp)");
  assert.deepEqual(paths, ["/_msearch", "/_msearch"]);
});

async function fill(store: ReturnType<typeof makeTestStore>, events: readonly LogEvent[]) {
  await using writer = await openElasticWriter(store.options);
  await writer.append(events, null);
  await store.settle();
}

async function count(reader: LogReader, text: string, signal?: AbortSignal) {
  const { query, stats } = parseStats(`* | stats ${text}`);
  const facets = { fields: ["service"], limit: 5 };
  const request = { filter: toFilter({ query }), histogram: null, facets, stats };
  return await reader.aggregate({ ...request, ...(signal && { signal }) });
}
