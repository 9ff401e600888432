import assert from "node:assert/strict";
import fc from "fast-check";
import type { Bus } from "../../../ports/bus.ts";
import {
  publishLines,
  startReader,
  takeLines,
  takeToLast,
  textsOf,
} from "../../../tests/contract/bus_fixture.ts";
import { PAGE_BYTES } from "./schema.ts";
import { TestFolder } from "./test_folder.ts";

Deno.test("Bus (sqlite) loses, with any page overwritten, only records that stood on it", async () => {
  await using original = await makeClosed();
  const file = Deno.readFileSync(original.path);
  for (let page = 0; page < file.length / PAGE_BYTES; page += page < 9 ? 1 : 3) {
    await using folder = new TestFolder();
    Deno.writeFileSync(folder.path, file);
    folder.overwrite(page * PAGE_BYTES, noise(PAGE_BYTES));
    const there = file.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES);
    await assertKept(folder, withoutThoseIn(there));
  }
});

Deno.test("Bus (sqlite) loses nothing with any byte of the file's header changed", async () => {
  await using original = await makeClosed();
  const file = Deno.readFileSync(original.path);
  for (
    const [at, flip] of [...Array.from({ length: 100 }, (_, at) => [at, 0x55] as const), [63, 1]]
  ) {
    await using folder = new TestFolder();
    Deno.writeFileSync(folder.path, file);
    folder.overwrite(at!, Uint8Array.of(file[at!]! ^ flip!));
    await assertKept(folder, RECORDS.slice(ACKNOWLEDGED));
  }
});

for (
  const [what, from, to] of [
    ["first page", 0, PAGE_BYTES],
    ["header", 0, 100],
    ["schema", 100, PAGE_BYTES],
  ] as const
) {
  Deno.test(`Bus (sqlite) loses nothing with the ${what} overwritten`, async () => {
    await using original = await makeClosed();
    const file = Deno.readFileSync(original.path);
    for (const bytes of [noise(to - from), new Uint8Array(to - from)]) {
      await using folder = new TestFolder();
      Deno.writeFileSync(folder.path, file);
      folder.overwrite(from, bytes);
      const damaged = Deno.readFileSync(folder.path);
      await assertKept(folder, RECORDS.slice(ACKNOWLEDGED));
      const [time] = folder.files("/bus.db.corrupt");
      assert.deepEqual(Deno.readFileSync(`${folder.path}.corrupt/${time}/bus.db`), damaged);
    }
  });
}

Deno.test("Bus (sqlite) loses, with any frame of the WAL overwritten, only records that stood in it", async () => {
  await using original = await makeCrashed();
  const wal = Deno.readFileSync(`${original.path}-wal`);
  const frames = Math.floor((wal.length - 32) / (PAGE_BYTES + 24));
  assert.ok(frames > 40);
  for (let frame = 0; frame < frames; frame += 5) {
    await using folder = original.snapshot();
    const at = 32 + frame * (PAGE_BYTES + 24);
    folder.overwrite(at + 24, noise(PAGE_BYTES), "-wal");
    await assertKept(folder, withoutThoseIn(wal.subarray(at, at + 24 + PAGE_BYTES)));
  }
});

