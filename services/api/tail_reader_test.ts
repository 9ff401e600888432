import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import { parseQuery } from "../../core/query/parse_query.ts";
import type { Arrived, SinceRequest } from "../../ports/log_store.ts";
import { createGate } from "../../runtime/gate.ts";
import { ArrayStore } from "../../tests/contract/array_store.ts";
import { toEvent, toEvents } from "../../tests/contract/log_store/case.ts";
import { settle, VirtualClock } from "../../tests/virtual_clock.ts";
import { BEHIND_MS, HEARTBEAT_MS, TailReader } from "./tail_reader.ts";
import { dataOf, type Message, messagesOf } from "./testing_stream.ts";

Deno.test("TailReader begins with its cursor, and gives each event with the cursor behind it", async () => {
  const { store, tail } = open();
  await store.writer.append(toEvents(0, 3), null);
  assert.deepEqual(await next(tail), [
    { event: "ready", id: "array-0", data: "{}", retry: "2000" },
  ]);
  const messages = await next(tail);
  assert.deepEqual(messages.map(({ event, id }) => [event, id]), [
    ["log", "array-1"],
    ["log", "array-2"],
    ["log", "array-3"],
  ]);
  assert.deepEqual(dataOf(messages).map(({ message }) => message), [
    "event 0",
    "event 1",
    "event 2",
  ]);
});

Deno.test("TailReader goes on behind any of its messages without a gap or a repeat", async () => {
  const { store, tail } = open({ query: "wanted" });
  const events = Array.from(
    { length: 40 },
    (_, i) => toEvent(i, i % 3 ? {} : { message: "wanted" }),
  );
  await store.writer.append(events, null);
  const messages = [...await next(tail), ...await next(tail)];
  const all = dataOf(messages).map(({ id }) => id);
  assert.equal(all.length, 14);
  for (const [index, { id }] of messages.entries()) {
    const other = open({ store, cursor: id, query: "wanted", isLive: false });
    await next(other.tail);
    const rest = index === messages.length - 1 ? [] : dataOf(await next(other.tail));
    assert.deepEqual(rest.map(({ id }) => id), all.slice(index));
  }
});

Deno.test("TailReader gives a sign of life with a cursor that has moved on, though nothing matches", async () => {
  const { store, tail, asked } = open({ query: "wanted", waitMs: 0 });
  await next(tail);
  await store.writer.append(toEvents(0, 5), null);
  assert.deepEqual(await next(tail), [{ comment: "heartbeat", id: "array-5" }]);
  assert.deepEqual(asked.map(({ waitMs }) => waitMs), [HEARTBEAT_MS]);
});

Deno.test("TailReader waits for one event, and reads what else is there in bounded pieces", async () => {
  const { store, tail, asked } = open();
  const message = "x".repeat(30_000);
  await store.writer.append(toEvents(0, 40, { message }), null);
  await next(tail);
  const pieces: number[] = [];
  while (sum(pieces) < 40) pieces.push((await next(tail)).length);
  assert.deepEqual(pieces, [5, 5, 5, 5, 5, 5, 5, 5]);
  assert.deepEqual(asked.slice(0, 3).map(({ limit }) => limit), [1, 16, 1]);
  assert.ok(asked.slice(3).every(({ limit }) => limit <= 8), "no more is read than is given");
});

Deno.test("TailReader moves a client on that was up to date and then takes too long, and tells what it missed", async () => {
  const { store, tail, clock } = open({ query: "event" });
  await next(tail);
  await store.writer.append(toEvents(0, 2), null);
  assert.equal((await next(tail)).length, 2);
  await store.writer.append([...toEvents(2, 1200), toEvent(1202, { message: "other" })], null);
  clock.nowMs += BEHIND_MS + 1;
  assert.deepEqual(await next(tail), [
    { event: "missed", id: "array-1203", data: '{"count":1200}' },
  ]);
  await store.writer.append(toEvents(1203, 1), null);
  assert.deepEqual(dataOf(await next(tail)).map(({ message }) => message), ["event 1203"]);
});

Deno.test("TailReader moves a client on that is behind for long, though it takes each piece soon", async () => {
  const { store, tail, clock } = open();
  await store.writer.append(toEvents(0, 1, { message: "first" }), null);
  await next(tail);
  await next(tail);
  await store.writer.append(toEvents(1, 1000, { message: "x".repeat(10_000) }), null);
  let given = 0;
  for (let ms = 0; ms <= BEHIND_MS; ms += 1000) {
    const messages = await next(tail);
    assert.equal(messages[0]!.event, "log");
    given += messages.length;
    clock.nowMs += 1000;
  }
  const [missed] = await next(tail);
  assert.deepEqual([missed!.event, missed!.data], ["missed", `{"count":${1000 - given}}`]);
});

