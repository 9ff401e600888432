import assert from "node:assert/strict";
import { ConflictError, UnavailableError } from "../../core/errors.ts";
import type { LogEvent } from "../../core/event.ts";
import type { Query } from "../../core/query/ast.ts";
import { parseQuery } from "../../core/query/parse_query.ts";
import type { LogReader, LogWriter } from "../../ports/log_store.ts";
import { searchAll, toEvent, toEvents, toFilter } from "../../tests/contract/log_store/case.ts";
import { readStack } from "../../tests/stack/servers.ts";
import { openElasticReader } from "./reader.ts";
import { readState } from "./state.ts";
import { startFaultyServer, toAnswer } from "./testing/faulty_server.ts";
import { makeTestStore } from "./testing/test_store.ts";
import { testOnServer } from "./testing/test_on_server.ts";
import { openElasticWriter } from "./writer.ts";

const PARTITIONS = [0, 1, 2, 3, 4];

testOnServer(
  "LogStore (elasticsearch) gives each partition's events in order, each once, while writers append",
  async () => {
    await using store = makeTestStore();
    await using first = await openElasticWriter(store.options);
    await using second = await openElasticWriter(store.options);
    await using reader = await openElasticReader(store.options);
    const following = follow(reader, { count: 500, limit: 7 });
    await Promise.all(
      PARTITIONS.map((partition) => fill(partition % 2 ? first : second, partition)),
    );
    const { events, passed } = await following;
    assert.equal(passed, 500);
    for (const partition of PARTITIONS) {
      const own = events.filter(({ origin }) => origin === toOrigin(partition));
      assert.deepEqual(own, toLane(partition));
    }
    const query = parseQuery("needle");
    const wanted = await follow(reader, { count: 50, limit: 20, query });
    assert.equal(wanted.events.length, 50);
    const rest = await reader.since({ after: wanted.cursor, limit: 9, waitMs: 0, query: NOTHING });
    assert.deepEqual([rest.events, wanted.passed + rest.passed], [[], 500]);
  },
);

testOnServer(
  "LogStore (elasticsearch) reads all partitions in turn, whatever the limit",
  async () => {
    await using store = makeTestStore();
    await using writer = await openElasticWriter(store.options);
    for (const partition of PARTITIONS) {
      await writer.append(toLane(partition), { epoch: "e", partition, offset: 1 });
    }
    await using reader = await openElasticReader(store.options);
    const first = await reader.since({ after: "start", limit: 10, waitMs: 0 });
    assert.deepEqual(new Set(first.events.map(({ origin }) => origin)).size, 5);
    const turns = new Set<string>();
    for (let after = "start", i = 0; i < 30; i++) {
      const { events, cursor } = await reader.since({ after, limit: 1, waitMs: 0 });
      turns.add(events[0]!.origin);
      after = cursor;
    }
    assert.equal(turns.size, 5);
  },
);

testOnServer(
  "LogStore (elasticsearch) searches fields that several appends bring at the same time",
  async () => {
    await using store = makeTestStore();
    await using writer = await openElasticWriter(store.options);
    await Promise.all(PARTITIONS.map((partition) => {
      const fields = { [`only_${partition}`]: partition, [`text_${partition}`]: "x" };
      const event = toEvent(0, { origin: toOrigin(partition), fields });
      return writer.append([event], { epoch: "e", partition, offset: 1 });
    }));
    await store.settle();
    await using reader = await openElasticReader(store.options);
    for (const partition of PARTITIONS) {
      const query = parseQuery(`only_${partition}:>=${partition} text_${partition}:x`);
      assert.equal((await searchAll(reader, { filter: toFilter({ query }) })).length, 1);
    }
  },
);

