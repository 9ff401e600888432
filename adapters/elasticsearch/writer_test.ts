import assert from "node:assert/strict";
import { ConflictError, UnavailableError } from "../../core/errors.ts";
import type { LogReader } from "../../ports/log_store.ts";
import { readSince, searchAll, toEvents } from "../../tests/contract/log_store/case.ts";
import { readStack } from "../../tests/stack/servers.ts";
import { openElasticReader } from "./reader.ts";
import { refuseItems, startFaultyServer, toAnswer, toLostAnswer } from "./testing/faulty_server.ts";
import { makeTestStore } from "./testing/test_store.ts";
import { testOnServer } from "./testing/test_on_server.ts";
import { openElasticWriter } from "./writer.ts";

const BUSY = { status: 429, error: { type: "es_rejected_execution_exception", reason: "full" } };

const at = (offset: number, partition = 0) => ({ epoch: "e", partition, offset });

testOnServer(
  "ElasticWriter takes turns: who did not go on with a partition last is told so",
  async () => {
    await using store = makeTestStore();
    await using first = await openElasticWriter(store.options);
    await using second = await openElasticWriter(store.options);
    await first.append(toEvents(0, 5), at(1));
    await second.append(toEvents(5, 5), at(2));
    await assert.rejects(first.append(toEvents(5, 8), at(3)), ConflictError);
    assert.deepEqual(await first.positions(), [at(2)]);
    assert.deepEqual(await first.append(toEvents(10, 5), at(3)), counts(2, 3));
    await assert.rejects(second.append(toEvents(10, 1), at(4)), ConflictError);
    await second.append(toEvents(20, 5, { origin: "000000000000001" }), at(7, 1));
    await using reader = await openElasticReader(store.options);
    const { events } = await readSince(reader, "start", 3);
    const lanes = Object.groupBy(events, ({ origin }) => origin);
    assert.deepEqual(
      lanes["9f3c5a01b2c4d5e"],
      toEvents(0, 15),
      "what was in before the conflict, once",
    );
    assert.equal(lanes["000000000000001"]!.length, 5);
    assert.deepEqual(await first.positions(), [at(3), at(7, 1)]);
  },
);

testOnServer(
  "ElasticWriter goes on where one died between its events and its position",
  async () => {
    await using store = makeTestStore();
    let isDead = false;
    await using server = startFaultyServer(readStack()!.elasticsearch, (passing) => {
      if (isDead && passing.path.includes("/position-0") && passing.method === "PUT") {
        return toAnswer({ error: { type: "x", reason: "the writer died" } }, 503);
      }
      return passing.forward();
    });
    await using reader = await openElasticReader(store.options);
    await using dying = await openElasticWriter({ ...store.options, urls: [server.url] });
    await dying.append(toEvents(0, 5), at(1));
    isDead = true;
    await dying.append(toEvents(5, 5), at(2), true);
    await assert.rejects(dying.append(toEvents(10, 5), at(2)), UnavailableError);
    assert.deepEqual((await readSince(reader, "start")).events, toEvents(0, 5), "not yet all in");
    await using next = await openElasticWriter(store.options);
    assert.deepEqual(await next.positions(), [at(1)]);
    assert.deepEqual(await next.append(toEvents(5, 3), at(2), true), counts(0, 3));
    assert.deepEqual(await next.append(toEvents(8, 9), at(2)), counts(2, 7));
    assert.deepEqual((await readSince(reader, "start", 4)).events, toEvents(0, 17));
    assert.deepEqual(await readArrivals(reader, 4), [4, 4, 4, 4, 1]);
  },
);

testOnServer(
  "ElasticWriter tries again only what the server could not take, and counts each once",
  async () => {
    await using store = makeTestStore();
    let bulks = 0;
    const sizes: number[] = [];
    await using server = startFaultyServer(readStack()!.elasticsearch, (passing) => {
      if (!passing.path.startsWith("/_bulk")) return passing.forward();
      sizes.push(passing.body.split("\n").length >> 1);
      bulks++;
      if (bulks === 1) return refuseItems(passing, (i) => i % 3 === 0, BUSY);
      if (bulks === 2) return toAnswer({ error: BUSY.error }, 503);
      return passing.forward();
    });
    await using writer = await openElasticWriter({ ...store.options, urls: [server.url] });
    assert.deepEqual(await writer.append(toEvents(0, 30), at(1)), counts(30, 0));
    assert.deepEqual(sizes, [30, 10, 10]);
    assert.deepEqual(await writer.append(toEvents(20, 20), at(2)), counts(10, 10));
    await using reader = await openElasticReader(store.options);
    assert.deepEqual((await readSince(reader, "start")).events, toEvents(0, 40));
  },
);

testOnServer(
  "ElasticWriter counts as new what is there after an answer that was lost",
  async () => {
    await using store = makeTestStore();
    let cut = 1;
    await using server = startFaultyServer(readStack()!.elasticsearch, async (passing) => {
      const answer = await passing.forward();
      return passing.path.startsWith("/_bulk") && cut-- > 0 ? toLostAnswer() : answer;
    });
    await using writer = await openElasticWriter({ ...store.options, urls: [server.url] });
    assert.deepEqual(await writer.append(toEvents(0, 10), at(1)), counts(10, 0));
    cut = 0;
    assert.deepEqual(await writer.append(toEvents(5, 10), at(2)), counts(5, 5));
  },
);

