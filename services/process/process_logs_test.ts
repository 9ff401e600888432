import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { openSqliteBus } from "../../adapters/sqlite/bus.ts";
import { ConflictError, UnavailableError } from "../../core/errors.ts";
import type { LogEvent } from "../../core/event.ts";
import type { RawBatch } from "../../core/raw_batch.ts";
import type { Bus, BusRecord } from "../../ports/bus.ts";
import type { LogWriter } from "../../ports/log_store.ts";
import { ArrayStore } from "../../tests/contract/array_store.ts";
import { linesOf, makeBatch } from "../../tests/contract/make_batch.ts";
import { PROCESS_GROUP, processLogs } from "./process_logs.ts";

const LINE = "2025-10-23 14:32:15 ERROR [payment-service] card declined";

Deno.test("processLogs stores what was shipped and acknowledges it after that", async () => {
  await using setup = await openSetup();
  const { bus, store } = setup;
  await bus.publish("logs-raw", [makeBatch({ lines: [LINE, "anything"] })]);
  await setup.runUntil(() => store.events().length === 2);
  assert.deepEqual(store.events().map(({ level, message }) => [level, message]), [
    ["ERROR", "card declined"],
    ["UNKNOWN", "anything"],
  ]);
  assert.equal((await bus.status("logs-raw")).kept, 0, "acknowledged and trimmed");
});

Deno.test("processLogs waits while the store is unavailable, and loses and doubles nothing", async () => {
  await using setup = await openSetup();
  const { bus, store } = setup;
  let refusals = 2;
  const append: LogWriter["append"] = (events, position) => {
    if (refusals-- > 0) {
      return Promise.reject(new UnavailableError("Cannot append: full", { retryAfterMs: 1 }));
    }
    return store.writer.append(events, position);
  };
  await bus.publish("logs-raw", [makeBatch({ lines: [LINE] })]);
  await setup.runUntil(() => store.events().length === 1, { ...store.writer, append });
  assert.equal(refusals, -1);
});

Deno.test("processLogs acknowledges once the bus can note it, without storing again", async () => {
  await using setup = await openSetup();
  const { bus, store } = setup;
  let appends = 0;
  let refusals = 2;
  const append: LogWriter["append"] = (events, position) => {
    appends++;
    return store.writer.append(events, position);
  };
  const onAck = () => {
    if (refusals-- <= 0) return Promise.resolve();
    return Promise.reject(new UnavailableError("Cannot write to bus: full", { retryAfterMs: 1 }));
  };
  await bus.publish("logs-raw", [makeBatch({ lines: [LINE] })]);
  await setup.runUntil(() => refusals < 0, { ...store.writer, append }, onAck);
  assert.equal(appends, 1);
  assert.equal((await bus.status("logs-raw")).kept, 0);
});

Deno.test("processLogs sends what the store refuses to logs-dead with its reason and bytes", async () => {
  await using setup = await openSetup();
  const { bus, store } = setup;
  const refuse = (event: LogEvent) => event.message === "anything";
  const append: LogWriter["append"] = async (events, position) => {
    const result = await store.writer.append(events.filter((event) => !refuse(event)), position);
    return {
      ...result,
      rejected: events.filter(refuse).map((event) => ({ event, reason: "too odd" })),
    };
  };
  const batch = makeBatch({ lines: [LINE, "anything", LINE], begin: 700 });
  await bus.publish("logs-raw", [batch]);
  await setup.runUntil(async () => (await deadLetters(bus)).length === 1, {
    ...store.writer,
    append,
  });
  const dead = (await deadLetters(bus))[0]!.batch!;
  assert.deepEqual(linesOf(dead), ["anything"]);
  assert.equal(dead.reason, "too odd");
  assert.deepEqual([dead.origin, dead.begin, dead.positions[0], dead.ends[0]], [
    batch.origin,
    batch.ends[0],
    batch.positions[1],
    batch.ends[1],
  ]);
});

Deno.test("processLogs sends a damaged record of the bus to logs-dead with its bytes and goes on", async () => {
  await using setup = await openSetup();
  const { bus, store } = setup;
  await bus.publish("logs-raw", [makeBatch({ lines: ["first"] })]);
  await bus.publish("logs-raw", [makeBatch({ lines: ["second"], begin: 100 })]);
  damageFirstRecord(setup.path);
  await setup.runUntil(async () =>
    store.events().length === 1 && (await deadLetters(bus)).length === 1
  );
  assert.equal(store.events()[0]!.message, "second");
  const dead = (await deadLetters(bus))[0]!.batch!;
  assert.match(dead.reason!, /CRC|checksum/i);
  assert.ok(dead.bytes.length > "first".length);
});