testOnServer("LogStore (elasticsearch) refreshes once for all who wait", async () => {
  await using store = makeTestStore();
  let refreshes = 0;
  await using server = startFaultyServer(readStack()!.elasticsearch, (passing) => {
    if (passing.path.includes("/_refresh")) refreshes++;
    return passing.forward();
  });
  await using writer = await openElasticWriter(store.options);
  await using reader = await openElasticReader({ ...store.options, urls: [server.url] });
  await writer.append(toEvents(0, 2), null);
  const { cursor } = await reader.since({ after: "end", limit: 9, waitMs: 0 });
  const waiting = Array.from(
    { length: 5 },
    () => reader.since({ after: cursor, limit: 9, waitMs: 600_000 }),
  );
  await reader.since({ after: cursor, limit: 9, waitMs: 60 });
  assert.equal(refreshes, 0, "nothing came");
  await writer.append(toEvents(2, 2), null);
  for (const { events } of await Promise.all(waiting)) assert.deepEqual(events, toEvents(2, 2));
  assert.equal(refreshes, 1);
});

testOnServer(
  "LogStore (elasticsearch) hides nothing where a writer takes over while the last one still stores",
  async () => {
    await using store = makeTestStore();
    await using last = await openElasticWriter(store.options);
    await using next = await openElasticWriter(store.options);
    await using reader = await openElasticReader(store.options);
    const events = toEvents(0, 40);
    const at = (offset: number) => ({ epoch: "e", partition: 0, offset });
    await last.append(events.slice(0, 10), at(10));
    assert.deepEqual(await next.positions(), [at(10)]);
    await last.append(events.slice(10, 20), at(20));
    await assert.rejects(next.append(events.slice(10, 20), at(20)), ConflictError);
    await assert.rejects(
      next.append(events.slice(20, 30), at(30)),
      ConflictError,
      "not asked anew",
    );
    assert.deepEqual(await next.positions(), [at(20)]);
    await next.append(events.slice(20, 30), at(30));
    const read = await reader.since({ after: "start", limit: 100, waitMs: 0 });
    await assert.rejects(last.append(events.slice(20, 40), at(40)), ConflictError);
    await next.append(events.slice(30, 40), at(40));
    const rest = await reader.since({ after: read.cursor, limit: 100, waitMs: 0 });
    assert.deepEqual([...read.events, ...rest.events], events);
  },
);

testOnServer(
  "LogStore (elasticsearch) forgets pieces whose delivery was taken back, where calls begin anew",
  async () => {
    await using store = makeTestStore();
    await using writer = await openElasticWriter(store.options);
    await using reader = await openElasticReader(store.options);
    const events = toEvents(0, 20);
    const position = { epoch: "e", partition: 0, offset: 20 };
    await writer.append(events.slice(0, 10), position, true);
    await writer.positions();
    await writer.append(events.slice(0, 10), position, true);
    await writer.append(events.slice(10), position);
    const { events: read, passed } = await reader.since({ after: "start", limit: 100, waitMs: 0 });
    assert.deepEqual([read, passed], [events, 20]);
    const state = await readState(store.client);
    assert.equal(state.lanes[0]!.arrival, 20, "no numbers are left out");
  },
);

testOnServer(
  "LogStore (elasticsearch) finds all events, and goes on behind them, where its state was removed",
  async () => {
    await using store = makeTestStore();
    const lanes = [toLane(0), toLane(1)];
    {
      await using writer = await openElasticWriter(store.options);
      await fill(writer, 0);
      await writer.append(lanes[1]!.slice(0, 10), { epoch: "e", partition: 1, offset: 1 }, true);
    }
    await store.client.send({ what: "remove", method: "DELETE", path: `/${store.options.state}` });
    await using writer = await openElasticWriter(store.options);
    await using reader = await openElasticReader(store.options);
    assert.deepEqual(await writer.positions(), [], "begins anew with the oldest");
    assert.equal((await searchAll(reader)).length, 110);
    const read = await reader.since({ after: "start", limit: 1000, waitMs: 0 });
    assert.equal(read.events.length, 110);
    const position = { epoch: "e", partition: 1, offset: 5 };
    const { stored, duplicates } = await writer.append(lanes[1]!.slice(0, 50), position);
    assert.deepEqual([stored, duplicates], [40, 10]);
    const { events } = await reader.since({ after: read.cursor, limit: 1000, waitMs: 0 });
    assert.deepEqual(events, lanes[1]!.slice(10, 50));
    assert.deepEqual(await writer.positions(), [position]);
  },
);

