import assert from "node:assert/strict";
import { Hono } from "@hono/hono";
import { answer } from "./answers.ts";
import { boundAnswers } from "./bound_answers.ts";
import { createBytePool } from "./byte_pool.ts";

const LARGE = 100_000;

function createApp() {
  const app = new Hono();
  const pool = createBytePool({ bytesMax: 2 * LARGE, status: 503, what: "answer" });
  app.use(boundAnswers(pool));
  app.get("/:length", (c) => answer(c, "x".repeat(Number(c.req.param("length")) - 2)));
  /** The answer's status, and what to call once it is sent, or its client is gone. */
  return async (length: number) => {
    const sent = Promise.withResolvers<void>();
    const served = { completed: sent.promise };
    const answered = await app.request(`/${length}`, {}, served);
    const { status, headers } = answered;
    if (status === 200) assert.equal(headers.get("content-length"), String(length));
    else assert.notEqual(headers.get("content-length"), String(length));
    return { status, sent };
  };
}

Deno.test("boundAnswers refuses a large answer while too many others are being sent", async () => {
  const ask = createApp();
  const first = await ask(LARGE);
  const second = await ask(LARGE);
  assert.deepEqual([first.status, second.status, (await ask(LARGE)).status], [200, 200, 503]);
  assert.equal((await ask(100)).status, 200);
  first.sent.resolve();
  await first.sent.promise;
  const third = await ask(LARGE);
  assert.deepEqual([third.status, (await ask(LARGE)).status], [200, 503]);
});

Deno.test("boundAnswers forgets an answer whose client is gone", async () => {
  const ask = createApp();
  const one = await ask(3 * LARGE);
  assert.deepEqual([one.status, (await ask(LARGE)).status], [200, 503]);
  one.sent.resolve(); // Its client is gone.
  await one.sent.promise;
  assert.equal((await ask(LARGE)).status, 200);
});
