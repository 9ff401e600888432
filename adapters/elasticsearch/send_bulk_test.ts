import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import { toEvents } from "../../tests/contract/log_store/case.ts";
import { readStack } from "../../tests/stack/servers.ts";
import { refuseItems, startFaultyServer, toAnswer } from "./testing/faulty_server.ts";
import { makeTestStore } from "./testing/test_store.ts";
import { testOnServer } from "./testing/test_on_server.ts";
import { openElasticWriter } from "./writer.ts";

const DENIED = { status: 403, error: { type: "security_exception", reason: "no" } };

const POSITION = { epoch: "e", partition: 0, offset: 1 };

testOnServer(
  "ElasticWriter remembers what is in where the server does not allow the rest",
  async () => {
    await using store = makeTestStore();
    let isDenied = true;
    await using server = startFaultyServer(
      readStack()!.elasticsearch,
      (passing) =>
        isDenied && passing.path.startsWith("/_bulk")
          ? refuseItems(passing, (i) => i === 3, DENIED)
          : passing.forward(),
    );
    await using writer = await openElasticWriter({ ...store.options, urls: [server.url] });
    await assert.rejects(writer.append(toEvents(0, 10), POSITION), (error: Error) => {
      assert(error instanceof UnavailableError, "it worked before, and may again");
      assert.match(
        error.message,
        /^Cannot append \d+ events: ELASTICSEARCH_API_KEY: .*\(status is 403\)/,
      );
      return true;
    });
    isDenied = false;
    const { stored, duplicates } = await writer.append(toEvents(0, 10), POSITION);
    assert.deepEqual([stored, duplicates], [10, 0]);
  },
);

testOnServer(
  "ElasticWriter gives up after the first request that gets no answer",
  async () => {
    await using store = makeTestStore();
    const { promise, resolve } = Promise.withResolvers<void>();
    let tries = 0;
    await using server = startFaultyServer(readStack()!.elasticsearch, async (passing) => {
      if (!passing.path.startsWith("/_bulk")) return await passing.forward();
      tries++;
      await promise;
      return toAnswer({});
    });
    const options = { ...store.options, urls: [server.url], requestTimeoutMs: 3000 };
    await using writer = await openElasticWriter(options);
    await assert.rejects(writer.append(toEvents(0, 1), POSITION), (error: Error) => {
      assert(error instanceof UnavailableError, String(error));
      assert.match(error.message, /^Cannot append 1 event at .*: no answer came in 3000 ms/);
      return true;
    });
    assert.equal(tries, 1);
    resolve();
  },
);
