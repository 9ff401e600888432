import assert from "node:assert/strict";
import { UnavailableError } from "../../../core/errors.ts";
import { linesOf, makeBatch } from "../../../tests/contract/make_batch.ts";
import { openSqliteBus } from "../bus.ts";

const MIB = 1024 * 1024;

Deno.test("Bus (sqlite) takes no more than a quarter of what its disk has free", async () => {
  await using setup = await openSetup({ bytesMax: 64 * MIB, freeBytes: () => 4 * MIB });
  const { bus } = setup;
  await bus.publish("logs-raw", [makeNoise(MIB - 10_000)]);
  const refused = bus.publish("logs-raw", [makeNoise(20_000)]);
  await assert.rejects(refused, (error) => {
    assert(error instanceof UnavailableError);
    const [, waiting, needed] =
      /: (\d+) bytes would wait there, which takes (\d+) free ones, and 4194304 are free: make room/
        .exec(error.message) ?? assert.fail(error.message);
    assert.equal(Number(needed), 4 * Number(waiting));
    assert(Number(needed) > 4 * MIB);
    return error.retryAfterMs === 1000;
  });
  const stop = new AbortController();
  for await (
    const { records, ack } of bus.subscribe("logs-raw", { group: "g", signal: stop.signal })
  ) {
    assert.equal(linesOf(records[0]!.batch!).length, 1);
    await ack();
    break;
  }
  await bus.publish("logs-raw", [makeNoise(20_000)]);
});

Deno.test("Bus (sqlite) takes dead letters on a full disk however many lie there, up to its own limit", async () => {
  let freeBytes = 32 * MIB;
  await using setup = await openSetup({ bytesMax: 16 * MIB, freeBytes: () => freeBytes });
  const { bus } = setup;
  const letter = makeNoise(MIB - 10_000);
  for (let i = 0; i < 12; i++) await bus.publish("logs-dead", [letter]);
  freeBytes = 4 * MIB - 100_000; // Less than four times this letter: the last room is for others.
  await assert.rejects(bus.publish("logs-dead", [letter]), /free ones, and 4094304 are free/);
  freeBytes = 32 * MIB;
  for (let i = 12; i < 16; i++) await bus.publish("logs-dead", [letter]);
  await assert.rejects(bus.publish("logs-dead", [letter]), /logs-dead: it is full, .* replay/);
});

Deno.test("Bus (sqlite) keeps its file at about twice the limit of each topic at most, its WAL short", async () => {
  // Records of a bit more than half a page waste most; the smallest have the most around them.
  for (const size of [1, 8300, 300_000]) {
    const bytesMax = 2 * MIB;
    await using setup = await openSetup({ bytesMax });
    const batches = Array.from({ length: 20 }, () => makeNoise(size));
    for (const topic of ["logs-raw", "logs-dead"] as const) {
      await assert.rejects(async () => {
        for (;;) await setup.bus.publish(topic, size > 10_000 ? batches.slice(0, 1) : batches);
      }, UnavailableError);
      assert((await setup.bus.status(topic)).bytes! > bytesMax * 0.8);
    }
    const pages = Deno.statSync(setup.path).size + Deno.statSync(`${setup.path}-wal`).size;
    assert(pages < 2.1 * 2 * bytesMax + 32 * MIB, `${pages} bytes for records of ${size}`);
  }
});

/** A batch of one line that does not compress. */
function makeNoise(bytes: number) {
  const text = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(text.subarray(at, at + 65_536));
  return makeBatch({ lines: [text.toHex().slice(0, bytes)] });
}

async function openSetup(options: { bytesMax: number; freeBytes?: () => number }) {
  const folder = await Deno.makeTempDir({ prefix: "logflow-room-" });
  const path = `${folder}/bus.db`;
  const bus = await openSqliteBus({ path, pollMs: 2, ...options });
  return {
    bus,
    path,
    async [Symbol.asyncDispose]() {
      await bus[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}
