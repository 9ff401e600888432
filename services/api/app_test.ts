import assert from "node:assert/strict";
import { ConflictError } from "../../core/errors.ts";
import { REQUESTS_MAX, SEARCHES_MAX } from "./app.ts";
import { createTestApp } from "./testing.ts";

Deno.test("app sets its headers on every answer, also on refusals", async () => {
  const { send } = createTestApp();
  for (const path of ["/", "/health", "/nope", "/api/v1/logs?x=1", "http://evil.test/"]) {
    const { headers } = await send(path);
    assert.equal(headers.get("x-content-type-options"), "nosniff", path);
    assert.equal(headers.get("cache-control"), "no-store", path);
    assert.match(headers.get("content-security-policy") ?? "", /^default-src 'none'/, path);
    assert.equal(headers.get("cross-origin-resource-policy"), "same-origin", path);
    assert.equal(headers.get("referrer-policy"), "no-referrer", path);
  }
});

Deno.test("app leaves those of its headers to a route that the route sets itself", async () => {
  const { send, app } = createTestApp();
  const own = { "content-security-policy": "default-src 'self'", "cache-control": "no-cache" };
  app.get("/page", (c) => c.body("<p>", 200, own));
  const { headers } = await send("/page");
  for (const [name, value] of Object.entries(own)) assert.equal(headers.get(name), value);
  assert.equal(headers.get("x-content-type-options"), "nosniff");
});

Deno.test("app names its main addresses on the front page, and each is there", async () => {
  const { send, app } = createTestApp();
  const page: Record<string, string> = await (await send("/")).json();
  const known = app.routes.map(({ path }) => path);
  const addresses = Object.values(page).filter((value) => value.startsWith("/"));
  assert.ok(addresses.length > 5);
  for (const address of addresses) assert.ok(known.includes(address.split("?")[0]!), address);
});

Deno.test("app answers an unknown path with 404, a wrong method with 405 and what is allowed", async () => {
  const { send } = createTestApp();
  const nowhere = await send("/api/v2/logs");
  assert.equal(nowhere.status, 404);
  assert.match((await nowhere.json()).detail, /"\/api\/v2\/logs": see \/openapi.json/);
  const cases: [string, string, string][] = [
    ["PUT", "/api/v1/logs", "GET, HEAD, DELETE, POST"],
    ["POST", "/api/v1/logs/count", "GET, HEAD"],
    ["PUT", "/api/v1/logs/some-id", "GET, HEAD"],
    ["POST", "/api/v1/logs/some-id/context", "GET, HEAD"],
    ["OPTIONS", "/health", "GET, HEAD"],
    ["POST", "/openapi.json", "GET, HEAD"],
  ];
  for (const [method, path, allow] of cases) {
    const answer = await send(path, { method });
    assert.equal(answer.status, 405, path);
    assert.equal(answer.headers.get("allow"), allow, path);
    assert.equal(answer.headers.get("content-type"), "application/problem+json");
    assert.match((await answer.json()).detail, new RegExp(`Cannot ${method} here: use GET`));
  }
  assert.equal((await send("/health", { method: "HEAD" })).status, 200);
});

Deno.test("app logs a fault and tells nothing of it", async () => {
  for (const error of [new Error("secret /etc/x"), new ConflictError("secret")]) {
    const { send, logged } = createTestApp({ store: { search: () => Promise.reject(error) } });
    const answer = await send("/api/v1/logs");
    assert.equal(answer.status, 500);
    assert.deepEqual(await answer.json(), {
      type: "about:blank",
      title: "Internal Server Error",
      status: 500,
      detail: "Cannot answer: a fault of the service; its log says more",
    });
    assert.equal(logged.length, 1);
    assert.match(logged[0]!, /^Cannot answer GET \/api\/v1\/logs: .*secret/);
  }
});

Deno.test("app does not log a client that goes away as a fault", async () => {
  const { send, logged } = createTestApp();
  const body = new ReadableStream({
    pull: (stream) => stream.error(new Deno.errors.BadResource("unexpected EOF")),
  });
  const headers = { "content-type": "application/json" };
  const answer = await send("/api/v1/logs", { method: "POST", headers, body });
  assert.equal(answer.status, 400);
  assert.deepEqual(logged, []);
});

