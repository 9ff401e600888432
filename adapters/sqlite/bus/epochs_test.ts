import assert from "node:assert/strict";
import type { BusPosition } from "../../../ports/bus.ts";
import {
  publishLines,
  startReader,
  takeLines,
  textsOf,
} from "../../../tests/contract/bus_fixture.ts";
import { TestFolder } from "./test_folder.ts";

Deno.test("Bus (sqlite) goes on where a position of an epoch before says, however many ended", async () => {
  let folder = new TestFolder();
  const positions: BusPosition[] = [];
  const lines: string[] = [];
  for (let epoch = 0; epoch < 5; epoch++) {
    await using before = folder;
    await using bus = await before.open();
    await startReader(bus, { group: "keeps everything" }).stop();
    for (const name of ["a", "b", "c"]) {
      lines.push(`${name}${epoch}`);
      await publishLines(bus, lines.at(-1)!);
    }
    const records = await bus.read("logs-raw", [], 100);
    assert.deepEqual(textsOf({ records }), lines);
    positions.push(records.at(-2)!.position);
    for (const [i, position] of positions.entries()) {
      const rest = lines.slice(3 * i + 2);
      await using reader = startReader(bus, { after: [position] });
      assert.deepEqual(await takeLines(reader, rest.length), rest);
      assert.deepEqual(textsOf({ records: await bus.read("logs-raw", [position], 100) }), rest);
    }
    folder = before.snapshot();
  }
  assert.equal(new Set(positions.map(({ epoch }) => epoch)).size, 5);
  await using _last = folder;
});

Deno.test("Bus (sqlite) passes over nothing where what an epoch had written last is gone", async () => {
  await using folder = await makeBehind();
  const lost = folder.lost;
  await using bus = await folder.copy.open();
  await publishLines(bus, "new 1", "new 2");
  assert.deepEqual(textsOf({ records: await bus.read("logs-raw", [lost], 9) }), ["new 1", "new 2"]);
  await using reader = startReader(bus, { after: [lost] });
  assert.deepEqual(await takeLines(reader, 2), ["new 1", "new 2"]);
});

Deno.test("Bus (sqlite) begins with the oldest where what it knows of an epoch is damaged", async () => {
  for (const change of ["value || '7'", "replace(value, ' ', ' 1')", "''", "'7'", "x'00'"]) {
    await using folder = await makeBehind();
    {
      await using _bus = await folder.copy.open();
    }
    folder.copy.execute(`UPDATE meta SET value = ${change} WHERE name = 'ended'`);
    await using bus = await folder.copy.open();
    await publishLines(bus, "new");
    const records = await bus.read("logs-raw", [folder.lost], 9);
    assert.deepEqual(textsOf({ records }), ["a", "b", "new"], change);
  }
});

Deno.test("Bus (sqlite) knows the last 64 epochs", async () => {
  await using folder = await makeBehind();
  let last = folder.copy;
  for (let i = 0; i < 65; i++) {
    await using before = last;
    await using _bus = await before.open();
    last = before.snapshot();
  }
  await using again = last;
  await using bus = await again.open();
  assert.deepEqual(textsOf({ records: await bus.read("logs-raw", [folder.lost], 9) }), ["a", "b"]);
});

/** A bus as it was before it gave out the offset of `lost`, which a store remembers. */
async function makeBehind() {
  const original = new TestFolder();
  const bus = await original.open();
  await publishLines(bus, "a", "b");
  const copy = original.snapshot();
  await publishLines(bus, "c", "d");
  const records = await bus.read("logs-raw", [], 9);
  const lost = records.at(-1)!.position;
  return {
    copy,
    lost,
    async [Symbol.asyncDispose]() {
      await bus[Symbol.asyncDispose]();
      await copy[Symbol.asyncDispose]().catch(() => {});
      await original[Symbol.asyncDispose]();
    },
  };
}
