import assert from "node:assert/strict";
import type { HTTPException } from "@hono/hono/http-exception";
import { createBytePool } from "./byte_pool.ts";
import { readBody } from "./read_body.ts";
import { createTestApp, textsOf } from "./testing.ts";

async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return await new Response(packed).bytes();
}

const BODIES = { status: 429, what: "read the body" } as const;

interface Asked {
  readonly body: BodyInit;
  readonly gzipped?: boolean;
  readonly poolBytes?: number;
  readonly othersBytes?: number;
  readonly signal?: AbortSignal;
  readonly headers?: Record<string, string>;
}

/** Reads with limits of 1,000 bytes compressed and 4,000 in all. */
async function read(asked: Asked): Promise<number | Uint8Array> {
  const headers = { ...asked.headers, "content-encoding": asked.gzipped ? "gzip" : "identity" };
  const request = new Request("http://test/", { method: "POST", body: asked.body, headers });
  const pool = createBytePool({ ...BODIES, bytesMax: asked.poolBytes ?? 10_000 });
  using others = pool.open();
  others.reach(asked.othersBytes ?? 0);
  using budget = pool.open();
  const signal = asked.signal ?? new AbortController().signal;
  try {
    return await readBody({ request, budget, signal, compressedBytesMax: 1000, bytesMax: 4000 });
  } catch (error) {
    if ((error as HTTPException).status === undefined) throw error;
    return (error as HTTPException).status;
  }
}

Deno.test("readBody gives the bytes, plain and gunzipped", async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(900));
  assert.deepEqual(await read({ body: bytes }), bytes);
  assert.deepEqual(await read({ body: await gzip(bytes), gzipped: true }), bytes);
  assert.deepEqual(await read({ body: "" }), new Uint8Array());
  const pieces = ReadableStream.from([new Uint8Array([1]), new Uint8Array([2, 3])]);
  assert.deepEqual(await read({ body: pieces }), new Uint8Array([1, 2, 3]));
});

Deno.test("readBody stops at each limit with 413", async () => {
  assert.equal((await read({ body: new Uint8Array(4000) }) as Uint8Array).length, 4000);
  assert.equal(await read({ body: new Uint8Array(4001) }), 413);
  assert.equal(await read({ body: "x", headers: { "content-length": "4001" } }), 413);
  const noise = crypto.getRandomValues(new Uint8Array(1100));
  assert.equal(await read({ body: await gzip(noise), gzipped: true }), 413);
  const bomb = await gzip(new Uint8Array(500_000));
  assert.ok(bomb.length < 1000);
  assert.equal(await read({ body: bomb, gzipped: true }), 413);
});

Deno.test("readBody reads no more of a bomb than it takes to see it", async () => {
  const bomb = await gzip(new Uint8Array(100 * 1024 * 1024));
  const { push } = createTestApp();
  let pulled = 0;
  const body = new ReadableStream({
    pull(controller) {
      controller.enqueue(bomb.subarray(pulled, pulled + 1024));
      pulled += 1024;
      if (pulled >= bomb.length) controller.close();
    },
  });
  const answer = await push(body, { "content-encoding": "gzip" });
  assert.equal(answer.status, 413);
  assert.match((await answer.json()).detail, /over 67108864 bytes/);
  assert.ok(pulled < bomb.length * 0.75, `pulled ${pulled} of ${bomb.length} bytes`);
});

Deno.test("readBody refuses broken gzip with 400", async () => {
  const packed = await gzip(new Uint8Array(100));
  assert.equal(await read({ body: "plain text", gzipped: true }), 400);
  assert.equal(await read({ body: packed.subarray(0, -4), gzipped: true }), 400);
  assert.equal(await read({ body: new Uint8Array([...packed, ...packed]), gzipped: true }), 400);
});

Deno.test("readBody refuses with 429 what does not fit beside the bodies of others, and reads it alone", async () => {
  const body = new Uint8Array(3000);
  assert.equal(await read({ body, poolBytes: 3001, othersBytes: 2 }), 429);
  assert.deepEqual(await read({ body, poolBytes: 3001, othersBytes: 1 }), body);
  assert.deepEqual(await read({ body, poolBytes: 2000, othersBytes: 0 }), body);
});

Deno.test("readBody refuses a body that says it is too large before it reads any of it", async () => {
  let pulled = 0;
  const body = new ReadableStream({ pull: () => void pulled++ }, { highWaterMark: 0 });
  const headers = { "content-length": "3000" };
  assert.equal(await read({ body, headers, poolBytes: 3001, othersBytes: 2 }), 429);
  assert.equal(pulled, 0);
});

Deno.test("readBody ends when its signal fires, also while nothing arrives", async () => {
  const cancelled = Promise.withResolvers<unknown>();
  const body = new ReadableStream({ cancel: cancelled.resolve });
  const stop = new AbortController();
  const reading = read({ body, signal: stop.signal });
  stop.abort(new Error("too late"));
  await assert.rejects(reading, /too late/);
  await cancelled.promise;
});

Deno.test("readBody's gunzipped push arrives", async () => {
  const { push, published } = createTestApp();
  const body = await gzip(new TextEncoder().encode('{"a":1}'));
  assert.equal((await push(body, { "content-encoding": "gzip" })).status, 200);
  assert.deepEqual(textsOf(published), ['{"a":1}']);
});
