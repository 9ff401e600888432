import assert from "node:assert/strict";
import { type BusFixture, startReader, textsOf, within } from "./bus_fixture.ts";
import type { TestOf } from "./bus_suite.ts";
import { makeBatch } from "./make_batch.ts";

/** The part of the suite that needs more than one process. */
export function testBusProcesses(test: TestOf<BusFixture>): void {
  test("takes from several processes at once, each origin in order", async ({ open, opener }) => {
    await using bus = await open();
    await using reader = startReader(bus);
    const origins = ["aaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbb"];
    await using _workers = new Workers(
      origins.map((origin) => startWorker(opener, "publish", origin, `${COUNT}`)),
    );
    const got: Record<string, number[]> = {};
    for (let count = 0; count < COUNT * origins.length;) {
      const delivery = await reader.next();
      for (const { batch } of delivery.records) {
        (got[batch!.origin] ??= []).push(batch!.begin / 100);
      }
      count += delivery.records.length;
      await delivery.ack();
    }
    const expected = Array.from({ length: COUNT }, (_, i) => i);
    assert.deepEqual(got, { [origins[0]!]: expected, [origins[1]!]: expected });
  });

  test("delivers again what a killed subscriber had not acknowledged", async ({ open, opener }) => {
    await using bus = await open();
    const worker = startWorker(opener, "hold", "g");
    await using workers = new Workers([worker]);
    await bus.publish("logs-raw", [makeBatch({ lines: ["a", "b"] })]);
    const output = worker.stdout.pipeThrough(new TextDecoderStream()).getReader();
    assert.equal((await within(output.read())).value, `["a","b"]\n`);
    worker.kill("SIGKILL");
    await workers[Symbol.asyncDispose]();
    await output.cancel();
    await using reader = startReader(bus);
    assert.deepEqual(textsOf(await reader.next()), ["a", "b"]);
  });
}

const COUNT = 100;

/** Ends what is still running. */
export class Workers implements AsyncDisposable {
  readonly #workers: readonly Deno.ChildProcess[];

  /** These, when it is disposed. */
  constructor(workers: readonly Deno.ChildProcess[]) {
    this.#workers = workers;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const worker of this.#workers) {
      try {
        worker.kill("SIGKILL");
      } catch {
        // It has ended.
      }
      await worker.status;
      if (!worker.stdout.locked) await worker.stdout.cancel();
    }
  }
}

/** Starts `bus_worker.ts` with these arguments. */
export function startWorker(opener: BusFixture["opener"], ...args: string[]): Deno.ChildProcess {
  const script = new URL("bus_worker.ts", import.meta.url).href;
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-prompt", "-A", script, opener.module, opener.spec, ...args],
    stdout: "piped",
  }).spawn();
}
