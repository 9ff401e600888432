import assert from "node:assert/strict";
import type { Bus } from "../../../ports/bus.ts";
import {
  publishLines,
  type Reader,
  startReader,
  takeLines,
} from "../../../tests/contract/bus_fixture.ts";
import { UnavailableError } from "../../../core/errors.ts";
import { TestFolder } from "./test_folder.ts";

for (const lasting of [false, true]) {
  const what = lasting ? "every operation from the n-th on fails" : "the n-th operation fails";
  Deno.test(`Bus (sqlite) keeps its promises when ${what}, for every n`, async () => {
    let n = 1;
    while (await failAt(n, lasting)) n++;
    assert.ok(n > 60, `${n} operations are too few for the script to mean anything`);
  });
}

/** Runs the script with a fault at the n-th operation, then looks without faults. False once n is past its end. */
async function failAt(n: number, lasting: boolean): Promise<boolean> {
  await using folder = new TestFolder();
  let operations = 0;
  const fault = () => {
    operations++;
    if (operations === n || (lasting && operations > n)) {
      throw new Error("database or disk is full");
    }
  };
  const script = new Script(folder, fault);
  try {
    await script.run();
  } catch (error) {
    assert.ok(error instanceof UnavailableError, `n = ${n}: ${error}`);
  }
  await script.close();
  await script.assertPromises(n);
  return operations >= n;
}

/** Publishes, delivers, acknowledges, gives back, closes and opens, and notes what it was promised. */
class Script {
  readonly #folder: TestFolder;
  readonly #fault: () => void;
  #bus: Bus | null = null;
  #reader: Reader | null = null;
  /** Every line tried, in order. */
  readonly #tried: string[] = [];
  readonly #published = new Set<string>();
  readonly #offered = new Set<string>();
  readonly #acknowledged = new Set<string>();

  constructor(folder: TestFolder, fault: () => void) {
    this.#folder = folder;
    this.#fault = fault;
  }

  async run(): Promise<void> {
    await this.#open();
    await this.#publish("a", "b");
    await this.#take();
    await this.#publish("c");
    await (await this.#reader!.next()).nack();
    await Promise.all([this.#publish("d"), this.#publish("e", "f")]);
    await this.#take();
    await this.#publish("g");
    await this.close();
    await this.#open();
    await this.#take();
    await this.#publish("h");
  }

  async close(): Promise<void> {
    await this.#reader?.stop();
    await this.#bus?.[Symbol.asyncDispose]();
    this.#bus = this.#reader = null;
  }

  /** Everything published and not acknowledged comes once, in order; what was acknowledged does not. */
  async assertPromises(n: number): Promise<void> {
    await using bus = await this.#folder.open();
    await publishLines(bus, "end");
    await using reader = startReader(bus);
    const lines: string[] = [];
    while (lines.at(-1) !== "end") lines.push(...await takeLines(reader, 1));
    lines.pop();
    const places = lines.map((line) => this.#tried.indexOf(line));
    assert.deepEqual(places, [...new Set(places)].sort((a, b) => a - b), `n = ${n}: ${lines}`);
    for (const line of this.#tried) {
      if (this.#acknowledged.has(line)) assert.ok(!lines.includes(line), `n = ${n}: ${line} again`);
      else if (this.#published.has(line) && !this.#offered.has(line)) {
        assert.ok(lines.includes(line), `n = ${n}: ${line} is lost`);
      }
    }
    const { published, kept, bytes } = await bus.status("logs-raw");
    assert.deepEqual({ kept, bytes }, { kept: 0, bytes: 0 }, `n = ${n}`);
    assert.ok(published >= this.#published.size + 1, `n = ${n}`);
  }

  async #open(): Promise<void> {
    this.#bus = await this.#folder.open({ fault: this.#fault });
    this.#reader = startReader(this.#bus);
  }

  async #publish(...lines: string[]): Promise<void> {
    this.#tried.push(...lines);
    await publishLines(this.#bus!, ...lines);
    for (const line of lines) this.#published.add(line);
  }

  async #take(): Promise<void> {
    const delivery = await this.#reader!.next();
    const lines = delivery.records.flatMap((
      { batch },
    ) => [new TextDecoder().decode(batch!.bytes)[0]!]);
    for (const line of lines) this.#offered.add(line);
    await delivery.ack();
    for (const line of lines) this.#acknowledged.add(line);
  }
}
