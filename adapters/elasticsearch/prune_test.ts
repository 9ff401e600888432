import assert from "node:assert/strict";
import type { LogEvent } from "../../core/event.ts";
import { UnavailableError } from "../../core/errors.ts";
import { BASE_MS } from "../../tests/contract/arbitraries.ts";
import { positionsOf, readSince, searchAll, toEvent } from "../../tests/contract/log_store/case.ts";
import { readStack } from "../../tests/stack/servers.ts";
import { openElasticReader } from "./reader.ts";
import { readSizes } from "./sizes.ts";
import { type Passing, startFaultyServer, toAnswer } from "./testing/faulty_server.ts";
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
    const prune = (ingestedBeforeMs: number) =>
      writer.prune({ ingestedBeforeMs, happenedBeforeMs: null, bytesMax: null });
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
    const shrink = (bytesMax: number) =>
      writer.prune({ ingestedBeforeMs: null, happenedBeforeMs: null, bytesMax });
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
      await writer.prune({ ingestedBeforeMs: 8e15, happenedBeforeMs: null, bytesMax: 0 });
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
    const policy = { ingestedBeforeMs: BASE_MS + DAY_MS, happenedBeforeMs: null, bytesMax: null };
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
    const policy = { ingestedBeforeMs: BASE_MS + DAY_MS, happenedBeforeMs: null, bytesMax: null };
    assert.equal(await writer.prune(policy), 0);
    const result = await writer.append([toDayEvent(21, 0)], {
      epoch: "e",
      partition: 0,
      offset: 2,
    });
    assert.equal(result.stored, 1, "it can be written to again");
  },
);

testOnServer(
  "LogStore (elasticsearch) can write to a day after each step of its removal failed",
  async () => {
    await using store = makeTestStore();
    const day = "2025.10.23";
    let isFailing: (passing: Passing) => boolean = () => false;
    await using server = startFaultyServer(
      readStack()!.elasticsearch,
      async (passing) =>
        isFailing(passing) ? toFailure(passing, await passing.forward()) : await passing.forward(),
    );
    await using writer = await openElasticWriter({ ...store.options, urls: [server.url] });
    const policy = { ingestedBeforeMs: BASE_MS + DAY_MS, happenedBeforeMs: null, bytesMax: null };
    const steps: readonly [method: string, path: RegExp][] = [
      ["PUT", /_block\/write$/],
      ["POST", /2025\.10\.23\/_refresh/],
      ["POST", /2025\.10\.23\/_search/],
      ["PUT", /state\/.*expired/],
    ];
    await writer.append([toDayEvent(0, 0)], null);
    for (const [i, [ownMethod, ownPath]] of steps.entries()) {
      isFailing = ({ method, path }) => method === ownMethod && ownPath.test(path);
      await assert.rejects(writer.prune(policy), UnavailableError, `${ownMethod} ${ownPath}`);
      isFailing = () => false;
      const { stored } = await writer.append([toDayEvent(i + 1, 0)], null);
      assert.equal(stored, 1);
    }
    assert.equal(await writer.prune(policy), steps.length + 1);
    assert.equal((await days(store)).includes(day), false);
  },
);

testOnServer(
  "LogStore (elasticsearch) lets a day be written to again that a dead process left blocked",
  async () => {
    await using store = makeTestStore();
    await using writer = await openElasticWriter(store.options);
    await writer.append([toDayEvent(0, 0)], null);
    await store.client.send({
      what: "block the index",
      method: "PUT",
      path: `/${store.options.prefix}2025.10.23/_block/write`,
    });
    await assert.rejects(writer.append([toDayEvent(1, 0)], null), UnavailableError);
    assert.equal(
      await writer.prune({ ingestedBeforeMs: BASE_MS, happenedBeforeMs: null, bytesMax: null }),
      0,
    );
    assert.equal((await writer.append([toDayEvent(1, 0)], null)).stored, 1);
    assert.match(store.said.join("\n"), /2025\.10\.23" was blocked from writing/);
  },
);

testOnServer(
  "LogStore (elasticsearch) removes an old day in which nothing is, unless it was just made",
  async () => {
    await using store = makeTestStore();
    await using writer = await openElasticWriter(store.options);
    await writer.append([toDayEvent(0, 0, { ingestedMs: 8e15 })], null);
    const path = `/${store.options.prefix}2020.01.01`;
    await store.client.send({ what: "make an index", method: "PUT", path });
    const prune = (ingestedBeforeMs: number) =>
      writer.prune({ ingestedBeforeMs, happenedBeforeMs: null, bytesMax: null });
    await prune(BASE_MS);
    assert.deepEqual(await days(store), ["2020.01.01", "2025.10.23"]);
    await prune(Date.now() + DAY_MS);
    assert.deepEqual(await days(store), ["2025.10.23"]);
  },
);

/** Where it is done, but not on all shards. */
async function toFailure({ path }: Passing, done: Response): Promise<Response> {
  const answer = await done.json();
  if (path.endsWith("/_block/write")) return toAnswer({ ...answer, shards_acknowledged: false });
  if (path.includes("/_refresh")) return toAnswer({ _shards: { total: 2, failed: 1 } });
  return toAnswer({ error: { type: "process_cluster_event_timeout_exception" } }, 503);
}

function toDayEvent(index: number, day: number, changes: Partial<LogEvent> = {}): LogEvent {
  const timeMs = BASE_MS + day * DAY_MS + (day === 4 ? 0 : index * 1000);
  return toEvent(index, { timestampMs: timeMs, ingestedMs: timeMs, ...changes });
}

async function days({ client, options }: TestStore): Promise<string[]> {
  return (await readSizes(client)).map(({ name }) => name.slice(options.prefix!.length));
}
