import assert from "node:assert/strict";
import type { LogDocument, LogEvent } from "../../core/event.ts";
import { parseId, toId } from "../../core/id.ts";
import { ArrayStore } from "../../tests/contract/array_store.ts";
import { UnavailableError } from "../../core/errors.ts";
import { createTestApp, NOW_MS, type TestApp } from "./testing.ts";

const ORIGIN = "9f3c5a01b2c4d5e";

function event(position: number, given: Partial<LogEvent> = {}): LogEvent {
  return {
    origin: ORIGIN,
    position,
    begin: position,
    end: position + 1,
    timestampMs: NOW_MS - 1000 * (10 - position),
    level: position % 2 === 0 ? "INFO" : "ERROR",
    service: position < 5 ? "payment-service" : "auth-service",
    message: `message number ${position}`,
    hostname: "edge-1",
    file: "app.log",
    fields: { order: `order_${position}` },
    ingestedMs: NOW_MS,
    ...given,
  };
}

/** An app over ten events, one a second, the last one second ago. */
async function createFilled(events = Array.from({ length: 10 }, (_, i) => event(i))) {
  const store = new ArrayStore();
  await store.writer.append(events, null);
  return createTestApp({ store: store.reader });
}

async function get<T>({ send }: TestApp, path: string): Promise<T> {
  const answer = await send(`/api/v1/logs${path}`);
  assert.equal(answer.status, 200, await answer.clone().text());
  return await answer.json();
}

async function refused({ send }: TestApp, path: string): Promise<Record<string, unknown>> {
  const answer = await send(`/api/v1/logs${path}`);
  assert.equal(answer.headers.get("content-type"), "application/problem+json");
  const problem = await answer.json();
  assert.equal(problem.status, answer.status);
  assert.equal(problem.type, "about:blank");
  return problem;
}

interface SearchResult {
  events: LogDocument[];
  next_cursor: string | null;
  total: { value: number; relation: string };
  took_ms: number;
}

function places({ events }: SearchResult): number[] {
  return events.map((document) => document.source.position);
}

Deno.test("search gives documents, newest first, with total and time taken", async () => {
  const app = await createFilled();
  const result = await get<SearchResult>(app, "?q=level:error%20payment-service");
  assert.deepEqual(places(result), [3, 1]);
  assert.deepEqual(result.events[0], {
    id: toId({ origin: ORIGIN, position: 3 }),
    timestamp: "2025-10-23T14:32:08.123Z",
    level: "ERROR",
    service: "payment-service",
    message: "message number 3",
    source: { hostname: "edge-1", file: "app.log", origin: ORIGIN, position: 3 },
    extra_fields: { order: "order_3" },
    ingested_at: "2025-10-23T14:32:15.123Z",
  });
  assert.deepEqual(result.total, { value: 2, relation: "eq" });
  assert.equal(result.next_cursor, null);
  assert.equal(result.took_ms, 0);
  assert.equal(places(await get(app, "")).length, 10);
  assert.equal(places(await get(app, "?q=")).length, 10);
});

Deno.test("search pages with its cursor, in either order", async () => {
  const app = await createFilled();
  for (const order of ["newest", "oldest"]) {
    const seen: number[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const at: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const page: SearchResult = await get(app, `?limit=3&order=${order}${at}`);
      seen.push(...places(page));
      cursor = page.next_cursor;
    }
    const all = Array.from({ length: 10 }, (_, i) => i);
    assert.deepEqual(seen, order === "oldest" ? all : all.reverse());
  }
});

Deno.test("search takes times in every notation, also with an unescaped plus", async () => {
  const app = await createFilled();
  const first = NOW_MS - 3000;
  const iso = new Date(first).toISOString();
  const plus = new Date(first + 7_200_000).toISOString().replace("Z", "+02:00");
  for (const from of [String(first), iso, encodeURIComponent(plus), plus]) {
    assert.deepEqual(places(await get(app, `?from=${from}`)), [9, 8, 7], from);
  }
  assert.deepEqual(places(await get(app, "?from=now-2s&to=now+1h")), [9, 8]);
  assert.equal(places(await get(app, "?from=15m")).length, 10);
  assert.deepEqual(places(await get(app, `?from=${first}&to=${first + 1}`)), [7]);
  assert.deepEqual(places(await get(app, `?from=${first}&to=${first}`)), []);
});

