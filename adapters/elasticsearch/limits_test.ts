import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import { parseQuery } from "../../core/query/parse_query.ts";
import type { LogReader } from "../../ports/log_store.ts";
import {
  positionsOf,
  searchAll,
  toEvent,
  toEvents,
  toFilter,
} from "../../tests/contract/log_store/case.ts";
import { readStack } from "../../tests/stack/servers.ts";
import { openElasticReader } from "./reader.ts";
import { startFaultyServer, toAnswer } from "./testing/faulty_server.ts";
import { makeTestStore } from "./testing/test_store.ts";
import { testOnServer } from "./testing/test_on_server.ts";
import { openElasticWriter } from "./writer.ts";

testOnServer(
  "LogStore (elasticsearch) finds fields beyond its limit by value, and says that there are many",
  async () => {
    await using store = makeTestStore({ fieldsMax: 20 });
    await using writer = await openElasticWriter(store.options);
    await writer.append(toEvents(0, 1, { fields: { a: "x", n: 5 } }), null);
    await writer.prune({ ingestedBeforeMs: 0, happenedBeforeMs: null, bytesMax: null });
    assert.deepEqual(store.said, []);
    const events = Array.from(
      { length: 200 },
      (_, i) => toEvent(i + 1, { fields: { a: "y", [`f${i}`]: `v${i}`, [`n${i}`]: i } }),
    );
    const { stored, rejected } = await writer.append(events, null);
    assert.deepEqual([stored, rejected], [200, []]);
    await store.settle();
    await using reader = await openElasticReader(store.options);
    assert.deepEqual(await find(reader, "a:y f0:v0 n0:>=0"), [10]);
    assert.deepEqual(await find(reader, "v199"), [2000]);
    assert.deepEqual(await find(reader, "f199:v199 OR n199:>0 OR _exists_:n199"), []);
    assert.deepEqual((await searchAll(reader)).slice(1), events);
    await writer.prune({ ingestedBeforeMs: 0, happenedBeforeMs: null, bytesMax: null });
    assert.match(
      store.said.join("\n"),
      /^The index "lft-.*" has \d+ of at most 20 fields: .*ELASTICSEARCH_FIELDS_MAX/,
    );
  },
);

testOnServer(
  "LogStore (elasticsearch) tells what to do about an index that takes nothing",
  async () => {
    await using store = makeTestStore();
    await using writer = await openElasticWriter(store.options);
    await writer.append(toEvents(0, 1), null);
    const path = `/${store.options.prefix}2025.10.23/_settings`;
    const set = (value: true | null) =>
      store.client.send({
        what: "x",
        method: "PUT",
        path,
        body: { "index.blocks.read_only": value },
      });
    await set(true);
    await assert.rejects(writer.append(toEvents(1, 1), null), (error: Error) => {
      assert(error instanceof UnavailableError);
      assert.match(
        error.message,
        /^Cannot append 1 event at .*index read-only.*; remove the block/,
      );
      return true;
    });
    await set(null);
    assert.equal((await writer.append(toEvents(1, 1), null)).stored, 1);
  },
);

testOnServer(
  "LogStore (elasticsearch) waits for an index that somebody closed",
  async () => {
    await using store = makeTestStore();
    await using writer = await openElasticWriter(store.options);
    await writer.append(toEvents(0, 1), null);
    const path = `/${store.options.prefix}2025.10.23`;
    await store.client.send({ what: "x", method: "POST", path: `${path}/_close` });
    await assert.rejects(writer.append(toEvents(1, 2), null), (error: Error) => {
      assert(error instanceof UnavailableError, String(error));
      assert.match(error.message, /index_closed_exception.*; open the index again/);
      return true;
    });
    await store.client.send({ what: "x", method: "POST", path: `${path}/_open` });
    assert.equal((await writer.append(toEvents(1, 2), null)).stored, 2);
  },
);

testOnServer(
  "LogStore (elasticsearch) gives an index of its own the alias back that it has lost",
  async () => {
    await using store = makeTestStore();
    const path = `/${store.options.prefix}2025.10.23/_alias/${store.options.alias}`;
    {
      await using writer = await openElasticWriter(store.options);
      await writer.append(toEvents(0, 1), null);
    }
    await store.client.send({ what: "x", method: "DELETE", path });
    await using writer = await openElasticWriter(store.options);
    await writer.append(toEvents(1, 1), null);
    await store.settle();
    await using reader = await openElasticReader(store.options);
    assert.equal((await searchAll(reader)).length, 2);
  },
);

testOnServer(
  "LogStore (elasticsearch) writes nothing to an index that its template did not make",
  async () => {
    await using store = makeTestStore();
    await using writer = await openElasticWriter(store.options);
    await writer.positions();
    const path = `/${store.options.prefix}2025.10.23`;
    const body = { aliases: { [store.options.alias!]: { is_hidden: true } } };
    await store.client.send({ what: "x", method: "PUT", path, body });
    await store.client.send({
      what: "x",
      method: "DELETE",
      path: `${path}/_alias/${store.options.alias}`,
    });
    await assert.rejects(writer.append(toEvents(0, 1), null), (error: Error) => {
      assert(error instanceof UnavailableError, String(error));
      assert.match(error.message, /2025\.10\.23": it was not made by LogFlow's index template/);
      return true;
    });
    await store.client.send({ what: "x", method: "DELETE", path });
    assert.equal((await writer.append(toEvents(0, 1), null)).stored, 1);
  },
);

for (
  const [what, status, error, advice] of [
    [
      "too many shards",
      400,
      {
        type: "validation_exception",
        reason:
          "Validation Failed: 1: this action would add [2] total shards, but this cluster currently has " +
          "[1000]/[1000] maximum normal shards open;",
      },
      /Cannot make the index ".*": .*; raise cluster\.max_shards_per_node there, or lower ELASTICSEARCH_SHARDS/,
    ],
    [
      "a full disk",
      429,
      {
        type: "cluster_block_exception",
        reason:
          "index [x] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, " +
          "index has read-only-allow-delete block];",
      },
      /; free disk space there, or lower LOGFLOW_RETENTION or LOGFLOW_DISK_MAX/,
    ],
  ] as const
) {
  testOnServer(`LogStore (elasticsearch) tells what to do about ${what}`, async () => {
    await using store = makeTestStore();
    await using server = startFaultyServer(
      readStack()!.elasticsearch,
      (passing) =>
        passing.method === "PUT" && passing.path.endsWith("2025.10.23")
          ? toAnswer({ error }, status)
          : passing.forward(),
    );
    await using writer = await openElasticWriter({ ...store.options, urls: [server.url] });
    await assert.rejects(writer.append(toEvents(0, 1), null), (error: Error) => {
      assert(error instanceof UnavailableError, String(error));
      assert.match(error.message, advice);
      return true;
    });
  });
}

async function find(reader: LogReader, query: string): Promise<number[]> {
  return positionsOf(await searchAll(reader, { filter: toFilter({ query: parseQuery(query) }) }));
}
