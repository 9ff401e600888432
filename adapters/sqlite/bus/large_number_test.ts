import assert from "node:assert/strict";
import {
  publishLines,
  startReader,
  takeLines,
  takeToLast,
} from "../../../tests/contract/bus_fixture.ts";
import { type IntegerColumn, listIntegers, makeLarge } from "../../../tests/large_numbers.ts";
import { TestFolder } from "./test_folder.ts";

for (const { table, column } of await listColumns()) {
  const name = `${table}.${column}`;
  // The text of the row is in doubt where its checksum, or what it covers, is.
  const lost = table === "log" && /events|crc|key/.test(column);

  Deno.test(`Bus (sqlite) opens a file whose ${name} is too large a number`, async () => {
    await using folder = await makeClosed();
    makeLarge(folder.path, { table, column });
    await assertGoesOn(folder, lost ? WAITING.slice(1) : WAITING);
    assert.match(folder.messages.join(), /is damaged \(.*(too large|no logs-raw).* put aside/);
    folder.messages.splice(0);
    await using _bus = await folder.open();
    assert.deepEqual(folder.messages, []);
  });

  Deno.test(`Bus (sqlite) opens anew where ${name} becomes too large a number`, async () => {
    await using folder = await makeClosed();
    {
      await using bus = await folder.open();
      makeLarge(folder.path, { table, column });
      const work = async () => {
        await publishLines(bus, "more");
        await using reader = startReader(bus);
        await takeLines(reader, WAITING.length);
        await bus.status("logs-raw");
      };
      await work().catch((error) => assert.match(`${error}`, /is damaged/));
    }
    await using bus = await folder.open();
    await publishLines(bus, "last");
    await bus.status("logs-raw");
    await bus.read("logs-raw", [], 1000);
  });
}

const WAITING = ["c", "d", "e"];

/** A bus with a group that has passed some records, and some that wait. */
async function makeClosed(): Promise<TestFolder> {
  const folder = new TestFolder();
  await using bus = await folder.open();
  await publishLines(bus, "a");
  await publishLines(bus, "b");
  {
    await using reader = startReader(bus);
    await takeLines(reader, 2);
  }
  for (const line of ["c", "d", "e"]) await publishLines(bus, line);
  return folder;
}

async function listColumns(): Promise<IntegerColumn[]> {
  await using folder = await makeClosed();
  return listIntegers(folder.path);
}

/** Delivers what waits, and what is published next. */
async function assertGoesOn(folder: TestFolder, expected: readonly string[]): Promise<void> {
  await using bus = await folder.open();
  const got = await takeToLast(bus);
  assert.deepEqual(expected.filter((line) => !got.includes(line)), []);
  const { kept } = await bus.status("logs-raw");
  assert.ok(Number.isSafeInteger(kept));
}
