import assert from "node:assert/strict";
import {
  type BusFixture,
  type BusTraits,
  publishLines,
  startReader,
  takeLines,
  textsOf,
  within,
} from "./bus_fixture.ts";
import { testBusModel } from "./bus_model.ts";
import { testBusProcesses } from "./bus_processes.ts";
import { makeBatch } from "./make_batch.ts";
import { WITHOUT_SERVERS } from "../stack/servers.ts";

/** What every bus must do. Each test has a fixture of its own, whose topics have one partition. */
export function testBus(
  name: string,
  makeFixture: () => Promise<BusFixture>,
  traits: BusTraits,
): void {
  const { ignore = false } = traits;
  const suffix = ignore ? WITHOUT_SERVERS : "";
  const test = (what: string, run: (fixture: BusFixture) => Promise<void>) =>
    Deno.test({
      name: `Bus (${name}) ${what}${suffix}`,
      ignore,
      fn: async () => {
        await using fixture = await makeFixture();
        await run(fixture);
      },
    });
  testDelivery(test);
  testEnding(test);
  testRepetition(test);
  testAcknowledgement(test);
  testGroups(test);
  testReading(test);
  testBusProcesses(test);
  testBusModel(test, makeFixture, traits);
}

/** Defines one test of the suite. */
export type TestOf<Fixture> = (what: string, run: (fixture: Fixture) => Promise<void>) => void;

function testDelivery(test: TestOf<BusFixture>): void {
  test("delivers what was published, in order and unchanged", async ({ open }) => {
    await using bus = await open();
    await using reader = startReader(bus);
    const batches = [
      makeBatch({ lines: ["a", "", "ä"], begin: 2 ** 40 }),
      {
        ...makeBatch({ lines: ["b"] }),
        parts: Uint32Array.of(3),
        reason: "no",
        format: "json",
      } as const,
      makeBatch({ lines: ["x".repeat(1_000_000)] }),
    ];
    await bus.publish("logs-raw", []);
    await bus.publish("logs-raw", batches);
    const records = [];
    while (records.length < batches.length) {
      const delivery = await reader.next();
      assert.deepEqual(delivery.position, delivery.records.at(-1)!.position);
      records.push(...delivery.records);
      await delivery.ack();
    }
    assert.deepEqual(records.map(({ batch, broken }) => ({ batch, broken })), [
      ...batches.map((batch) => ({ batch, broken: null })),
    ]);
  });

  test("keeps the order of calls that were made at once", async ({ open }) => {
    await using bus = await open();
    await using reader = startReader(bus);
    const lines = Array.from({ length: 200 }, (_, i) => `${i}`);
    await Promise.all(lines.map((line) => publishLines(bus, line)));
    assert.deepEqual(await takeLines(reader, 200), lines);
  });

  test("delivers what is published while a subscriber waits", async ({ open }) => {
    await using bus = await open();
    await using reader = startReader(bus);
    const waiting = reader.take();
    await publishLines(bus, "a");
    assert.deepEqual(await waiting, ["a"]);
  });

  test("keeps topics apart", async ({ open }) => {
    await using bus = await open();
    await using dead = startReader(bus, { topic: "logs-dead" });
    await publishLines(bus, "raw");
    await bus.publish("logs-dead", [makeBatch({ lines: ["dead"] })]);
    assert.deepEqual(await dead.take(), ["dead"]);
  });
}

function testEnding(test: TestOf<BusFixture>): void {
  test("ends a subscription when its signal fires, before, while and after waiting", async ({ open }) => {
    await using bus = await open();
    const subscribe = (group: string, signal: AbortSignal) =>
      bus.subscribe("logs-raw", { group, signal })[Symbol.asyncIterator]();
    assert.equal((await within(subscribe("a", AbortSignal.abort()).next())).done, true);

    const waiting = new AbortController();
    const next = subscribe("b", waiting.signal).next();
    await publishLines(bus, "x");
    assert.equal((await within(next)).done, false);

    const stopping = new AbortController();
    const deliveries = subscribe("c", stopping.signal);
    await (await within(deliveries.next())).value!.ack();
    const last = deliveries.next();
    stopping.abort();
    assert.equal((await within(last)).done, true);
    assert.equal((await within(deliveries.next())).done, true);
  });

  test("has made durable what was published when it is closed, and closes twice", async ({ open }) => {
    const bus = await open();
    const published = publishLines(bus, "a");
    await bus[Symbol.asyncDispose]();
    await bus[Symbol.asyncDispose]();
    await published;
    await using again = await open();
    await using reader = startReader(again);
    assert.deepEqual(await reader.take(), ["a"]);
  });
}

