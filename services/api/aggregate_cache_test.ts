import assert from "node:assert/strict";
import { openMemoryCache } from "../../adapters/memory/cache.ts";
import { UnavailableError } from "../../core/errors.ts";
import type { AggregateRequest, Aggregates } from "../../ports/log_store.ts";
import { CACHE_BYTES_MAX } from "../../ports/cache.ts";
import { ArrayStore } from "../../tests/contract/array_store.ts";
import { toEvents } from "../../tests/contract/log_store/case.ts";
import { settle } from "../../tests/virtual_clock.ts";
import { SEARCHES_MAX } from "./app.ts";
import { createTestApp } from "./testing.ts";

const LOGS = "/api/v1/logs";
const OVER = "from=2025-10-23T15:30:00Z&to=2025-10-23T15:30:05Z";
const START_MS = Date.parse("2025-10-23T15:35:05Z");

const COUNTS = [
  `count?${OVER}`,
  `histogram?by=level&interval=1s&${OVER}`,
  `facets?fields=level,service&${OVER}`,
  `stats?q=* | stats count(), max(timestamp) by service&${OVER}`,
];

Deno.test("counts of times that are over come from the cache for a minute, and tell their age", async () => {
  const { get, asked, clock } = await open();
  for (const path of COUNTS) {
    const first = await get(path);
    clock.nowMs += 59_999;
    const again = await get(path);
    assert.deepEqual(again.body, first.body, path);
    assert.deepEqual([first.age, again.age, asked.length], [null, "59", 1], path);
    clock.nowMs += 1;
    assert.deepEqual([(await get(path)).age, asked.length], [null, 2], path);
    asked.length = 0;
    clock.nowMs += 60_000;
  }
});

Deno.test("counts of times that are open, or just over, are counted each time", async () => {
  const { get, asked, clock } = await open();
  clock.nowMs -= 1;
  const paths = [
    `count?${OVER}`,
    "count",
    "count?from=2025-10-23",
    "count?to=2025-10-23",
    "count?q=timestamp:>2025-10-23&to=now",
  ];
  for (const path of paths) {
    await get(path);
    await get(path);
    assert.equal(asked.splice(0).length, 2, path);
  }
});

Deno.test("the same question is known however it is written, and no other is taken for it", async () => {
  const { get, asked } = await open();
  const same = [
    `count?${OVER}&q=level:INFO service:x`,
    `count?${OVER}&q=level:info  AND (service:"x")`,
    `count?from=${
      Date.parse("2025-10-23T15:30:00Z")
    }&to=2025-10-23 15:30:05&q=level:INFO service:x`,
  ];
  for (const path of same) await get(path);
  assert.equal(asked.splice(0).length, 1);
  const different = [
    `count?${OVER}`,
    `count?${OVER}&q=level:INFO`,
    "count?from=2025-10-23T15:30:00Z&to=2025-10-23T15:30:04Z",
    "count?from=2025-10-23T15:30:01Z&to=2025-10-23T15:30:05Z",
    "count?q=timestamp:[2025-10-23 TO 2025-10-23T15:00:00Z}",
    `histogram?interval=1s&${OVER}`,
    `histogram?interval=2s&${OVER}`,
    `histogram?interval=1s&by=level&${OVER}`,
    `facets?fields=level&${OVER}`,
    `facets?fields=level&limit=3&${OVER}`,
    `stats?q=* | stats count()&${OVER}`,
    `stats?q=* | stats count() by level&${OVER}`,
  ];
  for (const path of [...different, ...different]) await get(path);
  assert.equal(asked.length, different.length);
});

Deno.test("a client may have it counted anew, and what it is told is what others are told then", async () => {
  const { get, asked, store } = await open();
  assert.equal((await get(`count?${OVER}`)).body.count, 5);
  store.remove(({ position }) => position === 0);
  assert.equal((await get(`count?${OVER}`)).body.count, 5);
  for (const value of ["no-cache", "max-age=0, No-Cache", "no-store"]) {
    const fresh = await get(`count?${OVER}`, { headers: { "cache-control": value } });
    assert.deepEqual([fresh.body.count, fresh.age], [4, null], value);
  }
  assert.equal(
    (await get(`count?${OVER}`, { headers: { "cache-control": "max-age=5" } })).age,
    "0",
  );
  assert.equal(asked.length, 4);
});

Deno.test("nothing that was counted before a DELETE is told after it", async () => {
  const { get, asked, send } = await open({ atOnce: true });
  await get(`count?${OVER}`);
  assert.equal((await send(`${LOGS}?before=2025-10-23`, { method: "DELETE" })).status, 202);
  assert.equal((await get(`count?${OVER}`)).age, null);
  assert.equal(asked.length, 2);
});