testOnServer(
  "ElasticWriter counts as new what is there though no answer came",
  async () => {
    await using store = makeTestStore();
    const late = Promise.withResolvers<void>();
    let cut = 1;
    await using server = startFaultyServer(readStack()!.elasticsearch, async (passing) => {
      const answer = await passing.forward();
      if (passing.path.startsWith("/_bulk") && cut-- > 0) await late.promise;
      return answer;
    });
    const options = { ...store.options, urls: [server.url], requestTimeoutMs: 2000 };
    await using writer = await openElasticWriter(options);
    await assert.rejects(writer.append(toEvents(0, 10), at(1)), /no answer came in 2000 ms/);
    late.resolve();
    assert.deepEqual(await writer.append(toEvents(0, 12), at(2)), counts(12, 0));
  },
);

testOnServer(
  "ElasticWriter tells positions once what is under way has kept its own",
  async () => {
    await using store = makeTestStore();
    const begun = Promise.withResolvers<void>();
    const answering = Promise.withResolvers<void>();
    await using server = startFaultyServer(readStack()!.elasticsearch, async (passing) => {
      if (passing.path.includes("/position-0") && passing.method === "PUT") {
        begun.resolve();
        await answering.promise;
      }
      return await passing.forward();
    });
    await using writer = await openElasticWriter({ ...store.options, urls: [server.url] });
    const appending = writer.append(toEvents(0, 5), at(1));
    await begun.promise;
    const asked = [writer.positions(), writer.positions()];
    answering.resolve();
    assert.deepEqual(await appending, counts(5, 0));
    assert.deepEqual(await Promise.all(asked), [[at(1)], [at(1)]]);
    assert.deepEqual(await writer.append(toEvents(5, 5), at(2)), counts(5, 0));
  },
);

testOnServer(
  "ElasticWriter gives up after some tries, and the same append goes on with the rest",
  async () => {
    await using store = makeTestStore();
    let isBusy = true;
    await using server = startFaultyServer(readStack()!.elasticsearch, (passing) => {
      const isBulk = passing.path.startsWith("/_bulk");
      return isBulk && isBusy ? refuseItems(passing, (i) => i > 3, BUSY) : passing.forward();
    });
    await using writer = await openElasticWriter({ ...store.options, urls: [server.url] });
    await assert.rejects(writer.append(toEvents(0, 40), at(1)), (error: Error) => {
      assert(error instanceof UnavailableError);
      assert.match(error.message, /Cannot append \d+ events at "http:.*": status is 429/);
      return true;
    });
    isBusy = false;
    assert.deepEqual(await writer.append(toEvents(0, 40), at(1)), counts(40, 0));
    await using reader = await openElasticReader(store.options);
    assert.deepEqual((await readSince(reader, "start")).events, toEvents(0, 40));
    assert.equal((await reader.status()).duplicates, 0);
  },
);

testOnServer(
  "ElasticWriter keeps a position whose answer was lost, and the repeat does nothing",
  async () => {
    await using store = makeTestStore();
    let cut = 1;
    await using server = startFaultyServer(readStack()!.elasticsearch, async (passing) => {
      const answer = await passing.forward();
      const isPosition = passing.method === "PUT" && passing.path.includes("/position-");
      return isPosition && cut-- > 0 ? toLostAnswer() : answer;
    });
    await using writer = await openElasticWriter({ ...store.options, urls: [server.url] });
    await assert.rejects(writer.append(toEvents(0, 10), at(1)), UnavailableError);
    assert.deepEqual(await writer.append(toEvents(0, 10), at(1)), counts(10, 0));
    assert.deepEqual(await writer.append(toEvents(10, 10), at(2)), counts(10, 0));
    await using reader = await openElasticReader(store.options);
    assert.deepEqual((await readSince(reader, "start")).events, toEvents(0, 20));
  },
);

testOnServer(
  "ElasticWriter hands back what the server will never take, and keeps no position for it",
  async () => {
    await using store = makeTestStore();
    const error = { type: "document_parsing_exception", reason: "no" };
    let isPicky = true;
    await using server = startFaultyServer(
      readStack()!.elasticsearch,
      (passing) =>
        passing.path.startsWith("/_bulk") && isPicky
          ? refuseItems(passing, (i) => i === 2, { status: 400, error })
          : passing.forward(),
    );
    await using writer = await openElasticWriter({ ...store.options, urls: [server.url] });
    const events = toEvents(0, 5);
    assert.deepEqual(await writer.append(events, at(1)), {
      stored: 4,
      duplicates: 0,
      rejected: [{ event: events[2]!, reason: "document_parsing_exception: no" }],
    });
    // Another one asks: a writer that is told its positions begins anew behind them.
    await using other = await openElasticWriter(store.options);
    assert.deepEqual(await other.positions(), []);
    isPicky = false;
    await writer.append([], at(1));
    assert.deepEqual(await writer.positions(), [at(1)]);
    await store.settle();
    await using reader = await openElasticReader(store.options);
    assert.equal((await searchAll(reader)).length, 4);
  },
);

async function readArrivals(reader: LogReader, limit: number): Promise<number[]> {
  const counts: number[] = [];
  for (let after = "start";;) {
    const { events, passed, cursor } = await reader.since({ after, limit, waitMs: 0 });
    if (events.length === 0) return counts;
    assert.equal(passed, events.length);
    counts.push(passed);
    after = cursor;
  }
}

function counts(stored: number, duplicates: number) {
  return { stored, duplicates, rejected: [] };
}
