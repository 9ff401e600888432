import assert from "node:assert/strict";
import { ConfigError, UnavailableError } from "../../core/errors.ts";
import { toEvents, toFilter } from "../../tests/contract/log_store/case.ts";
import { readStack } from "../../tests/stack/servers.ts";
import { openElasticReader } from "./reader.ts";
import { AUTHORITY, CERTIFICATE, KEY } from "./testing/certificate.ts";
import { type Passing, startFaultyServer, toAnswer } from "./testing/faulty_server.ts";
import { makeTestStore } from "./testing/test_store.ts";
import { testOnServer } from "./testing/test_on_server.ts";
import { openElasticWriter } from "./writer.ts";
import type { ElasticOptions } from "./options.ts";

const ANY = { filter: toFilter(), order: "newest", limit: 1, cursor: null } as const;

const OPTIONS: ElasticOptions = { urls: [], auth: null, ca: null, log: () => {} };

for (
  const [what, answer, problem] of [
    ["a 7", version("7.17.29"), /is Elasticsearch 7\.17\.29; LogFlow works with .* 8\.13 … 9/],
    ["an early 8", version("8.12.2"), /is Elasticsearch 8\.12\.2;/],
    ["a 10", version("10.0.0"), /is Elasticsearch 10\.0\.0;/],
    ["a fork", version("8.19.0", "opensearch"), /is opensearch 8\.19\.0;/],
    [
      "an old one that does not say its name",
      () => Response.json({ version: { number: "7.2.0" } }),
      /is no Elasticsearch/,
    ],
    [
      "a page",
      () => new Response("<html>", { headers: { "content-type": "text/html" } }),
      /is no Elasticsearch/,
    ],
    ["JSON that breaks off", () => toBroken(), /does not answer as Elasticsearch does/],
    ["something else", () => toAnswer({ hello: 1 }), /is no Elasticsearch;/],
  ] as const
) {
  Deno.test(`Elasticsearch: refuses ${what}, by the name of the variable`, async () => {
    await using server = startFaultyServer("", answer);
    await using reader = await openElasticReader({ ...OPTIONS, urls: [server.url] });
    await assert.rejects(reader.search(ANY), (error) => {
      assert(error instanceof ConfigError, String(error));
      assert.equal(error.faults[0]!.key, "ELASTICSEARCH_URL");
      assert.match(error.message, problem);
      return true;
    });
  });
}

for (const number of ["8.13.0", "8.19.5", "9.0.0", "9.5.3"]) {
  Deno.test(`Elasticsearch: works with ${number}`, async () => {
    await using server = startFaultyServer(
      "",
      ({ path }) => path === "/" ? version(number)() : toAnswer({ hits: { hits: [] } }),
    );
    await using reader = await openElasticReader({ ...OPTIONS, urls: [server.url] });
    assert.deepEqual((await reader.search(ANY)).events, []);
  });
}

for (
  const [auth, status, key, problem] of [
    [null, 401, "ELASTICSEARCH_API_KEY", /wants to know who asks/],
    [{ apiKey: "s3cr3t" }, 401, "ELASTICSEARCH_API_KEY", /does not take this key/],
    [{ username: "ann", password: "s3cr3t" }, 401, "ELASTICSEARCH_PASSWORD", /"ann" with this/],
    [{ username: "ann", password: "s3cr3t" }, 403, "ELASTICSEARCH_PASSWORD", /does not allow/],
  ] as const
) {
  Deno.test(`Elasticsearch: tells that a status ${status} is for ${key}, never what is secret`, async () => {
    const asked: Passing[] = [];
    await using server = startFaultyServer("", (passing) => {
      asked.push(passing);
      return toAnswer({ error: { type: "security_exception", reason: "no" } }, status);
    });
    const { host } = new URL(server.url);
    const urls = [`http://${host}`];
    await using writer = await openElasticWriter({ ...OPTIONS, urls, auth });
    await assert.rejects(writer.append(toEvents(0, 1), null), (error) => {
      assert(error instanceof ConfigError, String(error));
      assert.equal(error.faults[0]!.key, key);
      assert.match(error.message, problem);
      assert(!Deno.inspect(error, { depth: 20 }).includes("s3cr3t"));
      return true;
    });
    assert(asked.length > 0);
  });
}

Deno.test("Elasticsearch: opens while the server is away, and never says what is secret in its address", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  listener.close();
  const urls = [`http://ann:s3cr3t@127.0.0.1:${port}/es`];
  await using reader = await openElasticReader({ ...OPTIONS, urls });
  await using writer = await openElasticWriter({ ...OPTIONS, urls });
  for (const work of [reader.search(ANY), reader.status(), writer.append(toEvents(0, 1), null)]) {
    await assert.rejects(work, (error) => {
      assert(error instanceof UnavailableError, String(error));
      assert.match(
        error.message,
        new RegExp(`^Cannot .* at "http://127.0.0.1:${port}/es": .*refused`),
      );
      assert(!Deno.inspect(error, { depth: 20 }).includes("s3cr3t"));
      return true;
    });
  }
});

