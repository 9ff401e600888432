import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import type { RawBatch } from "../../core/raw_batch.ts";
import type { Bus } from "../../ports/bus.ts";
import type { Reading, Source } from "../../ports/source.ts";
import { makeBatch } from "../../tests/contract/make_batch.ts";
import { ship } from "./ship.ts";

Deno.test("ship confirms a reading only after it is durable on the bus, and keeps the order", async () => {
  const steps: string[] = [];
  await ship({
    source: fakeSource(["a", "b"], (line) => steps.push(`confirm ${line}`)),
    bus: fakeBus(async ([batch]) => {
      await Promise.resolve();
      steps.push(`publish ${textOf(batch!)}`);
    }),
  }, new AbortController().signal);
  assert.deepEqual(steps, ["publish a", "confirm a", "publish b", "confirm b"]);
});

Deno.test("ship tries a reading again while the bus is unavailable", async () => {
  let refusals = 3;
  const published: string[] = [];
  await ship({
    source: fakeSource(["a"], () => {}),
    bus: fakeBus(([batch]) => {
      if (refusals-- > 0) throw new UnavailableError("Cannot publish: full", { retryAfterMs: 1 });
      published.push(textOf(batch!));
    }),
  }, new AbortController().signal);
  assert.deepEqual(published, ["a"]);
});

Deno.test("ship confirms nothing when it is told to stop while the bus is unavailable", async () => {
  const stop = new AbortController();
  const confirmed: string[] = [];
  const running = ship({
    source: fakeSource(["a"], (line) => confirmed.push(line)),
    bus: fakeBus(() => {
      stop.abort();
      throw new UnavailableError("Cannot publish: full", { retryAfterMs: 60_000 });
    }),
  }, stop.signal);
  await assert.rejects(running, { name: "AbortError" });
  assert.deepEqual(confirmed, []);
});

function textOf(batch: RawBatch): string {
  return new TextDecoder().decode(batch.bytes).trim();
}

function fakeSource(lines: readonly string[], onConfirm: (line: string) => void): Source {
  return {
    async *read(): AsyncIterable<Reading> {
      for (const line of lines) {
        yield { batches: [makeBatch({ lines: [line] })], confirm: () => onConfirm(line) };
      }
    },
    status: () => ({ events: 0, blank: 0, behindBytes: 0, files: 1 }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function fakeBus(publish: (batches: readonly RawBatch[]) => void | Promise<void>): Bus {
  const refuse = () => {
    throw new Error("not used here");
  };
  return {
    publish: async (_topic, batches) => await publish(batches),
    subscribe: refuse,
    read: refuse,
    status: refuse,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