Deno.test("processLogs reads again what the bus still keeps when the store is a new one", async () => {
  await using setup = await openSetup();
  const { bus, store } = setup;
  const keeper = bus.subscribe("logs-raw", { group: "keeper", signal: setup.stop })
    [Symbol.asyncIterator]();
  await bus.publish("logs-raw", [makeBatch({ lines: ["kept"] })]);
  await keeper.next();
  await setup.runUntil(async () => await acknowledged(bus) >= 0);
  assert.equal(store.events().length, 1);
  const renewed = new ArrayStore();
  await setup.runUntil(() => renewed.events().length === 1, renewed.writer);
});

Deno.test("processLogs goes on after what is stored where it ended before acknowledging", async () => {
  await using setup = await openSetup();
  const { bus, store } = setup;
  await bus.publish("logs-raw", [makeBatch({ lines: ["one", "two"] })]);
  const died = new Error("killed");
  const append: LogWriter["append"] = async (events, position) => {
    await store.writer.append(events, position);
    throw died;
  };
  await assert.rejects(setup.runUntil(() => false, { ...store.writer, append }), died);
  assert.equal(await acknowledged(bus), -1);
  await bus.publish("logs-raw", [makeBatch({ lines: ["three"], begin: 8 })]);
  await setup.runUntil(async () => await acknowledged(bus) >= 1);
  assert.deepEqual(store.events().map(({ message }) => message), ["one", "two", "three"]);
  assert.equal((await store.reader.status()).duplicates, 0);
});

Deno.test("processLogs begins anew behind what another writer stored meanwhile", async () => {
  await using setup = await openSetup();
  const { bus, store } = setup;
  await bus.publish("logs-raw", [makeBatch({ lines: ["one"] })]);
  await bus.publish("logs-raw", [makeBatch({ lines: ["two"], begin: 4 })]);
  const [first] = await bus.read("logs-raw", [], 1);
  const calls: string[] = [];
  const append: LogWriter["append"] = async (events, position) => {
    calls.push(events.map(({ message }) => message).join());
    if (calls.length > 1) return await store.writer.append(events, position);
    await store.writer.append(events.slice(0, 1), first!.position);
    throw new ConflictError("another went on");
  };
  await setup.runUntil(() => store.events().length === 2, { ...store.writer, append });
  assert.deepEqual(calls, ["one,two", "two"]);
  assert.equal(await acknowledged(bus), 1);
});

Deno.test("processLogs stores a large delivery in pieces, in order, its position with the last", async () => {
  await using setup = await openSetup();
  const { bus, store } = setup;
  const batches: RawBatch[] = [];
  for (let first = 0; first < 15_000; first += 5000) {
    const lines = Array.from({ length: 5000 }, (_, i) => `line ${first + i}`);
    batches.push(makeBatch({ lines, begin: batches.at(-1)?.ends.at(-1) ?? 0 }));
  }
  await bus.publish("logs-raw", batches);
  const appends: [events: number, more: boolean][] = [];
  const refuse = ({ message }: LogEvent) => message === "line 12345";
  const append: LogWriter["append"] = async (events, position, more = false) => {
    appends.push([events.length, more]);
    const taken = events.filter((event) => !refuse(event));
    const isPart = more || taken.length < events.length;
    const result = await store.writer.append(taken, position, isPart);
    if (appends.length === 1) throw died;
    const rejected = events.filter(refuse).map((event) => ({ event, reason: "too odd" }));
    return { ...result, rejected };
  };
  const died = new Error("killed between two pieces");
  await assert.rejects(setup.runUntil(() => false, { ...store.writer, append }), died);
  await setup.runUntil(async () => await acknowledged(bus) >= 0, { ...store.writer, append });
  assert.deepEqual(appends, [[10_000, true], [10_000, true], [5000, false], [0, false]]);
  const numbers = Array.from({ length: 15_000 }, (_, i) => i).filter((i) => i !== 12_345);
  assert.deepEqual(store.events().map(({ message }) => message), numbers.map((i) => `line ${i}`));
  assert.deepEqual((await deadLetters(bus)).map(({ batch }) => linesOf(batch!)), [["line 12345"]]);
});

