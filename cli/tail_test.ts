import assert from "node:assert/strict";
import { deadline, testEvent, testEvents } from "../client/testing.ts";
import { UnavailableError } from "../core/errors.ts";
import type { LogReader, SinceRequest } from "../ports/log_store.ts";
import { ArrayStore } from "../tests/contract/array_store.ts";
import type { Output } from "./output.ts";
import { readAsked } from "./read_filter.ts";
import { openStoreSource } from "./store_source.ts";
import { follow, type Tail } from "./tail.ts";

/** Keeps what is written; `onWrite` is told of each. */
function createKeeper(onWrite: (text: string) => void = () => {}): Output & { text: string } {
  const keeper = {
    text: "",
    isTerminal: false,
    broken: new AbortController().signal,
    failure: null,
    write(data: string | Uint8Array) {
      keeper.text += data;
      onWrite(keeper.text);
    },
  };
  return keeper;
}

/** Places of the events that are printed, until there are so many. */
async function print(
  reader: LogReader,
  tail: Omit<Tail, "asked"> & { from?: string },
  count: number,
) {
  const stop = new AbortController();
  const reason = new Error("enough");
  const stdout = createKeeper((text) => {
    if (text.split("\n").length > count) stop.abort(reason);
  });
  const stderr = createKeeper();
  const asked = readAsked({ words: ["message"], from: tail.from }, "events");
  const ways = { stdout, stderr, signal: stop.signal };
  await assert.rejects(deadline(follow(openStoreSource(reader), { ...tail, asked }, ways)), reason);
  const places = [...stdout.text.matchAll(/message number (\d+)$/gm)].map(([, n]) => Number(n));
  return { places, stderr: stderr.text };
}

/** A store in which this arrives once its end was asked for. */
async function createStore(later: readonly number[]) {
  const store = new ArrayStore();
  await store.writer.append(testEvents(5), null);
  const since = async (request: SinceRequest) => {
    const arrived = await store.reader.since(request);
    if (request.after === "end") await store.writer.append(later.map((n) => testEvent(n)), null);
    return arrived;
  };
  return { ...store.reader, since };
}

Deno.test("tail prints what arrives from now on", async () => {
  const { places } = await print(await createStore([5, 6]), {}, 2);
  assert.deepEqual(places, [5, 6]);
});

Deno.test("tail prints first what is there, each event once, though some arrive meanwhile", async () => {
  const last = await print(await createStore([5, 6]), { last: 4 }, 4);
  assert.deepEqual(last.places, [3, 4, 5, 6]);
  const from = new Date(testEvent(3).timestampMs).toISOString();
  assert.deepEqual((await print(await createStore([5]), { from }, 3)).places, [3, 4, 5]);
  const store = new ArrayStore();
  await store.writer.append(testEvents(5), null);
  let searches = 0;
  const search = async (request: Parameters<LogReader["search"]>[0]) => {
    if (searches++ === 0) await store.writer.append([testEvent(5)], null);
    return await store.reader.search(request);
  };
  const since = async (request: SinceRequest) => {
    if (request.waitMs > 0) await store.writer.append([testEvent(6)], null);
    return await store.reader.since(request);
  };
  const { places } = await print({ ...store.reader, search, since }, { last: 2 }, 3);
  assert.deepEqual(places, [4, 5, 6]);
});

Deno.test("tail says once that the store is away, and when it goes on", async () => {
  const store = new ArrayStore();
  let failures = 0;
  const since = async (request: SinceRequest) => {
    if (request.waitMs > 0 && failures++ < 2) throw new UnavailableError("Cannot read: \x1b away");
    if (request.waitMs > 0) await store.writer.append([testEvent(1)], null);
    return await store.reader.since(request);
  };
  const { places, stderr } = await print({ ...store.reader, since }, {}, 1);
  assert.deepEqual(places, [1]);
  assert.equal(
    stderr,
    "logflow: Cannot read: \\u001b away; trying again\nlogflow: it goes on\n",
  );
});