for (
  const [what, host, ca, problem] of [
    ["is not trusted", "localhost", null, /the certificate of "https:.*" is not trusted/],
    ["is for another name", "127.0.0.1", AUTHORITY, /the certificate of "https:.*" is not trusted/],
    ["is trusted by the authority's file", "localhost", AUTHORITY, null],
  ] as const
) {
  Deno.test(`Elasticsearch: tells a certificate that ${what}`, async () => {
    const tls = { cert: CERTIFICATE, key: KEY };
    const answer = ({ path }: Passing) => path === "/" ? version("9.0.0")() : toAnswer({});
    await using server = startFaultyServer("", answer, tls);
    const urls = [`https://${host}:${new URL(server.url).port}`];
    await using reader = await openElasticReader({ ...OPTIONS, urls, ca });
    const work = reader.context({ origin: "9f3c5a01b2c4d5e", position: 0, before: 0, after: 0 });
    if (problem === null) return assert.equal((await work).event, null);
    await assert.rejects(work, (error) => {
      assert(error instanceof ConfigError, String(error));
      assert.equal(error.faults[0]!.key, "ELASTICSEARCH_CA");
      assert.match(error.message, problem);
      return true;
    });
  });
}

Deno.test("Elasticsearch: gives up a request when its signal fires, though no answer came", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const { promise, resolve } = Promise.withResolvers<Response>();
  await using server = startFaultyServer("", ({ path }) => {
    if (path === "/") return version("9.0.0")();
    controller.abort(reason);
    return promise;
  });
  await using reader = await openElasticReader({ ...OPTIONS, urls: [server.url] });
  const { signal } = controller;
  await assert.rejects(reader.search({ ...ANY, signal }), reason);
  await assert.rejects(reader.aggregate({ ...ANY, histogram: null, facets: null, signal }), reason);
  resolve(toAnswer({}));
});

Deno.test("Elasticsearch: gives up when the signal fires while the server's version is asked for", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const { promise, resolve } = Promise.withResolvers<Response>();
  await using server = startFaultyServer("", ({ path }) => {
    if (path !== "/") return toAnswer({ hits: { hits: [] } });
    controller.abort(reason);
    return promise;
  });
  await using reader = await openElasticReader({ ...OPTIONS, urls: [server.url] });
  await assert.rejects(reader.search({ ...ANY, signal: controller.signal }), reason);
  resolve(version("9.0.0")());
  assert.deepEqual((await reader.search(ANY)).events, [], "the others get their answer");
});

Deno.test("Elasticsearch: what is under way ends when the store is closed", async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  const asked = Promise.withResolvers<void>();
  await using server = startFaultyServer("", ({ path }) => {
    if (path === "/") return version("9.0.0")();
    asked.resolve();
    return promise;
  });
  const reader = await openElasticReader({ ...OPTIONS, urls: [server.url] });
  const refused = assert.rejects(reader.search(ANY), /^Error: Cannot .*: the store is closed$/);
  await asked.promise;
  await reader[Symbol.asyncDispose]();
  await refused;
  resolve(toAnswer({}));
});

Deno.test("Elasticsearch: a request that gets no answer in its time is unavailable", async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  await using server = startFaultyServer(
    "",
    ({ path }) => path === "/" ? version("9.0.0")() : promise.then(() => toAnswer({})),
  );
  await using writer = await openElasticWriter({
    ...OPTIONS,
    urls: [server.url],
    requestTimeoutMs: 50,
  });
  await assert.rejects(writer.positions(), (error) => {
    assert(error instanceof UnavailableError);
    assert.match(error.message, /no answer came in 50 ms/);
    return true;
  });
  resolve(toAnswer({}));
});

testOnServer("Elasticsearch: goes on when the server is back", async () => {
  await using store = makeTestStore();
  let isAway = true;
  await using server = startFaultyServer(
    readStack()!.elasticsearch,
    (passing) => isAway ? new Response("Bad Gateway", { status: 502 }) : passing.forward(),
  );
  const options = { ...store.options, urls: [server.url] };
  await using writer = await openElasticWriter(options);
  await using reader = await openElasticReader(options);
  await assert.rejects(writer.append(toEvents(0, 5), null), UnavailableError);
  await assert.rejects(reader.search(ANY), UnavailableError);
  isAway = false;
  await writer.append(toEvents(0, 5), null);
  await store.settle();
  assert.equal((await reader.search({ ...ANY, limit: 9 })).events.length, 5);
});

function version(number: string, distribution?: string): () => Response {
  return () => toAnswer({ version: { number, distribution } });
}

function toBroken(): Response {
  const headers = { "content-type": "application/json", "x-elastic-product": "Elasticsearch" };
  return new Response('{"version":', { headers });
}