function testRepetition(test: TestOf<BusFixture>): void {
  test("delivers again to the next subscriber, before anything newer, what was not acknowledged", async ({ open }) => {
    await using bus = await open();
    await publishLines(bus, "a");
    const first = startReader(bus);
    await first.take();
    await publishLines(bus, "b");
    await first.next();
    await first.stop();
    await publishLines(bus, "c");
    await using second = startReader(bus);
    assert.deepEqual(await takeLines(second, 2), ["b", "c"]);
  });

  test("delivers again, in order, from what was given back on", async ({ open }) => {
    await using bus = await open();
    await using reader = startReader(bus);
    await publishLines(bus, "a");
    const a = await reader.next();
    await publishLines(bus, "b");
    const b = await reader.next();
    await a.nack();
    await b.ack(); // was taken back with a: must not pass over either
    await publishLines(bus, "c");
    assert.deepEqual(await takeLines(reader, 3), ["a", "b", "c"]);
  });

  test("keeps what was acknowledged before something is given back", async ({ open }) => {
    await using bus = await open();
    await using reader = startReader(bus);
    await publishLines(bus, "a");
    const a = await reader.next();
    await publishLines(bus, "b");
    const b = await reader.next();
    await a.ack();
    await b.nack();
    assert.deepEqual(await takeLines(reader, 1), ["b"]);
  });
}

function testAcknowledgement(test: TestOf<BusFixture>): void {
  test("counts an acknowledgement out of order only with those before it", async ({ open }) => {
    await using bus = await open();
    const reader = startReader(bus);
    await publishLines(bus, "a");
    const a = await reader.next();
    await publishLines(bus, "b");
    const b = await reader.next();
    await b.ack();
    assert.equal((await bus.status("logs-raw")).groups[0]!.lag, 2);
    await a.ack();
    assert.equal((await bus.status("logs-raw")).groups[0]!.lag, 0);
    await reader.stop();
  });

  test("ignores acknowledgements that come after another subscriber took over", async ({ open }) => {
    await using bus = await open();
    await publishLines(bus, "a");
    const first = startReader(bus);
    const late = await first.next();
    await first.stop();
    await using second = startReader(bus);
    const again = await second.next();
    await late.ack();
    assert.equal((await bus.status("logs-raw")).groups[0]!.lag, 1);
    await again.ack();
    assert.equal((await bus.status("logs-raw")).groups[0]!.lag, 0);
  });
}

function testGroups(test: TestOf<BusFixture>): void {
  test("serves groups independently, a new one from the oldest kept", async ({ open }) => {
    await using bus = await open();
    await publishLines(bus, "a");
    await using first = startReader(bus, { group: "first" });
    const held = await first.next();
    await using second = startReader(bus, { group: "second" });
    assert.deepEqual(await second.take(), ["a"]);
    await publishLines(bus, "b");
    assert.deepEqual(await second.take(), ["b"]);
    await held.ack();
    assert.deepEqual(await first.take(), ["b"]);
  });

  test("keeps a batch until every group has acknowledged it", async ({ open }) => {
    await using bus = await open();
    await startReader(bus, { group: "slow" }).stop();
    await using quick = startReader(bus, { group: "quick" });
    await publishLines(bus, "a", "b");
    await takeLines(quick, 2);
    await using slow = startReader(bus, { group: "slow" });
    assert.deepEqual(await takeLines(slow, 2), ["a", "b"]);
  });

  test("continues after a position of its own, in both directions", async ({ open }) => {
    await using bus = await open();
    await startReader(bus, { group: "keeps everything" }).stop();
    await publishLines(bus, "a", "b", "c");
    const [a, b] = await bus.read("logs-raw", [], 2);
    const ahead = startReader(bus, { after: [b!.position] });
    assert.deepEqual(await ahead.take(), ["c"]);
    await ahead.stop();
    const back = startReader(bus, { after: [a!.position] });
    assert.deepEqual(await takeLines(back, 2), ["b", "c"]);
    await back.stop();
    await publishLines(bus, "d");
    const foreign = { ...a!.position, epoch: "another" };
    await using oldest = startReader(bus, { after: [foreign] });
    assert.deepEqual(await takeLines(oldest, 4), ["a", "b", "c", "d"]);
  });
}

function testReading(test: TestOf<BusFixture>): void {
  test("reads what is kept, without a group", async ({ open }) => {
    await using bus = await open();
    assert.deepEqual(await bus.read("logs-raw", [], 10), []);
    await publishLines(bus, "a", "b", "c");
    const records = await bus.read("logs-raw", [], 2);
    assert.deepEqual(textsOf({ records }), ["a", "b"]);
    const rest = await bus.read("logs-raw", [records.at(-1)!.position], 10);
    assert.deepEqual(textsOf({ records: rest }), ["c"]);
    assert.deepEqual(await bus.read("logs-raw", [rest[0]!.position], 10), []);
    assert.deepEqual(await bus.read("logs-dead", [], 10), []);
  });

  test("counts what was published and what each group lacks", async ({ open }) => {
    await using bus = await open();
    await startReader(bus, { group: "slow" }).stop();
    await bus.publish("logs-raw", [makeBatch({ lines: ["a", "b"] })]);
    await using reader = startReader(bus, { group: "quick" });
    await reader.take();
    await bus.publish("logs-raw", [makeBatch({ lines: ["c", "d", "e"] })]);
    const { published, kept, bytes, groups } = await bus.status("logs-raw");
    assert.deepEqual({ published, kept }, { published: 5, kept: 5 });
    assert.ok(bytes === null || bytes > 0);
    assert.deepEqual(groups.map(({ group, lag }) => ({ group, lag })), [
      { group: "quick", lag: 3 },
      { group: "slow", lag: 5 },
    ]);
    assert.equal((await bus.status("logs-dead")).published, 0);
  });
}