Deno.test("Bus (sqlite) opens with any bytes changed, and delivers nothing that was not published", async () => {
  await using original = await makeCrashed();
  const place = fc.record({ wal: fc.boolean(), at: fc.nat(10_000_000), byte: fc.nat(255) });
  const places = fc.array(place, { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(places, async (changes) => {
      await using folder = original.snapshot();
      for (const { wal, at, byte } of changes) {
        const suffix = wal ? "-wal" : "";
        const { size } = Deno.statSync(folder.path + suffix);
        folder.overwrite(at % size, Uint8Array.of(byte), suffix);
      }
      await assertKept(folder, []);
    }),
    { numRuns: 40 },
  );
});

Deno.test("Bus (sqlite) keeps what a file cut off anywhere still has", async () => {
  await using original = await makeClosed();
  const file = Deno.readFileSync(original.path);
  for (let size = 0; size < file.length; size += PAGE_BYTES * 5 + 1234) {
    await using folder = new TestFolder();
    Deno.writeFileSync(folder.path, file.subarray(0, size));
    await assertKept(folder, withoutThoseIn(file.subarray(size - size % PAGE_BYTES)));
    // Part of the last page alone may be missing: then a record is broken, the file is not.
    if (size > 0 && size < file.length - PAGE_BYTES) assert.equal(folder.messages.length, 1);
  }
});

Deno.test("Bus (sqlite) finds everything in the WAL where the file itself is empty or gone", async () => {
  await using original = await makeCrashed();
  for (const spoil of [Deno.removeSync, Deno.truncateSync]) {
    await using folder = original.snapshot();
    spoil(folder.path);
    await assertKept(folder, RECORDS.slice(ACKNOWLEDGED));
    assert.match(folder.messages[0]!, /is damaged \(the file is empty, but its log is not\): put/);
  }
});

Deno.test("Bus (sqlite) goes on under a new epoch where the WAL is gone or the last end was unclean", async () => {
  await using original = await makeCrashed();
  const before = await epochOf(original.snapshot());
  for (const missing of [true, false]) {
    await using folder = original.snapshot();
    if (missing) Deno.removeSync(`${folder.path}-wal`);
    await assertKept(folder, missing ? [] : RECORDS.slice(ACKNOWLEDGED));
    assert.match(folder.messages[0]!, /was not closed the last time: going on under the new epoch/);
    assert.notEqual(await epochOf(folder), before);
    assert.equal(await epochOf(folder), await epochOf(folder));
  }
});

Deno.test("Bus (sqlite) puts a damaged file aside with its bytes, and says so", async () => {
  await using folder = await makeClosed();
  folder.overwrite(0, noise(100));
  const damaged = Deno.readFileSync(folder.path);
  await using _bus = await folder.open({ now: () => Date.UTC(2025, 9, 23, 14, 32, 15) });
  const name = "2025-10-23T14-32-15.000Z";
  assert.deepEqual(folder.files(`/bus.db.corrupt/${name}`), ["bus.db"]);
  const aside = `${folder.path}.corrupt/${name}`;
  assert.deepEqual(Deno.readFileSync(`${aside}/bus.db`), damaged);
  const kept = RECORDS.length - ACKNOWLEDGED;
  assert.deepEqual(folder.messages, [
    `Bus "${folder.path}" is damaged (its header is damaged): put aside in "${aside}"; a new one ` +
    `goes on with ${kept} records of ${kept} events, 0 of them damaged; 0 could not be found`,
  ]);
});

Deno.test("Bus (sqlite) keeps a group's place and its counts in a file that was put aside", async () => {
  await using folder = await makeClosed();
  folder.overwrite(0, noise(100));
  await using bus = await folder.open();
  const kept = RECORDS.length - ACKNOWLEDGED;
  const { published, bytes, groups } = await bus.status("logs-raw");
  assert.ok(bytes! > 100_000);
  const [group] = groups;
  assert.deepEqual([published, group?.positions[0]?.offset, group?.lag], [
    kept,
    ACKNOWLEDGED - 1,
    kept,
  ]);
});

Deno.test("Bus (sqlite) tells everyone who has a damaged file open, and mends it once they let go", async () => {
  await using folder = await makeClosed();
  const [first, second] = [await folder.open(), await folder.open()];
  const { size } = Deno.statSync(folder.path);
  folder.overwrite(PAGE_BYTES, noise(size - PAGE_BYTES - 10 * PAGE_BYTES));
  await assert.rejects(readAll(first), /is damaged \(database disk image is malformed\): start/);
  await assert.rejects(publishLines(second, "x"), /is damaged \(damaged: database disk image/);
  const third = folder.open();
  await first[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
  await using bus = await third;
  assert.match(folder.messages[0]!, /put aside in/);
  await publishLines(bus, "goes on");
});

Deno.test("Bus (sqlite) keeps an acknowledgement after which upkeep meets damage, and tells everyone", async () => {
  await using folder = new TestFolder();
  let isDamaged = false;
  const fault = (operation: string) => {
    // Nothing but upkeep executes outside a transaction here.
    if (isDamaged && operation === "exec") throw new Error("database disk image is malformed");
  };
  {
    await using bus = await folder.open({ fault, freeBytes: () => 2 ** 20 });
    await publishLines(bus, "kept");
    await using reader = startReader(bus);
    const delivery = await reader.next();
    isDamaged = true;
    await delivery.ack();
    assert.match(
      folder.messages.join("\n"),
      /^Cannot write to bus ".*": it is damaged \(.* malformed\)/,
    );
    await assert.rejects(publishLines(bus, "next"), /is damaged \(damaged: database disk image/);
  }
  await using bus = await folder.open();
  const { groups: [group] } = await bus.status("logs-raw");
  assert.deepEqual([group?.positions[0]?.offset, group?.lag], [0, 0]);
});

Deno.test("Bus (sqlite) refuses to write to a file that somebody removed or replaced", async () => {
  await using folder = await makeClosed();
  await using bus = await folder.open();
  Deno.renameSync(folder.path, `${folder.path}.old`);
  await assert.rejects(publishLines(bus, "x"), /somebody removed or replaced the file: start/);
  Deno.copyFileSync(`${folder.path}.old`, folder.path);
  await assert.rejects(readAll(bus), /somebody removed or replaced the file: start/);
});

/** Lines of many sizes, each full of its own number, in records on one page or on many. */
const RECORDS = Array.from({ length: 40 }, (_, i) => {
  const mark = `<${i}>`;
  return mark.repeat(Math.ceil([20, 300, 5000, 8200, 20_000, 40_000][i % 6]! / mark.length));
});

const ACKNOWLEDGED = 5;

async function fill(bus: Bus): Promise<void> {
  for (const record of RECORDS.slice(0, ACKNOWLEDGED)) await publishLines(bus, record);
  await using reader = startReader(bus);
  await takeLines(reader, ACKNOWLEDGED);
  for (const record of RECORDS.slice(ACKNOWLEDGED)) await publishLines(bus, record);
}

async function makeClosed(): Promise<TestFolder> {
  const folder = new TestFolder();
  await using bus = await folder.open();
  await fill(bus);
  return folder;
}

/** As left by a power cut: everything is in the WAL, nothing in the file. */
async function makeCrashed(): Promise<TestFolder> {
  await using folder = new TestFolder();
  await using bus = await folder.open();
  await fill(bus);
  return folder.snapshot();
}

/** The records that must still be there when `lost` is not. */
function withoutThoseIn(lost: Uint8Array): string[] {
  const text = new TextDecoder("latin1").decode(lost);
  return RECORDS.filter((record, i) => i >= ACKNOWLEDGED && !text.includes(firstMark(record)));
}

function firstMark(record: string): string {
  return record.slice(0, record.indexOf(">") + 1);
}

/** Opens, delivers at least `expected`, in order, nothing that was not published, and goes on. */
async function assertKept(folder: TestFolder, expected: readonly string[]): Promise<void> {
  await using bus = await folder.open();
  const got = await takeToLast(bus);
  const whole = got.filter((text) => text !== "broken");
  const numbers = whole.map((text) => RECORDS.indexOf(text));
  assert.deepEqual(numbers, [...new Set(numbers)].sort((a, b) => a - b));
  assert.ok(!numbers.includes(-1));
  const missing = expected.filter((record) => !whole.includes(record)).map(firstMark);
  assert.deepEqual(missing, []);
}

async function readAll(bus: Bus): Promise<string[]> {
  return textsOf({ records: await bus.read("logs-raw", [], 1000) });
}

async function epochOf(folder: TestFolder): Promise<string> {
  await using bus = await folder.open();
  return (await bus.status("logs-raw")).epoch;
}

function noise(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 2_654_435_761 >>> 13) & 255);
}
