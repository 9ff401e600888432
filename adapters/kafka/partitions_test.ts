import assert from "node:assert/strict";
import type { Delivery } from "../../ports/bus.ts";
import {
  publishLines,
  type Reader,
  startReader,
  takeLines,
  textsOf,
  within,
} from "../../tests/contract/bus_fixture.ts";
import { startWorker, Workers } from "../../tests/contract/bus_processes.ts";
import { makeBatch } from "../../tests/contract/make_batch.ts";
import { readStack, WITHOUT_SERVERS } from "../../tests/stack/servers.ts";
import { TestKafka } from "./testing/test_bus.ts";

const ignore = readStack() === null;
const suffix = ignore ? WITHOUT_SERVERS : "";

const ORIGINS = Array.from({ length: 12 }, (_, i) => i.toString(16).padStart(15, "0"));

/** A line for each origin, spread over the partitions. */
function toRound(round: number) {
  return ORIGINS.map((origin, i) =>
    makeBatch({ lines: [`${i} ${round}`], origin, begin: round * 100 })
  );
}

const opener = (kafka: TestKafka) => ({
  module: new URL("../../tests/contract/kafka_bus_opener.ts", import.meta.url).href,
  spec: JSON.stringify(kafka.options),
});

Deno.test({
  name:
    `Bus (kafka) shares partitions among members, and loses nothing when one is killed${suffix}`,
  ignore,
  fn: async () => {
    await using kafka = new TestKafka({ partitions: 3 });
    await using bus = await kafka.open();
    const members = [0, 1].map(() => startWorker(opener(kafka), "consume", "g"));
    await using _workers = new Workers(members);
    const outputs = members.map(({ stdout }) => new Output(stdout));
    let rounds = 0;
    const publish = () => bus.publish("logs-raw", toRound(rounds++));
    // Until both have something: each has partitions then.
    while (!outputs.every(({ lines }) => lines.length > 0)) {
      await publish();
      await Promise.race(outputs.map((output) => within(output.next())));
    }
    members[0]!.kill("SIGKILL");
    while (!outputs[0]!.isEnded) await within(outputs[0]!.next()); // What it had acknowledged.
    for (let i = 0; i < 50; i++) await publish();
    const expected = Array.from(
      { length: rounds },
      (_, round) => ORIGINS.map((_, i) => `${i} ${round}`),
    )
      .flat().sort();
    const got = () => new Set(outputs.flatMap(({ lines }) => lines));
    while (got().size < expected.length) await within(outputs[1]!.next());
    assert.deepEqual([...got()].sort(), expected);
    // What was outstanding at a rebalance comes again, to whom has the partition then; nothing is passed over.
    for (const output of outputs) {
      for (const i of ORIGINS.keys()) {
        const own = output.lines.filter((line) => line.startsWith(`${i} `));
        const rounds = [...new Set(own)].map((line) => Number(line.split(" ")[1]));
        assert.deepEqual(rounds, rounds.toSorted((a, b) => a - b));
      }
    }
    await Promise.all(outputs.map((output) => output.cancel()));
    members[1]!.kill("SIGTERM"); // It leaves the group, which can be removed then.
    await members[1]!.status;
  },
});

/** Lines that a worker prints. */
class Output {
  readonly lines: string[] = [];
  isEnded = false;
  readonly #reader: ReadableStreamDefaultReader<string>;
  #rest = "";
  #next: Promise<void> | null = null;

