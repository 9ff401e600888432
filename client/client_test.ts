import assert from "node:assert/strict";
import type { LogDocument } from "../core/event.ts";
import { toId } from "../core/id.ts";
import type { TrimmedDocument } from "../core/trim_document.ts";
import { NOW_MS, textsOf } from "../services/api/testing.ts";
import { ApiError } from "./api_error.ts";
import { createTestClient, testEvent, testEvents } from "./testing.ts";

function positions(events: readonly LogDocument[]): number[] {
  return events.map(({ source }) => source.position);
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

Deno.test("search gives one page, and takes the cursor of the page before", async () => {
  const { client } = await createTestClient({ events: testEvents(10) });
  const first = await client.search({ q: "level:ERROR", limit: 3, order: "oldest" });
  assert.deepEqual(positions(first.events), [1, 3, 5]);
  const cursor = first.next_cursor!;
  const second = await client.search({ q: "level:ERROR", limit: 3, order: "oldest", cursor });
  assert.deepEqual([positions(second.events), second.next_cursor], [[7, 9], null]);
  assert.deepEqual(positions((await client.search()).events), [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
});

Deno.test("search takes times as dates, numbers and texts", async () => {
  const { client } = await createTestClient({ events: testEvents(10) });
  const at = NOW_MS - 1000 * 6;
  for (const from of [new Date(at), at, new Date(at).toISOString(), "now-6s", "6s"]) {
    const { events } = await client.search({ from, to: NOW_MS - 1000 * 4 });
    assert.deepEqual(positions(events), [5, 4], String(from));
  }
  const { events } = await client.search({ to: 2025 }); // Milliseconds, not a year.
  assert.deepEqual(events, []);
  await assert.rejects(client.search({ from: NaN }), RangeError);
});

Deno.test("searchAll gives all events, page after page, or as many as were asked for", async () => {
  const events = testEvents(2100);
  const { client, requests } = await createTestClient({ events });
  const all = await collect(client.searchAll({ order: "oldest", from: "1d" }));
  assert.deepEqual(positions(all), positions(all).toSorted((a, b) => a - b));
  assert.deepEqual([all.length, requests.length], [2100, 3]);
  assert.equal((await collect(client.searchAll({ limit: 1001 }))).length, 1001);
  for await (const event of client.searchAll()) {
    assert.equal(event.source.position, 2099);
    break;
  }
  assert.equal(requests.length, 6);
});

Deno.test("count, histogram and facets count what matches", async () => {
  const { client, requests } = await createTestClient({ events: testEvents(10) });
  assert.equal(await client.count({ q: "service:auth-*" }), 5);
  await client.count({ fresh: true });
  const asked = requests.map(({ headers }) => headers.get("cache-control"));
  assert.deepEqual(asked, [null, "no-cache"]);
  const histogram = await client.histogram({ interval: "5s", by: "level" });
  assert.equal(histogram.interval_ms, 5000);
  assert.equal(histogram.buckets.reduce((sum, { count }) => sum + count, 0), 10);
  const facets = await client.facets({ fields: ["level", "service"], limit: 1, q: "NOT order_9" });
  assert.deepEqual(facets, {
    level: [{ value: "INFO", count: 5 }],
    service: [{ value: "payment-service", count: 5 }],
  });
});

Deno.test("stats gives the table of a query with pipes; fields trims events", async () => {
  const { client } = await createTestClient({ events: testEvents(10) });
  const { columns, rows } = await client.stats({ q: "level:ERROR | top 5 service" });
  assert.deepEqual(columns, [
    { name: "service", kind: "text" },
    { name: "count()", kind: "number" },
  ]);
  assert.deepEqual(rows, [
    { service: "auth-service", "count()": 3 },
    { service: "payment-service", "count()": 2 },
  ]);
  const { events } = await client.search<TrimmedDocument>({ q: "| fields order", limit: 1 });
  assert.deepEqual(events, [{ id: toId(testEvent(9)), extra_fields: { order: "order_9" } }]);
});

Deno.test("get and context give an event, or null where it is not stored", async () => {
  const { client } = await createTestClient({ events: testEvents(10) });
  const id = toId(testEvent(4));
  assert.equal((await client.get(id))?.message, "message number 4");
  const found = await client.context(id, { before: 2, after: 1 });
  assert.deepEqual([positions(found!.before), positions(found!.after)], [[2, 3], [5]]);
  for (const unknown of [toId(testEvent(99)), "x", "a/../b", "%2e%2e", "ä ö"]) {
    assert.equal(await client.get(unknown), null);
    assert.equal(await client.context(unknown), null);
  }
  for (const none of ["", ".", ".."]) await assert.rejects(client.get(none), RangeError);
});

Deno.test("get rejects where something else says that there is nothing", async () => {
  const instead = () => new Response("<h1>Not found</h1>", { status: 404 });
  const { client } = await createTestClient({ instead });
  await assert.rejects(client.get("x"), { name: "ApiError", status: 404 });
});

Deno.test("push sends what is too much for one request in several", async () => {
  const { client, requests, published } = await createTestClient();
  const events: object[] = Array.from({ length: 100_001 }, (_, i) => ({ i }));
  events[100_000] = 5 as unknown as object;
  events.push({ message: "x".repeat(200_000) });
  const result = await client.push(events, { idempotencyKey: "k" });
  assert.deepEqual([result.accepted, result.rejected.map(({ index }) => index)], [100_001, [
    100_000,
  ]]);
  const keys = requests.map(({ headers }) => headers.get("idempotency-key"));
  assert.deepEqual(keys, ["k", "k/100000"]);
  assert.equal(published.at(-1)!.positions.length, 1);

  const large = Array.from({ length: 60 }, () => ({ message: "ä".repeat(100_000) }));
  assert.equal((await client.push(large)).accepted, 60);
  assert.equal(requests.length, 4);
  assert.deepEqual(await client.push([]), { accepted: 0, rejected: [] });
});

Deno.test("push stores objects and text, small or gzipped, and tells what was not taken", async () => {
  const { client, published, requests } = await createTestClient();
  const result = await client.push([{ message: "a" }, 1 as unknown as object, { message: "c" }]);
  assert.deepEqual(result, {
    accepted: 2,
    rejected: [{ index: 1, error: "is a number, not an object" }],
  });
  const lines = "one\ntwo\n";
  const options = { service: "shop", format: "plain", idempotencyKey: "k" } as const;
  assert.equal((await client.push(lines, options)).accepted, 2);
  assert.equal(requests[1]!.headers.get("idempotency-key"), "k");
  const long = Array.from({ length: 500 }, (_, i) => ({ message: `ä ${i}` }));
  assert.equal((await client.push(long)).accepted, 500);
  assert.deepEqual(requests.map(({ headers }) => headers.get("content-encoding")), [
    null,
    null,
    "gzip",
  ]);
  assert.equal(textsOf(published).length, 504);
  assert.equal(JSON.parse(textsOf(published).at(-1)!).message, "ä 499");
});

Deno.test("deleteBefore asks for a deletion, and deletion tells what became of it", async () => {
  let clockMs = 0;
  const wait = (ms: number) => Promise.resolve(void (clockMs += ms));
  const app = { options: { clock: { nowMs: () => clockMs, wait } } };
  const { client } = await createTestClient({ events: testEvents(10), app });
  const asked = await client.deleteBefore(NOW_MS - 1000 * 7);
  assert.equal(asked.before, new Date(NOW_MS - 1000 * 7).toISOString());
  assert.equal(asked.removed, null); // Nobody has done it within the time of the request.
  assert.deepEqual(await client.deletion(asked.id), asked);
  assert.equal(await client.deletion("0".repeat(16)), null);
  await assert.rejects(client.deleteBefore("someday"), { status: 400 });
});

Deno.test("health and ready tell how the service is, also where it is not ready", async () => {
  const well = await createTestClient();
  assert.deepEqual(await well.client.health(), { status: "ok" });
  assert.equal((await well.client.ready()).ready, true);
  const bus = { status: () => new Promise<never>(() => {}) };
  const ill = await createTestClient({ app: { bus, options: { readyMs: 1 } } });
  const { ready, checks } = await ill.client.ready();
  assert.deepEqual([ready, checks.bus], [false, "no answer within 1 ms"]);
});

Deno.test("a refused query is an ApiError with its column and hint", async () => {
  const { client } = await createTestClient();
  await assert.rejects(client.count({ q: "level:(ERROR" }), (error) => {
    assert.ok(error instanceof ApiError);
    assert.deepEqual([error.status, error.column, error.isTemporary], [400, 7, false]);
    assert.match(error.detail, /^Cannot read the query at column 7: "\(" is not closed/);
    assert.match(error.hint!, /add "\)"/);
    return true;
  });
});
