import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import type { SinceRequest } from "../../ports/log_store.ts";
import { ArrayStore } from "../../tests/contract/array_store.ts";
import { toEvents } from "../../tests/contract/log_store/case.ts";
import { listKeys, removeKey } from "../../runtime/api_keys.ts";
import { KEY_FRESH_MS } from "./access/keyring.ts";
import { TAILS_MAX } from "./tail.ts";
import { createTestApp, makeKeyHeaders, NOW_MS, type TestAppOptions } from "./testing.ts";
import { dataOf, MessageReader } from "./testing_stream.ts";

const TAIL = "/api/v1/logs/tail";

Deno.test("tail streams what arrives from now on, and begins with where that is", async () => {
  const { store, send } = open();
  await store.writer.append(toEvents(0, 3), null);
  const answer = await send(TAIL);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-type"), "text/event-stream");
  assert.equal(answer.headers.get("cache-control"), "no-store");
  await using messages = new MessageReader(answer);
  const { event, id } = (await messages.next())!;
  assert.deepEqual([event, id], ["ready", "array-3"]);
  await store.writer.append(toEvents(3, 2), null);
  const events = await messages.events(2);
  assert.deepEqual(dataOf(events).map(({ message }) => message), ["event 3", "event 4"]);
});

Deno.test("tail goes on behind Last-Event-ID, else behind `after`, and from the start if told", async () => {
  const { store, send } = open();
  await store.writer.append(toEvents(0, 4), null);
  const cases: [string, string, Record<string, string>][] = [
    ["event 0", "?after=start", {}],
    ["event 2", "?after=array-2", {}],
    ["event 3", "?after=array-2", { "last-event-id": "array-3" }],
    ["event 1", "", { "last-event-id": "array-1" }],
    ["event 2", "?after=array-2", { "last-event-id": "" }],
  ];
  for (const [expected, query, headers] of cases) {
    await using messages = new MessageReader(await send(TAIL + query, { headers }));
    const [first] = dataOf(await messages.events(1));
    assert.equal(first!.message, expected, query);
  }
});

Deno.test("tail gives only what the query takes", async () => {
  const { store, send } = open();
  await store.writer.append(toEvents(0, 9), null);
  await using messages = new MessageReader(await send(`${TAIL}?after=start&q=message:7`));
  assert.deepEqual(dataOf(await messages.events(1)).map(({ message }) => message), ["event 7"]);
});

Deno.test("tail shows the fields that are asked for", async () => {
  const { store, send } = open();
  await store.writer.append(toEvents(0, 1), null);
  const q = encodeURIComponent("* | fields level");
  await using messages = new MessageReader(await send(`${TAIL}?after=start&q=${q}`));
  const [shown] = dataOf(await messages.events(1));
  assert.deepEqual(Object.keys(shown!), ["id", "level"]);
  const refused = await send(`${TAIL}?q=${encodeURIComponent("* | top 3 level")}`);
  assert.match((await refused.json()).detail, /top makes a table/);
});

Deno.test("tail refuses a cursor, a query or a store that is of no use before it begins", async () => {
  const { send } = open();
  const cases: [number, RegExp, string, Record<string, string>][] = [
    [400, /"nonsense" is not a cursor/, "?after=nonsense", {}],
    [400, /"nonsense" is not a cursor/, "", { "last-event-id": "nonsense" }],
    [400, /column 2/, "?q=(", {}],
    [400, /"from" is not a known query parameter/, "?from=15m", {}],
  ];
  for (const [status, detail, query, headers] of cases) {
    const answer = await send(TAIL + query, { headers });
    assert.equal(answer.status, status);
    assert.equal(answer.headers.get("content-type"), "application/problem+json");
    assert.match((await answer.json()).detail, detail);
  }
  const since = () => Promise.reject(new UnavailableError("Cannot read on: away"));
  assert.equal((await createTestApp({ store: { since } }).send(TAIL)).status, 503);
});

Deno.test("tail ends, its reading with it, when its client goes away", async () => {
  const reading = Promise.withResolvers<AbortSignal>();
  const since = (request: SinceRequest) => {
    if (request.waitMs > 0) reading.resolve(request.signal!);
    return store.reader.since(request);
  };
  const { store, send } = open({ since });
  for (const leave of ["cancel", "abort"]) {
    const client = new AbortController();
    const messages = new MessageReader(await send(TAIL, { signal: client.signal }));
    await messages.next();
    const ended = messages.next();
    const signal = await reading.promise;
    if (leave === "abort") client.abort();
    await messages[Symbol.asyncDispose]();
    await ended;
    assert.equal(signal.aborted, true);
  }
});

