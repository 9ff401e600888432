import assert from "node:assert/strict";
import fc from "fast-check";
import type { LogDocument } from "../core/event.ts";
import { ApiError } from "./api_error.ts";
import type { TailOptions } from "./options.ts";
import { createTestClient, deadline, problem, testEvent, testEvents } from "./testing.ts";

/** So many events of what is followed, by their place; rejects where they do not come in 10 s. */
async function take(items: AsyncIterable<LogDocument>, count: number): Promise<number[]> {
  const found: number[] = [];
  const reading = (async () => {
    for await (const { source } of items) {
      found.push(source.position);
      if (found.length === count) break;
    }
    return found;
  })();
  return await deadline(reading);
}

/** An answer that streams these texts and then ends, or stays open. */
function streamOf(texts: readonly string[], { stays = false } = {}): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream({
    start(controller) {
      for (const text of texts) controller.enqueue(encoder.encode(text));
      if (!stays) controller.close();
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

/** What a client that gets these answers, one after the other, is told. */
async function follow(answers: readonly (Response | Error)[], options: TailOptions = {}) {
  const told: unknown[] = [];
  const { client, requests, waits } = await createTestClient({
    instead: (_, index) => answers[index]!,
  });
  const items = client.tail({
    ...options,
    onCursor: (cursor) => told.push(cursor),
    onMissed: (count) => told.push({ count }),
    onProblem: (problem) => told.push(problem?.message ?? null),
  });
  const error = await deadline((async () => {
    for await (const { message } of items) told.push({ message });
  })()).catch((error) => error);
  return { told, requests, waits, error };
}

const log = (id: number) => `event: log\nid: c${id}\ndata: {"message":"${id}"}\n\n`;
const READY = "retry: 2000\nevent: ready\nid: c0\ndata: {}\n\n";

Deno.test("tail gives what arrives from now on, and what arrived behind a cursor", async () => {
  const { client, store } = await createTestClient({ events: testEvents(3) });
  const cursors: string[] = [];
  const onCursor = (cursor: string) => {
    // The first is that of the beginning: from here on nothing is missed.
    if (cursors.push(cursor) === 1) void store.writer.append([testEvent(3), testEvent(4)], null);
  };
  assert.deepEqual(await take(client.tail({ q: "message", onCursor }), 2), [3, 4]);
  assert.deepEqual(await take(client.tail({ after: "start" }), 5), [0, 1, 2, 3, 4]);
  assert.deepEqual(await take(client.tail({ after: cursors[0] }), 2), [3, 4]);
});

Deno.test("tail ends with its signal's reason", async () => {
  const { client } = await createTestClient();
  const stop = new AbortController();
  const reason = new Error("enough");
  const items = client.tail({ signal: stop.signal, onCursor: () => stop.abort(reason) });
  await assert.rejects(take(items, 1), reason);
});

Deno.test("tail gives each event once and in order, wherever connections break off", async () => {
  const { app } = await createTestClient({ events: testEvents(40) });
  const all = Array.from({ length: 40 }, (_, position) => position);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 100, max: 4000 }), { maxLength: 20 }),
      async (breaks) => {
        const fetch = breaking((request) => app.fetch(request), breaks);
        const { client } = await createTestClient({ client: { fetch } });
        assert.deepEqual(await take(client.tail({ after: "start" }), 40), all);
      },
    ),
    { numRuns: 50 },
  );
});

/** Answers that break after so many bytes each; those behind the last are whole. */
function breaking(
  fetch: (request: Request) => Response | Promise<Response>,
  breaks: readonly number[],
): (request: Request) => Promise<Response> {
  const left = [...breaks];
  return async (request) => {
    const answer = await fetch(request);
    let room = left.shift() ?? Infinity;
    const cut = new TransformStream<Uint8Array, Uint8Array>({
      transform(bytes, controller) {
        if (room > 0) controller.enqueue(bytes.subarray(0, Math.min(room, bytes.length)));
        room -= bytes.length;
        if (room <= 0) controller.error(new TypeError("connection reset"));
      },
    });
    return new Response(answer.body!.pipeThrough(cut), answer);
  };
}

Deno.test("tail tells what was missed, and of problems that pass", async () => {
  const away = 'event: problem\nid: c1\ndata: {"status":503,"detail":"Cannot read on: away"}\n\n';
  const gone = 'event: problem\nid: c9\ndata: {"status":400,"detail":"Cannot read on: anew"}\n\n';
  const missed = 'event: missed\nid: c9\ndata: {"count":7}\n\n';
  const { told, error } = await follow([
    streamOf([READY, log(1), away, away, ": heartbeat\nid: c2\n\n", log(3), missed, gone]),
  ]);
  assert.deepEqual(told, [
    "c0",
    ...[{ message: "1" }, "c1"],
    ...["Cannot read on: away", "c1", "Cannot read on: away", "c1"],
    ...[null, "c2"],
    ...[{ message: "3" }, "c3"],
    ...[{ count: 7 }, "c9"],
  ]);
  assert.deepEqual([error.status, error.message], [400, "Cannot read on: anew"]);
});

Deno.test("tail connects again behind the last event, and waits longer each time", async () => {
  const end = "Cannot follow the logs: the API ended the connection";
  const { told, requests, waits, error } = await follow([
    streamOf([READY, log(1), log(2).slice(0, -1)]),
    problem(503, { "retry-after": "5" }),
    new TypeError("connection refused"),
    streamOf([READY.replace("c0", "c1"), log(2)]),
    problem(401),
  ], { q: "x", after: "start" });
  const refused = 'Cannot GET "http://127.0.0.1:8000/api/v1/logs/tail": connection refused';
  assert.deepEqual(told, [
    ...["c0", { message: "1" }, "c1", end, "Cannot answer: test 503", refused],
    ...[null, "c1", { message: "2" }, "c2", end],
  ]);
  assert.deepEqual(waits, [2000, 5000, 2000, 2000]);
  assert.deepEqual(requests.map(({ url }) => new URL(url).search), [
    "?q=x&after=start",
    ...Array(4).fill("?q=x"),
  ]);
  assert.deepEqual(
    requests.map(({ headers }) => headers.get("last-event-id")),
    [null, "c1", "c1", "c1", "c2"],
  );
  assert.equal(error.status, 401);
});

Deno.test("tail throws what keeps it from beginning, and what makes no sense", async () => {
  const down = await follow([problem(503)]);
  assert.deepEqual([down.error.status, down.waits], [503, []]);
  const nonsense = await follow([streamOf([READY, "event: log\ndata: {\n\n"])]);
  assert.ok(nonsense.error instanceof ApiError);
  assert.match(nonsense.error.message, /^Cannot read the event stream: /);
});

Deno.test("tail takes a connection on which nothing comes for dead", async () => {
  let index = 0;
  const answers = [streamOf([READY], { stays: true }), problem(404)];
  const { client } = await createTestClient({
    client: { timeoutMs: 5, fetch: () => Promise.resolve(answers[index++]!) },
  });
  const problems: (string | undefined)[] = [];
  const items = client.tail({ onProblem: (problem) => problems.push(problem?.message) });
  await assert.rejects(take(items, 1), { status: 404 });
  assert.match(problems[0]!, /no answer within 5 ms$/);
});