Deno.test("search tells where a query is wrong and how to mend it", async () => {
  const app = await createFilled();
  const problem = await refused(app, "?q=level:ERROR%20(refund");
  assert.equal(problem.status, 400);
  assert.equal(problem.title, "Bad Request");
  assert.equal(typeof problem.column, "number");
  assert.equal(typeof problem.hint, "string");
});

Deno.test("search takes ranges of numbers and of times, also such that count from now", async () => {
  const app = await createFilled(
    Array.from({ length: 10 }, (_, i) => event(i, { fields: { latency_ms: i * 100 } })),
  );
  const ask = async (q: string) => places(await get(app, `?q=${encodeURIComponent(q)}`));
  assert.deepEqual(await ask("latency_ms:>700"), [9, 8]);
  assert.deepEqual(await ask("latency_ms:[100 TO 300}"), [2, 1]);
  assert.deepEqual(await ask("timestamp:>=now-2s level:ERROR"), [9]);
  for (const [q, column] of [["a latency_ms:> 5", 15], ["timestamp:<soon", 12]] as const) {
    const problem = await refused(app, `?q=${encodeURIComponent(q)}`);
    assert.equal(problem.status, 400);
    assert.equal(problem.column, column);
  }
});

Deno.test("search refuses parameters that cannot be meant, naming them", async () => {
  const app = await createFilled();
  const cases: [string, RegExp][] = [
    ["?limit=0", /"limit" is not a whole number from 1 to 1000/],
    ["?limit=1001", /"limit" is not a whole number from 1 to 1000/],
    ["?limit=ten", /"limit" is not a whole/],
    ["?limit=", /"limit" is not a whole/],
    ["?limit=1e2", /"limit" is not a whole/],
    ["?order=up", /"order" is neither newest nor oldest/],
    ["?from=yesterdayish", /Cannot read "from": /],
    ["?from=now&to=15m", /"from" \(now\) is after "to" \(15m\)/],
    ["?query=a&size=3", /"query" is not a known query parameter; "size" is not/],
    ["?q=a&q=b", /"q" is given more than once/],
    [`?q=${"x".repeat(4097)}`, /"q" is over 4096 characters long/],
    ["?cursor=nonsense", /cursor/],
    ["/count?limit=3", /"limit" is not a known/],
    ["/histogram?interval=5", /"interval" is no length of time; write 500ms, 30s/],
    ["/histogram?interval=0s", /"interval" is no length of time/],
    ["/histogram?interval=100000w", /"interval" is no length of time/],
    ["/histogram?interval=1ms&from=1h&to=now", /10000/],
    ["/histogram?by=", /"by" is empty/],
    ["/facets", /"fields" is missing/],
    ["/facets?fields=a,,b", /"fields" has an empty name/],
    ["/facets?fields=1,2,3,4,5,6,7,8,9,10,11", /"fields" names over 10 fields/],
    ["/facets?fields=level&limit=1001", /"limit" is not a whole number from 1 to 1000/],
    [`/${toId(event(1))}?x=1`, /"x" is not a known/],
    [`/${toId(event(1))}/context?before=1001`, /"before" is not a whole number from 0 to 1000/],
  ];
  for (const [path, detail] of cases) {
    const problem = await refused(app, path);
    assert.equal(problem.status, 400, path);
    assert.match(String(problem.detail), detail, path);
  }
});

Deno.test("search takes the largest limit that is told", async () => {
  const app = await createFilled(Array.from({ length: 1001 }, (_, i) => event(i)));
  assert.equal(places(await get(app, "?limit=1000")).length, 1000);
  assert.equal(places(await get(app, "")).length, 100);
});

Deno.test("count counts what a query matches", async () => {
  const app = await createFilled();
  assert.deepEqual(await get(app, "/count?q=level:ERROR"), { count: 5 });
  assert.deepEqual(await get(app, "/count?from=2s"), { count: 2 });
});

Deno.test("histogram gives buckets with empty ones, split by a field", async () => {
  const app = await createFilled([event(0), event(1), event(6)]);
  const from = "2025-10-23T14:32:05.123Z";
  assert.deepEqual(await get(app, `/histogram?interval=2s&by=level&from=${from}&to=now`), {
    interval_ms: 2000,
    buckets: [
      { start: "2025-10-23T14:32:04.000Z", count: 1, by: { INFO: 1 } },
      { start: "2025-10-23T14:32:06.000Z", count: 1, by: { ERROR: 1 } },
      { start: "2025-10-23T14:32:08.000Z", count: 0, by: {} },
      { start: "2025-10-23T14:32:10.000Z", count: 1, by: { INFO: 1 } },
      { start: "2025-10-23T14:32:12.000Z", count: 0, by: {} },
      { start: "2025-10-23T14:32:14.000Z", count: 0, by: {} },
    ],
  });
});

