import assert from "node:assert/strict";
import fc from "fast-check";
import type { Bus, Delivery } from "../../ports/bus.ts";
import {
  type BusFixture,
  type BusTraits,
  type Reader,
  startReader,
  textsOf,
} from "./bus_fixture.ts";
import type { TestOf } from "./bus_suite.ts";
import { eventually } from "../e2e/eventually.ts";
import { makeBatch } from "./make_batch.ts";

/** Random runs of the bus against a model of it. */
export function testBusModel(
  test: TestOf<BusFixture>,
  makeFixture: () => Promise<BusFixture>,
  { keepsEmptyBatches, modelRuns }: BusTraits,
): void {
  const step = toStep(keepsEmptyBatches ? 0 : 1);
  test("does what its model does, whatever is done to it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        await using fixture = await makeFixture();
        await using run = new Run(fixture, await fixture.open());
        for (const each of steps) await run.step(each);
        await run.finish();
      }),
      { numRuns: modelRuns },
    );
  });
}

type Step =
  | { readonly do: "publish"; readonly counts: readonly number[] }
  | { readonly do: "next"; readonly group: number }
  | { readonly do: "resubscribe"; readonly group: number }
  | { readonly do: "ack" | "nack"; readonly group: number; readonly which: number }
  | { readonly do: "reopen" };

const group = fc.nat(1);

/** Batches of so many lines at least. */
function toStep(linesMin: number): fc.Arbitrary<Step> {
  const counts = fc.array(fc.integer({ min: linesMin, max: 3 }), { maxLength: 3 });
  const which = fc.nat(1);
  const taken = <Do extends string>(what: Do) => fc.record({ do: fc.constant(what), group, which });
  const other = <Do extends string>(what: Do) => fc.record({ do: fc.constant(what), group });
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant("publish" as const), counts }) },
    { weight: 6, arbitrary: other("next" as const) },
    { weight: 5, arbitrary: taken("ack" as const) },
    { weight: 2, arbitrary: taken("nack" as const) },
    { weight: 1, arbitrary: other("resubscribe" as const) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("reopen" as const) }) },
  );
}

/** What the model knows of a group. Places count batches ever published. */
interface Member {
  reader: Reader;
  /** Everything before is acknowledged, without gaps. */
  done: number;
  /** The next delivery begins here. */
  cursor: number;
  outstanding: { delivery: Delivery; from: number; to: number; acknowledged: boolean }[];
}

/** A bus and its model, side by side. */
class Run implements AsyncDisposable {
  readonly #fixture: BusFixture;
  #bus: Bus;
  /** Every batch ever published, by its lines. */
  readonly #batches: string[][] = [];
  #members: Member[];

  constructor(fixture: BusFixture, bus: Bus) {
    this.#fixture = fixture;
    this.#bus = bus;
    this.#members = [0, 1].map((index) => this.#join(index, 0));
  }

  async step(step: Step): Promise<void> {
    if (step.do === "publish") return await this.#publish(step.counts);
    if (step.do === "reopen") return await this.#reopen();
    const member = this.#members[step.group]!;
    if (step.do === "next") return await this.#next(member);
    if (step.do === "resubscribe") return await this.#resubscribe(step.group);
    const entry = member.outstanding[step.which];
    if (entry === undefined || entry.acknowledged) return;
    if (step.do === "ack") {
      await entry.delivery.ack();
      entry.acknowledged = true;
      while (member.outstanding[0]?.acknowledged) member.done = member.outstanding.shift()!.to;
    } else {
      await entry.delivery.nack();
      member.cursor = entry.from;
      member.outstanding.length = member.outstanding.indexOf(entry);
    }
  }

  /** Reads everything to the end, and compares what is left. */
  async finish(): Promise<void> {
    await this.#reopen();
    for (const member of this.#members) {
      while (member.cursor < this.#batches.length) {
        await this.#next(member);
        const entry = member.outstanding.pop()!;
        await entry.delivery.ack();
      }
    }
    const { published, groups } = await eventually(
      "both groups",
      async () => {
        const status = await this.#bus.status("logs-raw");
        return status.groups.length < 2 ? null : status;
      },
    );
    assert.equal(published, this.#batches.flat().length);
    assert.deepEqual(groups.map(({ lag }) => lag), [0, 0]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { reader } of this.#members) await reader.stop();
    await this.#bus[Symbol.asyncDispose]();
  }

  async #publish(counts: readonly number[]): Promise<void> {
    const batches = counts.map((count, i) =>
      Array.from({ length: count }, (_, line) => `${this.#batches.length + i}.${line}`)
    );
    await this.#bus.publish("logs-raw", batches.map((lines) => makeBatch({ lines })));
    this.#batches.push(...batches);
  }

  async #next(member: Member): Promise<void> {
    if (member.outstanding.length === 2 || member.cursor === this.#batches.length) return;
    const delivery = await member.reader.next();
    const from = member.cursor;
    const to = from + delivery.records.length;
    assert.ok(to > from);
    assert.deepEqual(textsOf(delivery), this.#batches.slice(from, to).flat());
    member.outstanding.push({ delivery, from, to, acknowledged: false });
    member.cursor = to;
  }

  async #resubscribe(index: number): Promise<void> {
    const { reader, done } = this.#members[index]!;
    await reader.stop();
    this.#members[index] = this.#join(index, done);
  }

  async #reopen(): Promise<void> {
    for (const { reader } of this.#members) await reader.stop();
    await this.#bus[Symbol.asyncDispose]();
    this.#bus = await this.#fixture.open();
    this.#members = this.#members.map(({ done }, index) => this.#join(index, done));
  }

  #join(index: number, done: number): Member {
    const reader = startReader(this.#bus, { group: `g${index}` });
    return { reader, done, cursor: done, outstanding: [] };
  }
}
