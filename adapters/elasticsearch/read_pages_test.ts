import assert from "node:assert/strict";
import {
  positionsOf,
  searchAll,
  toEvent,
  toEvents,
  toFilter,
} from "../../tests/contract/log_store/case.ts";
import { readStack } from "../../tests/stack/servers.ts";
import { AnswerTooLongError } from "./answer_too_long_error.ts";
import { openElasticReader } from "./reader.ts";
import { startFaultyServer } from "./testing/faulty_server.ts";
import { makeTestStore } from "./testing/test_store.ts";
import { testOnServer } from "./testing/test_on_server.ts";
import { openElasticWriter } from "./writer.ts";

const ANY = { filter: toFilter(), order: "oldest", limit: 10_000, cursor: null } as const;

testOnServer(
  "LogStore (elasticsearch) asks for at most twice as many events as it did before",
  async () => {
    await using store = makeTestStore();
    await using writer = await openElasticWriter(store.options);
    await writer.append(
      [...toEvents(0, 1000), toEvent(1000, { message: "x".repeat(60_000) })],
      null,
    );
    await store.settle();
    const sizes: number[] = [];
    await using server = startFaultyServer(readStack()!.elasticsearch, (passing) => {
      if (passing.path.startsWith(`/${store.options.alias}/_search`)) {
        sizes.push(JSON.parse(passing.body).size);
      }
      return passing.forward();
    });
    await using reader = await openElasticReader({ ...store.options, urls: [server.url] });
    assert.equal((await reader.search(ANY)).events.length, 1001);
    assert.deepEqual(sizes, [100, 200, 400, 800]);
  },
);

testOnServer(
  "LogStore (elasticsearch) asks for half as much where an answer is too long, down to one event",
  async () => {
    await using store = makeTestStore();
    await using writer = await openElasticWriter(store.options);
    await writer.append(toEvents(0, 20), null);
    await store.settle();
    let sizeMax = 1;
    await using server = startFaultyServer(
      readStack()!.elasticsearch,
      (passing) =>
        passing.path.startsWith(`/${store.options.alias}/_search`) &&
          JSON.parse(passing.body).size > sizeMax
          ? toEndless()
          : passing.forward(),
    );
    await using reader = await openElasticReader({ ...store.options, urls: [server.url] });
    const page = { ...ANY, limit: 4 };
    assert.deepEqual(positionsOf((await reader.search(page)).events), [0, 10, 20, 30]);
    sizeMax = 7;
    assert.deepEqual(await searchAll(reader, page), toEvents(0, 20));
    sizeMax = 0;
    await assert.rejects(reader.search(page), (error: Error) => {
      assert(error instanceof AnswerTooLongError, String(error));
      assert.match(error.message, /^Cannot search at .*: the answer has more than 67108864 bytes$/);
      return true;
    });
  },
);

/** Goes on as long as it is read. */
function toEndless(): Response {
  const spaces = new Uint8Array(1024 * 1024).fill(0x20);
  const body = new ReadableStream({ pull: (controller) => controller.enqueue(spaces) });
  const headers = { "x-elastic-product": "Elasticsearch", "content-type": "application/json" };
  return new Response(body, { headers });
}
