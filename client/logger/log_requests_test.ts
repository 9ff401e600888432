import assert from "node:assert/strict";
import { type Context, Hono } from "@hono/hono";
import { logRequests, type LogRequestsOptions } from "./log_requests.ts";
import { createTestLogger } from "./testing.ts";

function createApp(options?: LogRequestsOptions<Context>) {
  const test = createTestLogger();
  const app = new Hono();
  app.use(logRequests(test.logger, { now: () => test.clock.nowMs, ...options }));
  app.post("/orders/:id", (c) => {
    test.clock.nowMs += 12;
    return c.text("done");
  });
  app.get("/broken", () => {
    throw new Error("no connection");
  });
  app.onError((_, c) => c.text("broken", 500));
  return { ...test, app };
}

Deno.test("requests of Hono are logged with method, path, status and duration, and nothing else", async () => {
  const { app, logger, stored } = createApp();
  const init = { method: "POST", body: "secret", headers: { authorization: "secret" } };
  await app.request("/orders/5?token=secret", init);
  await app.request("/broken");
  await app.request("/nowhere");
  await logger.close();
  const [order, broken, nowhere] = stored();
  const { message, level, method, path, status, duration_ms } = order!;
  assert.deepEqual([message, level], ["POST /orders/5 200", "INFO"]);
  assert.deepEqual([method, path, status, duration_ms], ["POST", "/orders/5", 200, 12]);
  assert.deepEqual([broken!.status, broken!.level], [500, "ERROR"]);
  assert.deepEqual([nowhere!.status, nowhere!.level], [404, "WARN"]);
  assert.doesNotMatch(JSON.stringify(stored()), /secret|no connection/);
});

Deno.test("query strings, and what stands for a path, are logged where that is asked for", async () => {
  const { app, logger, stored } = createApp({
    query: true,
    toPath: ({ req }) => req.path.slice(0, 7),
  });
  await app.request("/orders/5?a=1&b=2", { method: "POST" });
  await logger.close();
  const [{ path, query } = {}] = stored();
  assert.deepEqual([path, query], ["/orders", "a=1&b=2"]);
});

Deno.test("a worker is kept going, with a logger for each request", async () => {
  const held: Promise<unknown>[] = [];
  const tests = [createTestLogger(), createTestLogger()];
  let requests = 0;
  const app = new Hono();
  app.use(logRequests(() => tests[requests++]!.logger));
  app.get("/", (c) => c.text("hi"));
  const worker = {
    waitUntil: (promise: Promise<unknown>) => void held.push(promise),
    passThroughOnException() {},
    props: {},
  };
  for (const _ of tests) await app.request("/", undefined, {}, worker);
  await Promise.all(held);
  assert.deepEqual(tests.map(({ logger }) => logger.status().sent), [1, 1]);
});

Deno.test("what is thrown through the middleware is logged as 500", async () => {
  const { logger, stored } = createTestLogger();
  const context = {
    req: { method: "GET", path: "/a", url: "http://x/a" },
    res: { status: 200 },
    get executionCtx(): never {
      throw new Error("This is no worker");
    },
  };
  const run = logRequests(logger)(context, () => Promise.reject(new Error("gone")));
  await assert.rejects(run, /gone/);
  await logger.close();
  assert.equal(stored()[0]!.status, 500);
});