Deno.test("tail lets a bounded number of clients follow, and others once these are gone", async () => {
  const { send } = open();
  const clients: MessageReader[] = [];
  for (let i = 0; i < TAILS_MAX; i++) clients.push(new MessageReader(await send(TAIL)));
  const refused = await send(TAIL);
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get("retry-after"), "5");
  assert.match((await refused.json()).detail, /Cannot follow the logs now: 64 others do/);
  for (const client of clients) await client[Symbol.asyncDispose]();
  await using _ = new MessageReader(await send(TAIL));
});

Deno.test("tail frees one place for a client that is gone, however often that is told", async () => {
  const { send } = open();
  const gone = new AbortController();
  const { body } = await send(TAIL, { signal: gone.signal });
  gone.abort();
  await body!.cancel();
  const clients: MessageReader[] = [];
  for (let i = 0; i < TAILS_MAX; i++) clients.push(new MessageReader(await send(TAIL)));
  assert.equal((await send(TAIL)).status, 503);
  for (const client of clients) await client[Symbol.asyncDispose]();
});

Deno.test("tail keeps no place for a question for its headers, or one that is refused", async () => {
  const { send } = open();
  for (let i = 0; i < TAILS_MAX; i++) {
    const { status, body } = await send(TAIL, { method: "HEAD" });
    assert.deepEqual([status, body], [200, null]);
    assert.equal((await send(`${TAIL}?after=nonsense`)).status, 400);
  }
  await using _ = new MessageReader(await send(TAIL));
});

Deno.test("tail ends in good order when the service closes, also a client that takes nothing", async () => {
  const closing = new AbortController();
  const { send } = open({ signals: { closing: closing.signal } });
  await using waiting = new MessageReader(await send(TAIL));
  const { body } = await send(TAIL);
  assert.equal((await waiting.next())!.event, "ready");
  const last = waiting.next();
  closing.abort();
  assert.equal(await last, null);
  assert.deepEqual(await Array.fromAsync(body!), []);
  assert.deepEqual(await Array.fromAsync((await send(TAIL)).body!), []);
});

Deno.test("tail breaks off where the service has a fault, which is logged", async () => {
  const since = ({ waitMs, ...request }: SinceRequest) => {
    if (waitMs === 0) return store.reader.since({ ...request, waitMs });
    return Promise.reject(new TypeError("x is undefined"));
  };
  const { store, send, logged } = open({ since });
  const messages = new MessageReader(await send(TAIL));
  await messages.next();
  await assert.rejects(messages.next(), (error) => /Cannot go on with GET/.test(String(error)));
  assert.match(logged.join(), /GET \/api\/v1\/logs\/tail: TypeError: x is undefined/);
});

Deno.test("tail ends, with nothing more, once its caller's key is revoked or has expired", async () => {
  let nowMs = NOW_MS;
  const test = open({ options: { apiKeys: "required" }, now: () => nowMs });
  const { state } = test.ports;
  const lasting = await makeKeyHeaders(test, ["read"]);
  const [kept] = await listKeys(state);
  const ending = await makeKeyHeaders(test, ["read"], { expiresMs: NOW_MS + 2 * KEY_FRESH_MS });
  const answers = await Promise.all(
    [lasting, ending].map((headers) => test.send(TAIL, { headers })),
  );
  await using revoked = new MessageReader(answers[0]!);
  await using expired = new MessageReader(answers[1]!);
  for (const each of [revoked, expired]) assert.equal((await each.next())!.event, "ready");
  await removeKey(state, kept!);
  nowMs += KEY_FRESH_MS;
  await test.store.writer.append(toEvents(0, 1), null);
  assert.equal(await revoked.next(), null);
  assert.equal((await expired.next())!.event, "log");
  nowMs += KEY_FRESH_MS;
  await test.store.writer.append(toEvents(1, 1), null);
  assert.equal(await expired.next(), null);
});

type OpenOptions = Pick<TestAppOptions, "signals" | "options" | "now"> & {
  readonly since?: ArrayStore["reader"]["since"];
};

function open({ since, ...options }: OpenOptions = {}) {
  const store = new ArrayStore();
  const reader = { ...store.reader, ...since && { since } };
  return { store, ...createTestApp({ store: reader, ...options }) };
}