Deno.test("histogram chooses an interval that suits the times asked for, or those stored", async () => {
  interface Histogram {
    interval_ms: number;
    buckets: { start: string; count: number; by?: unknown }[];
  }
  const app = await createFilled();
  for (const range of ["", "?from=1h", "?to=now", "?from=30d&to=now", "?from=now+1d"]) {
    const { interval_ms, buckets } = await get<Histogram>(app, `/histogram${range}`);
    assert.ok(interval_ms >= 1, range);
    assert.ok(buckets.length <= 200, range);
    assert.equal(buckets[0]?.by, undefined);
  }
  const { buckets } = await get<Histogram>(app, "/histogram");
  assert.equal(buckets.reduce((total, { count }) => total + count, 0), 10);
  assert.deepEqual((await get<Histogram>(await createFilled([]), "/histogram")).buckets, []);
});

Deno.test("facets give the most frequent values of fields", async () => {
  const app = await createFilled();
  assert.deepEqual(await get(app, "/facets?fields=service,level,none&limit=1&q=level:ERROR"), {
    facets: {
      service: [{ value: "auth-service", count: 3 }],
      level: [{ value: "ERROR", count: 5 }],
      none: [],
    },
  });
  assert.deepEqual(
    Object.keys(JSON.parse(
      JSON.stringify((await get<{ facets: object }>(app, "/facets?fields=__proto__")).facets),
    )),
    ["__proto__"],
  );
});

Deno.test("an event is found by its id, in either case", async () => {
  const app = await createFilled();
  const id = toId(event(4));
  assert.equal((await get<LogDocument>(app, `/${id}`)).message, "message number 4");
  assert.equal((await get<LogDocument>(app, `/${id.toUpperCase()}`)).id, id);
});

Deno.test("an event's context is its neighbours in its source", async () => {
  const app = await createFilled();
  interface Context {
    before: LogDocument[];
    event: LogDocument;
    after: LogDocument[];
  }
  const near = await get<Context>(app, `/${toId(event(4))}/context?before=2&after=1`);
  const numbers = (list: LogDocument[]) => list.map(({ id }) => parseId(id)!.position);
  assert.deepEqual([near.before, [near.event], near.after].map(numbers), [[2, 3], [4], [5]]);
  const wide = await get<Context>(app, `/${toId(event(4))}/context`);
  assert.deepEqual([wide.before.length, wide.after.length], [4, 5]);
});

Deno.test("an unknown id is 404, saying what an id looks like", async () => {
  const app = await createFilled();
  const unknown = toId({ origin: ORIGIN, position: 99 });
  for (const path of [`/${unknown}`, `/${unknown}/context`, "/tails", "/x/context"]) {
    assert.equal((await refused(app, path)).status, 404, path);
  }
  assert.match(String((await refused(app, "/x")).detail), /"x": an id looks like 9f3c5a01-/);
});

Deno.test("search gives up after its deadline, at once, even if the store does not heed it", async () => {
  const signals: AbortSignal[] = [];
  const search = ({ signal }: { signal?: AbortSignal }) => {
    signals.push(signal!);
    return new Promise<never>(() => {});
  };
  const app = createTestApp({ store: { search }, options: { deadlineMs: 1 } });
  const problem = await refused(app, "");
  assert.equal(problem.status, 503);
  assert.match(String(problem.detail), /within 1 ms/);
  assert.equal(signals[0]!.aborted, true);
});

Deno.test("search tells the store when the client goes away", async () => {
  const client = new AbortController();
  const search = ({ signal }: { signal?: AbortSignal }) => {
    client.abort();
    assert.equal(signal!.aborted, true);
    return new Promise<never>(() => {});
  };
  const app = createTestApp({ store: { search } });
  assert.equal((await app.send("/api/v1/logs", { signal: client.signal })).status, 499);
});

Deno.test("search is 503 with Retry-After while the store is unavailable", async () => {
  const error = new UnavailableError("Cannot read logs.db: it is locked", { retryAfterMs: 2100 });
  const app = createTestApp({ store: { search: () => Promise.reject(error) } });
  const answer = await app.send("/api/v1/logs");
  assert.equal(answer.status, 503);
  assert.equal(answer.headers.get("retry-after"), "3");
  assert.equal((await answer.json()).detail, "Cannot read logs.db: it is locked");
});