Deno.test("TailReader tells of nothing missed where a slow client missed nothing", async () => {
  const { store, tail, clock } = open();
  await next(tail);
  clock.nowMs += 10 * BEHIND_MS;
  const reading = next(tail);
  await settle();
  await store.writer.append(toEvents(0, 1), null);
  assert.deepEqual(dataOf(await reading).map(({ message }) => message), ["event 0"]);
});

Deno.test("TailReader lets a client catch up as slowly as it likes", async () => {
  const { store, tail, clock } = open({ isLive: false });
  await store.writer.append(toEvents(0, 100, { message: "x".repeat(10_000) }), null);
  await next(tail);
  let given = 0;
  while (given < 100) {
    clock.nowMs += 10 * BEHIND_MS;
    given += dataOf(await next(tail)).length;
  }
  assert.equal(given, 100);
});

Deno.test("TailReader tells that the store is away, waits longer each time, and goes on where it was", async () => {
  const { store, tail, clock, fail } = open();
  await store.writer.append(toEvents(0, 3), null);
  await next(tail);
  const start = clock.nowMs;
  fail.push(...Array.from({ length: 3 }, () => new UnavailableError("Cannot read on: away")));
  for (let i = 0; i < 3; i++) {
    const reading = next(tail);
    await clock.pass(400);
    const detail = { status: 503, detail: "Cannot read on: away" };
    assert.deepEqual(await reading, [
      { event: "problem", id: "array-0", data: JSON.stringify(detail) },
    ]);
  }
  const reading = next(tail);
  await clock.pass(400);
  assert.equal(dataOf(await reading).length, 3);
  assert.equal(clock.nowMs, start + 1600);
});

Deno.test("TailReader gives what it has where the store goes away while it reads more", async () => {
  const { store, tail, fail } = open();
  await store.writer.append(toEvents(0, 3), null);
  await next(tail);
  fail.push(null, new UnavailableError("Cannot read on: away"));
  assert.deepEqual(dataOf(await next(tail)).map(({ message }) => message), ["event 0"]);
  assert.deepEqual(dataOf(await next(tail)).map(({ message }) => message), ["event 1", "event 2"]);
});

Deno.test("TailReader counts on where the store goes away while it counts", async () => {
  const { store, tail, clock, fail } = open();
  await store.writer.append(toEvents(0, 1), null);
  await next(tail);
  await next(tail);
  await store.writer.append(toEvents(1, 1500), null);
  clock.nowMs += BEHIND_MS + 1;
  const { cursor, ...end } = await store.reader.since({ after: "start", limit: 0, waitMs: 0 });
  assert.equal(cursor, "array-1501");
  fail.push({ ...end, matched: 1000, cursor: "array-1001", isEnd: false });
  fail.push(new UnavailableError("Cannot read on: away"));
  assert.equal((await next(tail))[0]!.event, "problem");
  const reading = next(tail);
  await clock.pass(100);
  assert.deepEqual((await reading).map(({ data }) => data), ['{"count":1500}']);
});

Deno.test("TailReader ends where its cursor is of no use any more, and says why", async () => {
  const { tail, fail } = open();
  await next(tail);
  fail.push(new RangeError("Cannot read on: made anew; begin from the start"));
  const [problem] = await next(tail);
  assert.equal(problem!.event, "problem");
  assert.match(problem!.data!, /"status":400,"detail":".*begin from the start"/);
  assert.equal(await tail.next(new AbortController().signal), null);
});

interface OpenOptions {
  readonly store?: ArrayStore;
  readonly query?: string;
  readonly cursor?: string;
  readonly isLive?: boolean;
  /** In place of what is asked for. */
  readonly waitMs?: number;
}

function open(options: OpenOptions = {}) {
  const { store = new ArrayStore(), query = "", cursor = "array-0", isLive = true } = options;
  const clock = new VirtualClock();
  const asked: SinceRequest[] = [];
  /** What the next readings fail with, or give; null = what the store does. */
  const fail: (Error | Arrived | null)[] = [];
  const since = (request: SinceRequest) => {
    asked.push(request);
    const instead = fail.shift() ?? null;
    if (instead instanceof Error) return Promise.reject(instead);
    if (instead !== null) return Promise.resolve(instead);
    return store.reader.since({ ...request, waitMs: options.waitMs ?? request.waitMs });
  };
  const tail = new TailReader({
    ...{ store: { since }, query: parseQuery(query), fields: null, cursor, isLive },
    readings: createGate(1),
    clock: { nowMs: () => clock.nowMs, wait: clock.wait },
  });
  return { store, tail, clock, asked, fail };
}

async function next(tail: TailReader): Promise<Message[]> {
  const bytes = await tail.next(new AbortController().signal);
  return messagesOf(bytes === null ? "" : new TextDecoder().decode(bytes));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