Deno.test("app works on a bounded number of requests at once, and stays alive beside them", async () => {
  const gate = Promise.withResolvers<never>();
  const { send } = createTestApp({ store: { search: () => gate.promise } });
  const running = Array.from({ length: REQUESTS_MAX }, () => send("/api/v1/logs"));
  const refused = await send("/api/v1/logs");
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get("retry-after"), "1");
  assert.equal((await send("/health")).status, 200);
  gate.reject(new RangeError("over"));
  for (const answer of await Promise.all(running)) assert.equal(answer.status, 400);
  assert.equal((await send("/api/v1/logs")).status, 400);
});

Deno.test("app asks the store a bounded number of questions at once, then those that waited", async () => {
  const asked: PromiseWithResolvers<never>[] = [];
  const waiting: (() => void)[] = [];
  const search = () => {
    const question = Promise.withResolvers<never>();
    asked.push(question);
    waiting.shift()?.();
    return question.promise;
  };
  const { send } = createTestApp({ store: { search } });
  const allAsked = Promise.withResolvers<void>();
  waiting.push(...Array.from({ length: SEARCHES_MAX - 1 }, () => () => {}), allAsked.resolve);
  const gone = new AbortController();
  const running = Array.from({ length: SEARCHES_MAX }, () => send("/api/v1/logs"));
  const left = send("/api/v1/logs", { signal: gone.signal });
  const last = send("/api/v1/logs");
  await allAsked.promise;
  gone.abort();
  assert.equal((await left).status, 499);
  assert.equal(asked.length, SEARCHES_MAX);
  const lastAsked = Promise.withResolvers<void>();
  waiting.push(lastAsked.resolve);
  asked[0]!.reject(new RangeError("over"));
  await lastAsked.promise;
  for (const question of asked) question.reject(new RangeError("over"));
  for (const answer of [...await Promise.all(running), await last]) {
    assert.equal(answer.status, 400);
  }
  assert.equal(asked.length, SEARCHES_MAX + 1);
});

Deno.test("app counts requests under the pattern of their path, and pushed events", async () => {
  const kept = { events: 7, bytes: 0, oldestMs: null, newestMs: null, positions: [] };
  const status = () =>
    Promise.resolve({ ...kept, stored: 12, duplicates: 0, expired: 2, damaged: 3 });
  const { send, push } = createTestApp({ store: { status } });
  await send("/health");
  await send("/api/v1/logs/some-id");
  await send("/api/v1/logs/other-id");
  await send("/api/v1/logs/count");
  await send("/nope/1", { method: "PROPFIND" });
  await send("/api/v1/logs/facets", { headers: { "x-api-key": "none" } });
  await push('[{"a":1},{"a":2},3]');
  const answer = await send("/metrics");
  assert.match(answer.headers.get("content-type")!, /^text\/plain; version=0\.0\.4/);
  const lines = (await answer.text()).split("\n");
  const counted = [
    'logflow_api_requests_total{method="GET",route="/health",status="200"} 1',
    'logflow_api_requests_total{method="GET",route="/api/v1/logs/{id}",status="404"} 2',
    'logflow_api_requests_total{method="other",route="unmatched",status="404"} 1',
    'logflow_api_requests_total{method="GET",route="/api/v1/logs/facets",status="401"} 1',
    'logflow_api_requests_total{method="POST",route="/api/v1/logs",status="200"} 1',
    'logflow_api_ingested_events_total{outcome="accepted"} 2',
    'logflow_api_ingested_events_total{outcome="rejected"} 1',
    'logflow_api_request_duration_seconds_count{method="GET",route="/api/v1/logs/{id}"} 2',
    "logflow_api_ingested_bytes_total 19",
    "logflow_api_requests_running 1",
    "logflow_query_duration_seconds_count 3",
    "logflow_queries_running 0",
    "logflow_store_events 7",
    "logflow_store_bytes 0",
    "logflow_store_newest_event_timestamp_seconds Nan",
    "logflow_store_damaged_events 3",
  ];
  for (const line of counted) assert.ok(lines.includes(line), line);
  // The pattern of events by id fits this path too.
  assert(lines.some((line) => line.includes('total{method="GET",route="/api/v1/logs/count"')));
});