Deno.test("what several ask at the same time is counted once, also when some of them leave", async () => {
  const { get, asked, hold } = await open();
  const begun = hold();
  const clients = Array.from({ length: 2 * SEARCHES_MAX }, () => new AbortController());
  const answers = clients.map(({ signal }) => get(`count?${OVER}`, { signal }));
  const counted = await begun.promise;
  await settle(); // The others join.
  clients[0]!.abort();
  assert.equal((await answers[0]!).status, 499);
  assert.equal(asked[0]!.signal!.aborted, false);
  counted.resolve(await counted.aggregates());
  for (const answer of answers.slice(1)) assert.equal((await answer).body.count, 5);
  assert.equal(asked.length, 1);
});

Deno.test("a count that nobody waits for any more is given up", async () => {
  const { get, asked, hold } = await open();
  const begun = hold();
  const client = new AbortController();
  const answer = get(`count?${OVER}`, { signal: client.signal });
  const { reject } = await begun.promise;
  client.abort();
  assert.equal((await answer).status, 499);
  assert.equal(asked[0]!.signal!.aborted, true);
  reject(asked[0]!.signal!.reason);
  assert.equal((await get(`count?${OVER}`)).body.count, 5);
});

Deno.test("failures, what is too long, and what JSON cannot tell are not kept", async () => {
  const { get, asked, give } = await open();
  const none = { count: 1, histogram: null, facets: null };
  const value = "ä".repeat(CACHE_BYTES_MAX / 2);
  const answers: [string, () => Aggregates][] = [
    [COUNTS[0]!, () => {
      throw new UnavailableError("Cannot count: away");
    }],
    [COUNTS[0]!, () => {
      throw new RangeError("Cannot count: too many");
    }],
    [COUNTS[2]!, () => ({ ...none, facets: { level: [{ value, count: 1 }], service: [] } })],
    [COUNTS[3]!, () => ({ ...none, stats: [{ keys: ["x"], values: [1, Infinity] }] })],
  ];
  for (const [path, answer] of answers) {
    give(answer);
    const first = await get(path);
    give(answer);
    const again = await get(path);
    assert.deepEqual([again.status, again.age], [first.status, null], path);
    assert.equal(asked.splice(0).length, 2, path);
  }
});

Deno.test("what stands in the cache and is not of this program is passed over", async () => {
  const values = ["", "null", "[]", '{"at":1}', '{"at":"1","aggregates":{"count":1}}', "{"];
  for (const value of values) {
    const cache = { ...openMemoryCache(), get: () => Promise.resolve(value) };
    const { get } = await open({ cache: Object.assign(openMemoryCache(), { get: cache.get }) });
    const { status, body, age } = await get(`count?${OVER}`);
    assert.deepEqual([status, body.count, age], [200, 5, null], value);
  }
});

interface OpenOptions {
  readonly cache?: ReturnType<typeof openMemoryCache>;
  /** Nobody waits for what others are to do. */
  readonly atOnce?: boolean;
}

interface Held extends PromiseWithResolvers<Aggregates> {
  /** What would have been answered. */
  aggregates(): Promise<Aggregates>;
}

async function open({ cache, atOnce = false }: OpenOptions = {}) {
  const store = new ArrayStore();
  await store.writer.append(toEvents(0, 10), null);
  const clock = { nowMs: START_MS };
  const asked: AggregateRequest[] = [];
  const given: ((request: AggregateRequest) => Promise<Aggregates>)[] = [];
  const aggregate = (request: AggregateRequest) => {
    asked.push(request);
    return (given.shift() ?? store.reader.aggregate)(request);
  };
  const now = () => clock.nowMs;
  let waitedMs = 0;
  const wait = (ms: number) => Promise.resolve(void (waitedMs += ms));
  const app = createTestApp({
    ...{ now, cache: cache ?? openMemoryCache({ now }), store: { ...store.reader, aggregate } },
    ...atOnce && { options: { clock: { nowMs: () => waitedMs, wait } } },
  });
  return {
    ...app,
    ...{ store, clock, asked },
    /** Answers the next question in place of the store. */
    give: (answer: () => Aggregates) => void given.push(() => Promise.try(answer)),
    /** Holds the next question up. */
    hold() {
      const begun = Promise.withResolvers<Held>();
      given.push((request) => {
        const held = Promise.withResolvers<Aggregates>();
        begun.resolve({ ...held, aggregates: () => store.reader.aggregate(request) });
        return held.promise;
      });
      return begun;
    },
    async get(path: string, init: RequestInit = {}) {
      const answer = await app.send(`${LOGS}/${path.replaceAll(" ", "%20")}`, init);
      const { status, headers } = answer;
      const { took_ms: _, ...body } = await answer.json();
      return { status, body, age: headers.get("age") };
    },
  };
}