  constructor(stdout: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.#reader = stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Resolves when there was more, or no more will come. */
  next(): Promise<void> {
    return this.#next ??= this.#read().finally(() => this.#next = null);
  }

  async cancel(): Promise<void> {
    await this.#reader.cancel();
  }

  async #read(): Promise<void> {
    const { value = "", done } = await this.#reader.read();
    this.isEnded = done;
    const all = (this.#rest + value).split("\n");
    this.#rest = all.pop()!;
    for (const line of all) this.lines.push(...JSON.parse(line));
  }
}

/** Takes deliveries of all readers, without acknowledging them, until they have a whole round. */
async function hold(...readers: Reader[]): Promise<Delivery[]> {
  const held: Delivery[] = [];
  const next = (reader: Reader) => reader.next().then((delivery) => ({ reader, delivery }));
  const waiting = new Map(readers.map((reader) => [reader, next(reader)]));
  for (;;) {
    const { reader, delivery } = await Promise.race(waiting.values());
    waiting.delete(reader);
    held.push(delivery);
    const lines = held.filter((each) => each.isCurrent()).flatMap(textsOf);
    if (lines.length >= ORIGINS.length) break;
    waiting.set(reader, next(reader));
  }
  for (const rest of waiting.values()) rest.catch(() => {}); // Until the reader ends.
  return held.filter((each) => each.isCurrent());
}

Deno.test({
  name: `Bus (kafka) takes back at a rebalance what is outstanding, and delivers it again${suffix}`,
  ignore,
  fn: async () => {
    await using kafka = new TestKafka({ partitions: 3 });
    await using bus = await kafka.open();
    await using other = await kafka.open();
    await bus.publish("logs-raw", toRound(0));
    await using first = startReader(bus);
    const held = await hold(first);
    assert.equal(new Set(held.map(({ position }) => position.partition)).size, 3);
    await using second = startReader(other);
    const again = await hold(second, first);
    assert.ok(held.every((delivery) => !delivery.isCurrent()));
    for (const delivery of held) await delivery.ack();
    for (const delivery of held) await delivery.nack();
    const lag = async () => (await bus.status("logs-raw")).groups[0]!.lag;
    assert.equal(await lag(), ORIGINS.length);
    assert.deepEqual(again.flatMap(textsOf).sort(), held.flatMap(textsOf).sort());
    for (const delivery of again) await delivery.ack();
    assert.equal(await lag(), 0);
  },
});

Deno.test({
  name: `Bus (kafka) reads several partitions in order, page by page${suffix}`,
  ignore,
  fn: async () => {
    await using kafka = new TestKafka({ partitions: 3 });
    await using bus = await kafka.open();
    for (let round = 0; round < 5; round++) await bus.publish("logs-raw", toRound(round));
    const got: string[] = [];
    const after = new Map<number, { epoch: string; partition: number; offset: number }>();
    for (;;) {
      const records = await bus.read("logs-raw", [...after.values()], 7);
      if (records.length === 0) break;
      assert.ok(records.length <= 7);
      for (const { position } of records) after.set(position.partition, position);
      got.push(...textsOf({ records }));
    }
    assert.equal(after.size, 3);
    for (const i of ORIGINS.keys()) {
      const own = got.filter((line) => line.startsWith(`${i} `));
      assert.deepEqual(own, [0, 1, 2, 3, 4].map((round) => `${i} ${round}`));
    }
  },
});

Deno.test({
  name: `Bus (kafka) uses topics that are there as they are, and says so once${suffix}`,
  ignore,
  fn: async () => {
    await using kafka = new TestKafka({ partitions: 2 });
    await (await kafka.open())[Symbol.asyncDispose]();
    const log: string[] = [];
    await using bus = await kafka.open({ partitions: 5, log: (line) => log.push(line) });
    await publishLines(bus, "a");
    assert.match(
      log[0]!,
      /^Kafka topic ".*logs-raw" has 2 partitions, not the 5 of KAFKA_PARTITIONS/,
    );
    assert.equal(log.length, 2); // Of each topic.
  },
});

Deno.test({
  name: `Bus (kafka) notices a topic that was made anew, and skips nothing of it${suffix}`,
  ignore,
  fn: async () => {
    await using kafka = new TestKafka();
    await using bus = await kafka.open();
    await publishLines(bus, "old 1", "old 2");
    const [, last] = await bus.read("logs-raw", [], 2);
    await using reader = startReader(bus);
    assert.deepEqual(await takeLines(reader, 2), ["old 1", "old 2"]);
    await kafka.admin((admin) => admin.deleteTopics({ topics: [kafka.topic] }));
    const expected = ["new 1", "new 2", "new 3", "new 4"];
    for (const line of expected) await publishLines(bus, line);
    assert.deepEqual(await takeLines(reader, 4), expected);
    await using later = startReader(bus, { group: "later", after: [last!.position] });
    assert.deepEqual(await takeLines(later, 4), expected);
  },
});

Deno.test({
  name: `Bus (kafka) refuses what no message can hold, and takes what comes after it${suffix}`,
  ignore,
  fn: async () => {
    await using kafka = new TestKafka({ compression: "none" });
    await using bus = await kafka.open();
    await assert.rejects(publishLines(bus, "x".repeat(2_000_000)), RangeError);
    await publishLines(bus, "a");
    await using reader = startReader(bus);
    assert.deepEqual(await reader.take(), ["a"]);
  },
});

Deno.test({
  name: `Bus (kafka) notices a topic that was made anew while deliveries were worked on${suffix}`,
  ignore,
  fn: async () => {
    await using kafka = new TestKafka();
    await using bus = await kafka.open();
    await using reader = startReader(bus);
    const held: Delivery[] = [];
    for (const line of ["old 1", "old 2"]) {
      await publishLines(bus, line);
      held.push(await reader.next());
    }
    await publishLines(bus, "old 3"); // The reader has it at hand, and asks for nothing more.
    await bus.status("logs-raw");
    await kafka.admin((admin) => admin.deleteTopics({ topics: [kafka.topic] }));
    const expected = ["new 1", "new 2", "new 3", "new 4", "new 5"];
    for (const line of expected) await publishLines(bus, line);
    for (const delivery of held) await delivery.ack();
    const got: string[] = [];
    while (got.at(-1) !== "new 5") got.push(...await reader.take());
    assert.deepEqual(got.filter((line) => line.startsWith("new")), expected);
  },
});