Deno.test("processLogs does not go on with what was taken back while the store was away", async () => {
  await using setup = await openSetup();
  const { bus, store } = setup;
  await bus.publish("logs-raw", [makeBatch({ lines: [LINE] })]);
  let isCurrent = true;
  let tries = 0;
  const append: LogWriter["append"] = () => {
    tries++;
    isCurrent = false;
    return Promise.reject(new UnavailableError("Cannot append: away", { retryAfterMs: 1 }));
  };
  const stop = new AbortController();
  const taken: Bus = {
    ...watch(bus, () => Promise.resolve(stop.abort())),
    async *subscribe(topic, options) {
      for await (const delivery of watch(bus, () => Promise.resolve()).subscribe(topic, options)) {
        const ack = () => Promise.resolve(stop.abort());
        yield { ...delivery, ack, isCurrent: () => isCurrent };
      }
    },
  };
  await processLogs({ bus: taken, store: { ...store.writer, append }, now: Date.now }, stop.signal);
  assert.equal(tries, 1);
});

Deno.test("processLogs announces each piece while the one before it is being stored", async () => {
  await using setup = await openSetup();
  const { bus, store } = setup;
  const lines = Array.from({ length: 8000 }, (_, i) => `line ${i}`);
  const first = makeBatch({ lines });
  await bus.publish("logs-raw", [first, makeBatch({ lines, begin: first.ends.at(-1)! })]);
  const calls: string[] = [];
  const known = new Map<readonly LogEvent[], number>();
  const name = (events: readonly LogEvent[]) => {
    if (!known.has(events)) known.set(events, known.size);
    return known.get(events);
  };
  const writer: LogWriter = {
    ...store.writer,
    ahead: (events) => void calls.push(`ahead ${name(events)}`),
    async append(events, position, more) {
      calls.push(`append ${name(events)}`);
      const result = await store.writer.append(events, position, more);
      calls.push(`stored ${name(events)}`);
      return result;
    },
  };
  await setup.runUntil(async () => await acknowledged(bus) >= 0, writer);
  assert.deepEqual(calls, [
    "ahead 0",
    "append 0",
    "ahead 1",
    "stored 0",
    "append 1",
    "stored 1",
  ]);
});

async function acknowledged(bus: Bus): Promise<number> {
  const { groups } = await bus.status("logs-raw");
  return groups.find(({ group }) => group === PROCESS_GROUP)?.positions[0]?.offset ?? -1;
}

function deadLetters(bus: Bus): Promise<BusRecord[]> {
  return bus.read("logs-dead", [], 10);
}

function damageFirstRecord(path: string): void {
  using database = new DatabaseSync(path);
  database.exec(
    "UPDATE log SET data = zeroblob(length(data)) WHERE key = (SELECT min(key) FROM log)",
  );
}

async function openSetup() {
  const folder = await Deno.makeTempDir({ prefix: "logflow-process-" });
  const path = `${folder}/bus.db`;
  const bus = await openSqliteBus({ path, bytesMax: 1 << 20, pollMs: 2 });
  const store = new ArrayStore();
  const ended = new AbortController();
  return {
    bus,
    path,
    store,
    stop: ended.signal,
    /** Runs the service until `done`, which is looked at after each acknowledgement or dead letter. */
    async runUntil(
      done: () => boolean | Promise<boolean>,
      writer: LogWriter = store.writer,
      onAck: () => Promise<void> = () => Promise.resolve(),
    ): Promise<void> {
      const stop = new AbortController();
      const watched = watch(bus, async () => {
        await onAck();
        if (await done()) stop.abort();
      });
      await processLogs({ bus: watched, store: writer, now: () => 1_729_698_645_999 }, stop.signal);
    },
    async [Symbol.asyncDispose]() {
      ended.abort();
      await bus[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** The bus, telling after each acknowledgement. */
function watch(bus: Bus, onAck: () => Promise<void>): Bus {
  return {
    publish: (topic, batches) => bus.publish(topic, batches),
    read: (topic, after, limit) => bus.read(topic, after, limit),
    status: (topic) => bus.status(topic),
    async *subscribe(topic, options) {
      for await (const delivery of bus.subscribe(topic, options)) {
        yield { ...delivery, ack: () => delivery.ack().then(onAck), nack: () => delivery.nack() };
      }
    },
    [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
  };
}
