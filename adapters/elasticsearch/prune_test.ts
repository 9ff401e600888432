import assert from "node:assert/strict";
import type { LogEvent } from "../../core/event.ts";
import { BASE_MS } from "../../tests/contract/arbitraries.ts";
import { positionsOf, readSince, searchAll, toEvent } from "../../tests/contract/log_store/case.ts";
import { readStack } from "../../tests/stack/servers.ts";
import { openElasticReader } from "./reader.ts";
import { readSizes } from "./sizes.ts";
import { startFaultyServer, toAnswer } from "./testing/faulty_server.ts";
import { makeTestStore, type TestStore } from "./testing/test_store.ts";
import { testOnServer } from "./testing/test_on_server.ts";
import { openElasticWriter } from "./writer.ts";

const DAY_MS = 86_400_000;

/** Three events of each of five days, ingested on their day. */
const EVENTS = Array.from({ length: 15 }, (_, i) => toDayEvent(i, Math.floor(i / 3)));

testOnServer(
  "LogStore (elasticsearch) keeps events by their day, those of odd times by the day they were shipped",
  async () => {
    await using store = makeTestStore();
    await using writer = await openElasticWriter(store.options);
    await writer.append([
      toEvent(0),
      toEvent(1, { timestampMs: BASE_MS - DAY_MS }),
      toEvent(2, { timestampMs: BASE_MS - 400 * DAY_MS, shippedMs: BASE_MS - 2 * DAY_MS }),
      toEvent(3, { timestampMs: -1, shippedMs: BASE_MS }),
      toEvent(4, { timestampMs: 8e15, shippedMs: BASE_MS }),
    ], null);
    assert.deepEqual(await days(store), ["2025.10.21", "2025.10.22", "2025.10.23"]);
    await store.settle();
    await using reader = await openElasticReader(store.options);
    assert.deepEqual(positionsOf(await searchAll(reader)), [30, 20, 10, 0, 40]);
  },
);

testOnServer(
  "LogStore (elasticsearch) prunes whole days that are old, and counts them once",
  async () => {
    await using store = makeTestStore();
    await using writer = await openElasticWriter(store.options);
    await writer.append(EVENTS, { epoch: "e", partition: 0, offset: 1 });
    const prune = (ingestedBeforeMs: number) => writer.prune({ ingestedBeforeMs, bytesMax: null });
    assert.equal(await prune(BASE_MS), 0, "the day has events that are not older");
    assert.equal(await prune(BASE_MS + DAY_MS), 3);
    assert.deepEqual((await days(store)).length, 4);
    assert.equal(await prune(BASE_MS + DAY_MS), 0);
    await store.settle();
    await using reader = await openElasticReader(store.options);
    const { events, stored, expired } = await reader.status();
    assert.deepEqual({ events, stored, expired }, { events: 12, stored: 15, expired: 3 });
    const result = await writer.append(EVENTS.slice(0, 6), null);
    assert.deepEqual([result.stored, result.duplicates], [3, 3], "what is gone is forgotten");
    assert.equal((await readSince(reader, "start")).events.length, 15);
  },
);

testOnServer(
  "LogStore (elasticsearch) prunes the oldest days until it is small enough, never the newest",
  async () => {
    await using store = makeTestStore();
    await using writer = await openElasticWriter(store.options);
    await writer.append(EVENTS, null);
    await store.settle();
    const shrink = (bytesMax: number) => writer.prune({ ingestedBeforeMs: null, bytesMax });
    await using reader = await openElasticReader(store.options);
    const { bytes } = await reader.status();
    assert.equal(await shrink(bytes * 2), 0);
    const gone = await shrink(Math.floor(bytes * 0.7));
    assert(gone > 0 && gone < 15, `${gone}`);
    assert.equal(await shrink(0), 12 - gone);
    assert.deepEqual(await days(store), ["2025.10.27"]);
    await store.settle();
    assert.deepEqual(await searchAll(reader), EVENTS.slice(12));
  },
);

testOnServer(
  "LogStore (elasticsearch) prunes nothing that another software keeps, whatever its name",
  async () => {
    await using store = makeTestStore();
    await using writer = await openElasticWriter(store.options);
    await writer.append(EVENTS, null);
    const { prefix, alias } = store.options;
    const others = [`${prefix}other-2020`, `${prefix!.replace("lft", "lfx")}2020.01.01`];
    const what = "make an index";
    for (const name of others) {
      const body = { aliases: name === others[0] ? { [alias!]: {} } : {} };
      await store.client.send({ what, method: "PUT", path: `/${name}`, body });
    }
    try {
      await writer.prune({ ingestedBeforeMs: 8e15, bytesMax: 0 });
      assert.deepEqual(await days(store), []);
      for (const name of others) {
        await store.client.send({ what, reads: true, method: "GET", path: `/${name}` });
      }
    } finally {
      for (const name of others) {
        await store.client.find({ what, method: "DELETE", path: `/${name}` });
      }
    }
  },
);

testOnServer(
  "LogStore (elasticsearch) counts a day once that was counted, but not removed the first time",
  async () => {
    await using store = makeTestStore();
    let isStuck = true;
    await using server = startFaultyServer(
      readStack()!.elasticsearch,
      (passing) =>
        passing.method === "DELETE" && isStuck
          ? toAnswer({ error: { type: "process_cluster_event_timeout_exception" } }, 503)
          : passing.forward(),
    );
    await using writer = await openElasticWriter({ ...store.options, urls: [server.url] });
    await writer.append(EVENTS.slice(0, 6), null);
    const policy = { ingestedBeforeMs: BASE_MS + DAY_MS, bytesMax: null };
    await assert.rejects(writer.prune(policy), /Cannot remove the index "lft-.*2025\.10\.23"/);
    isStuck = false;
    assert.equal(await writer.prune(policy), 3);
    await store.settle();
    await using reader = await openElasticReader(store.options);
    assert.equal((await reader.status()).expired, 3);
  },
);

testOnServer(
  "LogStore (elasticsearch) keeps a day to which something young was written in the meantime",
  async () => {
    await using store = makeTestStore();
    await using other = await openElasticWriter(store.options);
    await using server = startFaultyServer(readStack()!.elasticsearch, async (passing) => {
      if (passing.path.endsWith("/_block/write")) {
        await other.append([toDayEvent(20, 0, { ingestedMs: BASE_MS + 9 * DAY_MS })], null);
      }
      return await passing.forward();
    });
    await using writer = await openElasticWriter({ ...store.options, urls: [server.url] });
    await writer.append(EVENTS.slice(0, 3), { epoch: "e", partition: 0, offset: 1 });
    await store.settle();
    const policy = { ingestedBeforeMs: BASE_MS + DAY_MS, bytesMax: null };
    assert.equal(await writer.prune(policy), 0);
    const result = await writer.append([toDayEvent(21, 0)], {
      epoch: "e",
      partition: 0,
      offset: 2,
    });
    assert.equal(result.stored, 1, "it can be written to again");
  },
);

function toDayEvent(index: number, day: number, changes: Partial<LogEvent> = {}): LogEvent {
  const timeMs = BASE_MS + day * DAY_MS + (day === 4 ? 0 : index * 1000);
  return toEvent(index, { timestampMs: timeMs, ingestedMs: timeMs, ...changes });
}

async function days({ client, options }: TestStore): Promise<string[]> {
  return (await readSizes(client)).map(({ name }) => name.slice(options.prefix!.length));
}
