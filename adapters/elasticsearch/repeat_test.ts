import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import { readSince, toEvents } from "../../tests/contract/log_store/case.ts";
import { readStack } from "../../tests/stack/servers.ts";
import { openElasticReader } from "./reader.ts";
import { refuseItems, startFaultyServer } from "./testing/faulty_server.ts";
import { makeTestStore } from "./testing/test_store.ts";
import { testOnServer } from "./testing/test_on_server.ts";
import { openElasticWriter } from "./writer.ts";

testOnServer(
  "ElasticWriter keeps the order of events that come again while the first are on their way",
  async () => {
    await using store = makeTestStore();
    await using writer = await openElasticWriter(store.options);
    await using reader = await openElasticReader(store.options);
    await writer.append(toEvents(0, 1), at(0));
    const rounds = 10;
    for (let round = 0; round < rounds; round++) {
      const [from, to] = [1 + round * 1500, 1 + (round + 1) * 1500];
      const appending = writer.append(toEvents(from, to - from), at(2 * round + 1));
      const again = toEvents(from, to - from);
      writer.ahead(again, at(2 * round + 2));
      assert.deepEqual(await appending, counts(1500, 0));
      assert.deepEqual(await writer.append(again, at(2 * round + 2)), counts(0, 1500));
    }
    const { events } = await readSince(reader, "start", 1000);
    assert.deepEqual(events, toEvents(0, 1 + rounds * 1500));
  },
);

testOnServer(
  "ElasticWriter keeps the order of events that come again in one call of several requests",
  async () => {
    await using store = makeTestStore();
    await using writer = await openElasticWriter(store.options);
    await using reader = await openElasticReader(store.options);
    for (let round = 0; round < 5; round++) {
      const own = toEvents(3000 * round, 3000);
      assert.deepEqual(await writer.append([...own, ...own], at(round)), counts(3000, 3000));
    }
    const { events } = await readSince(reader, "start", 1000);
    assert.deepEqual(events, toEvents(0, 15_000));
  },
);

testOnServer(
  "ElasticWriter does not take from a repeat what the server was too busy for at first",
  async () => {
    await using store = makeTestStore();
    let isBusy = false;
    await using server = startFaultyServer(readStack()!.elasticsearch, (passing) => {
      if (!isBusy || !passing.path.startsWith("/_bulk")) return passing.forward();
      const lines = passing.body.split("\n");
      return refuseItems(passing, (i) => lines[2 * i + 1]!.includes('"event 8"'), BUSY);
    });
    await using writer = await openElasticWriter({ ...store.options, urls: [server.url] });
    await using reader = await openElasticReader(store.options);
    await writer.append(toEvents(0, 5), at(0));
    isBusy = true;
    const appending = writer.append(toEvents(5, 9), at(1));
    const again = toEvents(5, 9);
    writer.ahead(again, at(2));
    await assert.rejects(appending, UnavailableError);
    isBusy = false;
    assert.deepEqual(await writer.append(toEvents(5, 9), at(1)), counts(9, 0));
    assert.deepEqual(await writer.append(again, at(2)), counts(0, 9));
    assert.deepEqual((await readSince(reader, "start")).events, toEvents(0, 14));
  },
);

function at(offset: number) {
  return { epoch: "e", partition: 0, offset };
}

function counts(stored: number, duplicates: number) {
  return { stored, duplicates, rejected: [] };
}

const BUSY = { status: 429, error: { type: "es_rejected_execution_exception", reason: "full" } };