testOnServer(
  "LogStore (elasticsearch) finds all, and makes its state anew, where it was removed meanwhile",
  async () => {
    await using store = makeTestStore();
    await using writer = await openElasticWriter(store.options);
    await using reader = await openElasticReader(store.options);
    const at = (offset: number) => ({ epoch: "e", partition: 0, offset });
    await writer.append(toEvents(0, 5), at(1));
    await store.client.send({ what: "remove", method: "DELETE", path: `/${store.options.state}` });
    await store.settle();
    assert.equal((await searchAll(reader)).length, 5, "though nobody made the state anew");
    await assert.rejects(writer.append(toEvents(5, 5), at(2)));
    assert.deepEqual(await writer.positions(), []);
    const { stored, duplicates } = await writer.append(toEvents(0, 12), at(3));
    assert.equal(stored + duplicates, 12);
    const read = await reader.since({ after: "start", limit: 100, waitMs: 0 });
    assert.deepEqual(read.events, toEvents(0, 12));
    const path = `/${store.options.state}`;
    const look = { what: "look", method: "GET", path } as const;
    const [made] = Object.values(await store.client.send<Record<string, StateIndex>>(look));
    assert.equal(made!.mappings.dynamic, "false");
    assert.equal(made!.settings.index.number_of_replicas, "0");
  },
);

testOnServer(
  "LogStore (elasticsearch) removes no index of its state's name that others made",
  async () => {
    await using store = makeTestStore();
    const path = `/${store.options.state}/_doc/1`;
    await store.client.send({ what: "x", method: "PUT", path, body: { kind: "other" } });
    await using writer = await openElasticWriter(store.options);
    await assert.rejects(writer.positions(), /ELASTICSEARCH_URL: .*was made by others/);
    assert.notEqual(await store.client.find({ what: "x", method: "GET", path }), null);
  },
);

interface StateIndex {
  readonly mappings: { readonly dynamic?: string };
  readonly settings: { readonly index: { readonly number_of_replicas: string } };
}

testOnServer(
  "LogStore (elasticsearch) reads on only when every shard shows what arrived",
  async () => {
    await using store = makeTestStore();
    let isFailing = true;
    await using server = startFaultyServer(
      readStack()!.elasticsearch,
      (passing) =>
        isFailing && passing.path.includes("/_refresh")
          ? toAnswer({ _shards: { total: 2, successful: 1, failed: 1 } })
          : passing.forward(),
    );
    await using writer = await openElasticWriter(store.options);
    await using reader = await openElasticReader({ ...store.options, urls: [server.url] });
    await writer.append(toEvents(0, 2), null);
    const read = () => reader.since({ after: "start", limit: 9, waitMs: 0 });
    await assert.rejects(read(), UnavailableError);
    isFailing = false;
    assert.deepEqual((await read()).events, toEvents(0, 2));
  },
);

/** Ten appends of ten events, the last of each ten by itself with the position. */
async function fill(writer: LogWriter, partition: number): Promise<void> {
  const events = toLane(partition);
  for (let i = 0; i < 10; i++) {
    const position = { epoch: "e", partition, offset: i };
    await writer.append(events.slice(i * 10, i * 10 + 9), position, true);
    await writer.append(events.slice(i * 10 + 9, i * 10 + 10), position);
  }
}

function toLane(partition: number): LogEvent[] {
  const origin = toOrigin(partition);
  return toEvents(0, 100, { origin }).map((event, i) =>
    i % 10 === 3 ? { ...event, message: "needle" } : event
  );
}

function toOrigin(partition: number): string {
  return `00000000000000${partition}`;
}

async function follow(
  reader: LogReader,
  { count, limit, query = EVERYTHING }: { count: number; limit: number; query?: Query },
) {
  const events: LogEvent[] = [];
  let passed = 0;
  let cursor = "start";
  while (events.length < count) {
    const read = await reader.since({ after: cursor, limit, waitMs: 600_000, query });
    assert(read.events.length <= limit);
    events.push(...read.events);
    passed += read.passed;
    cursor = read.cursor;
  }
  return { events, passed, cursor };
}

const EVERYTHING: Query = { kind: "all" };
const NOTHING: Query = { kind: "not", part: EVERYTHING };
