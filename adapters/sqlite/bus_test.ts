import assert from "node:assert/strict";
import { ConflictError, UnavailableError } from "../../core/errors.ts";
import { encodeRawBatch } from "../../core/raw_batch_codec.ts";
import type { Delivery } from "../../ports/bus.ts";
import { publishLines, startReader, takeLines, textsOf } from "../../tests/contract/bus_fixture.ts";
import { makeBatch } from "../../tests/contract/make_batch.ts";
import { openDatabase } from "../../runtime/sqlite.ts";
import { TestFolder } from "./bus/test_folder.ts";
import { testBus } from "../../tests/contract/bus_suite.ts";
import { openSqliteBus } from "./bus.ts";

testBus("sqlite", async () => {
  const folder = await Deno.makeTempDir();
  const options = { path: `${folder}/bus.db`, bytesMax: 1e9 };
  return {
    open: () => openSqliteBus(options),
    opener: {
      module: new URL("../../tests/contract/sqlite_bus_opener.ts", import.meta.url).href,
      spec: JSON.stringify(options),
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}, { keepsEmptyBatches: true, modelRuns: 60 });

Deno.test("Bus (sqlite) delivers a batch without events too", async () => {
  await using folder = new TestFolder();
  await using bus = await folder.open();
  await using reader = startReader(bus);
  const empty = makeBatch({ lines: [] });
  await bus.publish("logs-raw", [empty]);
  assert.deepEqual((await reader.next()).records.map(({ batch }) => batch), [empty]);
});

Deno.test("Bus (sqlite) refuses what does not fit, keeps none of it, and takes it once there is room", async () => {
  await using folder = new TestFolder();
  const size = encodeRawBatch(makeBatch({ lines: ["a"] })).length;
  await using bus = await folder.open({ bytesMax: 3 * size });
  await publishLines(bus, "a", "b");
  const refused = await Promise.allSettled([publishLines(bus, "c", "d"), publishLines(bus, "e")]);
  assert.deepEqual(refused.map(({ status }) => status), ["rejected", "fulfilled"]);
  const { reason } = refused[0] as PromiseRejectedResult;
  assert.ok(reason instanceof UnavailableError);
  assert.equal(reason.retryAfterMs, 1000);
  assert.match(
    reason.message,
    new RegExp(
      `logs-raw: it is full, ${2 * size} bytes more than ${size} free of ${3 * size}: see`,
    ),
  );
  await using reader = startReader(bus);
  assert.deepEqual(await takeLines(reader, 3), ["a", "b", "e"]);
  assert.equal((await bus.status("logs-raw")).bytes, 0);
  await publishLines(bus, "c", "d");
  await assert.rejects(
    publishLines(bus, "x".repeat(1000)),
    (error) => error instanceof RangeError && /\d+ bytes at once are more than/.test(error.message),
  );
});

Deno.test("Bus (sqlite) removes exactly what every group has acknowledged", async () => {
  await using folder = new TestFolder();
  await using bus = await folder.open();
  await publishLines(bus, "a");
  await startReader(bus, { group: "slow" }).stop();
  await using quick = startReader(bus, { group: "quick" });
  await quick.take();
  assert.equal((await bus.status("logs-raw")).kept, 1);
  await using slow = startReader(bus, { group: "slow" });
  const held = await slow.next();
  await publishLines(bus, "b");
  await held.ack();
  const { kept, groups } = await bus.status("logs-raw");
  assert.deepEqual({ kept, lags: groups.map(({ lag }) => lag) }, { kept: 1, lags: [1, 1] });
  assert.deepEqual(textsOf({ records: await bus.read("logs-raw", [], 10) }), ["b"]);
});

Deno.test("Bus (sqlite) removes a long backlog that a group passes over, in several steps", async () => {
  await using folder = new TestFolder();
  await using bus = await folder.open();
  for (let i = 0; i < 10; i++) {
    await publishLines(bus, ...Array.from({ length: 100 }, (_, line) => `${i}.${line}`));
  }
  const after = (await bus.read("logs-raw", [], 1000)).at(-2)!.position;
  await using reader = startReader(bus, { after: [after] });
  assert.deepEqual(await reader.take(), ["9.99"]);
  for (let turns = 0; (await bus.status("logs-raw")).kept > 0; turns++) {
    assert.ok(turns < 100);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
});

Deno.test("Bus (sqlite) bounds a delivery, and how many are unacknowledged", async () => {
  await using folder = new TestFolder();
  await using bus = await folder.open();
  const megabyte = makeBatch({ lines: ["x".repeat(1024 * 1024 - 1)] });
  await bus.publish("logs-raw", Array.from({ length: 7 }, () => megabyte));
  await publishLines(bus, ...Array.from({ length: 100 }, (_, i) => `${i}`));
  await using reader = startReader(bus);
  const [first, second] = [await reader.next(), await reader.next()];
  assert.deepEqual([first, second].map(({ records }) => records.length), [3, 3]);
  let third: Delivery | null = null;
  const waiting = reader.next().then((delivery) => third = delivery);
  await publishLines(bus, "wakes the subscriber");
  await bus.status("logs-raw");
  assert.equal(third, null);
  await second.ack(); // out of order: still outstanding
  await first.ack();
  assert.equal((await waiting).records.length, 64);
});

Deno.test("Bus (sqlite) refuses a second subscriber of a group in one process", async () => {
  await using folder = new TestFolder();
  await using bus = await folder.open();
  await using _reader = startReader(bus);
  assert.throws(() => startReader(bus), ConflictError);
  await startReader(bus, { group: "another" }).stop();
});

Deno.test("Bus (sqlite) delivers a damaged record as broken, with its bytes, and goes on", async () => {
  await using folder = new TestFolder();
  const writer = await folder.open();
  await publishLines(writer, "a", "b", "c", "d");
  await writer[Symbol.asyncDispose]();
  folder.execute(`UPDATE log SET data = x'00ff' WHERE key = 1;
    UPDATE log SET key = 9 WHERE key = 2`); // "c" is at the wrong place
  await using bus = await folder.open();
  await using reader = startReader(bus);
  const { records, ack } = await reader.next();
  assert.deepEqual(textsOf({ records }), ["a", "broken", "d", "broken"]);
  assert.deepEqual(records[1]!.broken!.bytes, Uint8Array.of(0, 255));
  assert.match(
    records[1]!.broken!.reason,
    /^Cannot read record 1 \(1 events of origin 9f3c5a01b2c4d5e from position 0\): its CRC-32 is/,
  );
  await ack();
  assert.equal((await bus.status("logs-raw")).kept, 0);
});

Deno.test("Bus (sqlite) begins a group anew whose row is damaged, rather than skip records", async () => {
  await using folder = new TestFolder();
  const writer = await folder.open();
  await startReader(writer, { group: "slow" }).stop();
  await publishLines(writer, "a", "b");
  const before = startReader(writer);
  await takeLines(before, 2);
  await before.stop();
  await writer[Symbol.asyncDispose]();
  folder.execute("UPDATE groups SET offset = 7 WHERE name = 'g'");
  await using bus = await folder.open();
  await using reader = startReader(bus);
  assert.deepEqual(await takeLines(reader, 2), ["a", "b"]);
});

Deno.test("Bus (sqlite) refuses a file of a later version, and one of something else", async () => {
  for (
    const [sql, message] of [
      ["PRAGMA user_version = 2", /format is version 2, this program knows 1: use/],
      ["CREATE TABLE t(a)", /it is a database of something else/],
    ] as const
  ) {
    await using folder = new TestFolder();
    folder.execute(sql);
    await assert.rejects(folder.open(), message);
    assert.deepEqual(folder.files(), ["bus.db", "bus.db.lock"]);
  }
});

Deno.test("Bus (sqlite) refuses to be used once it is closed", async () => {
  await using folder = new TestFolder();
  const bus = await folder.open();
  await publishLines(bus, "a");
  await using reader = startReader(bus);
  const delivery = await reader.next();
  await bus[Symbol.asyncDispose]();
  await assert.rejects(publishLines(bus, "b"), /it is closed/);
  await assert.rejects(delivery.ack(), /it is closed/);
  await assert.rejects(bus.status("logs-raw"), /it is closed/);
  await assert.rejects(reader.next(), /the subscription ended/);
});

Deno.test("Bus (sqlite) gives the disk back what a backlog took", async () => {
  await using folder = new TestFolder();
  await using bus = await folder.open();
  const megabyte = makeBatch({ lines: ["x".repeat(1024 * 1024 - 1)] });
  for (let i = 0; i < 8; i++) {
    await bus.publish("logs-raw", Array.from({ length: 16 }, () => megabyte));
  }
  await using reader = startReader(bus);
  using file = openDatabase({ path: folder.path, readOnly: true });
  const countPages = () =>
    file.statement("PRAGMA page_count").get<{ page_count: number }>()!.page_count;
  const pages = countPages();
  for (let i = 0; i < 30; i++) await reader.take();
  assert.equal(countPages(), pages, "not while there is a backlog");
  while ((await bus.status("logs-raw")).kept > 0) await reader.take();
  // By itself, in steps between which others write.
  for (let turns = 0; countPages() * 16_384 > 66 * 1024 * 1024; turns++) {
    assert.ok(turns < 1000);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
});

Deno.test("Bus (sqlite) gives all back to a disk that has little left, also what is in the WAL", async () => {
  await using folder = new TestFolder();
  let freeBytes = Infinity;
  await using bus = await folder.open({ freeBytes: () => freeBytes });
  const megabyte = makeBatch({ lines: ["x".repeat(1024 * 1024 - 1)] });
  await bus.publish("logs-raw", Array.from({ length: 16 }, () => megabyte));
  freeBytes = 4 * 1024 * 1024;
  await bus.publish("logs-dead", [makeBatch({ lines: ["a"] })]); // Looks how much is free.
  await using reader = startReader(bus);
  while ((await bus.status("logs-raw")).kept > 0) await reader.take();
  const bytes = () => ["", "-wal"].map((end) => Deno.statSync(folder.path + end).size);
  for (let turns = 0; bytes()[0]! > 2 * 1024 * 1024 || bytes()[1]! > 0; turns++) {
    assert.ok(turns < 1000, `${bytes()}`);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
});

Deno.test("Bus (sqlite) asks to try later while another process writes for too long", async () => {
  await using folder = new TestFolder();
  await using bus = await folder.open({ busyMs: 1 });
  using other = openDatabase({ path: folder.path });
  other.exec("BEGIN IMMEDIATE");
  await assert.rejects(publishLines(bus, "a"), (error) => {
    assert.ok(error instanceof UnavailableError);
    assert.match(error.message, /database is locked: another process writes to it for too long/);
    return true;
  });
  other.exec("ROLLBACK");
  await publishLines(bus, "a");
});
