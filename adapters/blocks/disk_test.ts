import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import type { LogEvent } from "../../core/event.ts";
import { readFreeBytes } from "../../runtime/free_bytes.ts";
import { readSince, toEvent } from "../../tests/contract/log_store/case.ts";
import { canMount, mountSmallDisk, type SmallDisk } from "../../tests/e2e/small_disk.ts";
import { openBlockReader } from "./reader.ts";
import { toStoreBytesMax } from "./upkeep.ts";
import { openBlockWriter } from "./writer.ts";

const MIB = 1024 * 1024;
const MAY_MOUNT = canMount();
const WHY_NOT = MAY_MOUNT ? "" : " (ignored: this user may not mount a small file system)";

testOnDisk(
  "appends for ever on a disk that nobody else fills, the oldest going first",
  async (disk) => {
    await using store = await openOn(disk);
    for (let i = 0; i < 60; i++) {
      await store.append(i);
      if (i % 7 === 0) await store.look();
    }
    await assertNewestKept(store, 60);
  },
);

testOnDisk("appends also where it never comes to look at its size", async (disk) => {
  await using store = await openOn(disk);
  for (let i = 0; i < 60; i++) await store.append(i);
  await assertNewestKept(store, 60);
});

testOnDisk("makes room in itself for an append on a disk that others have filled", async (disk) => {
  await using store = await openOn(disk);
  for (let i = 0; i < 10; i++) await store.append(i);
  disk.fill();
  assert.equal(readFreeBytes(disk.folder), 0);
  for (let i = 10; i < 14; i++) await store.append(i);
  assert.match(store.said.join("\n"), /is full: its \d+ oldest events are removed/);
  await assertNewestKept(store, 14);
});

testOnDisk("gives up room with a look on a disk that others have filled", async (disk) => {
  await using store = await openOn(disk);
  for (let i = 0; i < 10; i++) await store.append(i);
  disk.fill();
  await store.look();
  assert(readFreeBytes(disk.folder) > 8 * MIB, `${readFreeBytes(disk.folder)} bytes are free`);
  await assertNewestKept(store, 10);
});

testOnDisk(
  "keeps its newest and refuses more where others fill the disk for good",
  async (disk) => {
    await using store = await openOn(disk);
    for (let i = 0; i < 10; i++) await store.append(i);
    const refusals: unknown[] = [];
    let appended = 10;
    while (refusals.length < 5) {
      disk.fill(); // They also take the reserve, and what the store gave up.
      await store.append(appended).then(() => appended++, (error) => refusals.push(error));
      await store.look().catch((error) => refusals.push(error));
    }
    assert(refusals.every((error) => error instanceof UnavailableError), `${refusals}`);
    await assertNewestKept(store, appended);
    disk.free();
    await store.append(appended);
    await assertNewestKept(store, appended + 1);
  },
);

testOnDisk("removes nothing where it is small and others have filled the disk", async (disk) => {
  await using store = await openOn(disk);
  await store.append(0);
  disk.fill();
  let appended = 1;
  await assert.rejects(async () => {
    for (; appended < 1000; appended++) {
      await store.append(appended, 100);
      disk.fill(); // They also take the reserve.
    }
  }, UnavailableError);
  await store.look();
  disk.free();
  await store.append(appended, 100);
  assert.equal((await store.reader.status()).expired, 0);
  await store.look();
  assert(Deno.statSync(`${store.path}.reserve`).size === 16 * MIB, "the reserve is there again");
});

Deno.test("Block store keeps its files below what toStoreBytesMax is made for", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/logs.db`;
  const bytesMax = toStoreBytesMax(80 * MIB);
  {
    await using writer = await openBlockWriter({ path, log: assert.fail });
    for (let i = 0; i < 40; i++) {
      await writer.append(toNoise(i, EVENTS), null);
      await writer.prune({ ingestedBeforeMs: null, happenedBeforeMs: null, bytesMax });
      const sizes = [path, `${path}-wal`].map((each) => Deno.statSync(each).size);
      const reserve = 16 * MIB;
      assert(sizes[0]! + sizes[1]! + reserve < 80 * MIB, `${i}: ${sizes}`);
    }
    await using reader = await openBlockReader({ path, log: assert.fail });
    const { bytes, expired, stored } = await reader.status();
    assert(bytes <= bytesMax && bytes > bytesMax / 4, `${bytes} bytes`);
    assert(expired > 0 && stored === 40 * EVENTS);
  }
  await Deno.remove(folder, { recursive: true });
});

/** Runs a test on a disk of 64 MiB. */
function testOnDisk(holds: string, run: (disk: SmallDisk) => Promise<void>): void {
  Deno.test({
    name: `Block store ${holds}${WHY_NOT}`,
    ignore: !MAY_MOUNT,
    async fn() {
      using disk = mountSmallDisk(64)!;
      await run(disk);
    },
  });
}

type StoreOnDisk = Awaited<ReturnType<typeof openOn>>;

async function openOn(disk: SmallDisk) {
  const path = `${disk.folder}/logs.db`;
  const said: string[] = [];
  const log = (message: string) => void said.push(message);
  const writer = await openBlockWriter({
    ...{ path, log, reserveBytes: 16 * MIB, freeBytes: () => readFreeBytes(disk.folder) },
  });
  const reader = await openBlockReader({ path, log });
  return {
    path,
    said,
    reader,
    append: (index: number, count = EVENTS) => writer.append(toNoise(index, count), null),
    look: () => writer.prune({ ingestedBeforeMs: null, happenedBeforeMs: null, bytesMax: null }),
    async [Symbol.asyncDispose]() {
      await reader[Symbol.asyncDispose]();
      await writer[Symbol.asyncDispose]();
    },
  };
}

/** Nothing of the last appends is gone, and what is gone is counted. */
async function assertNewestKept({ reader }: StoreOnDisk, appends: number): Promise<void> {
  const { stored, events, expired } = await reader.status();
  assert.deepEqual([stored, events + expired], [appends * EVENTS, appends * EVENTS]);
  assert(expired > 0, "some went");
  assert(events * EVENT_BYTES > 3 * MIB, `only ${events} are left`);
  const kept = (await readSince(reader, "start", 10_000)).events;
  assert.equal(kept.length, events);
  assert.deepEqual(kept.at(0)?.position, expired * 10);
  assert.deepEqual(kept.at(-1)?.position, appends * EVENTS * 10 - 10);
}

/** Events that take about a kilobyte each on disk. */
function toNoise(index: number, count: number): LogEvent[] {
  return Array.from({ length: count }, (_, i) => {
    const bytes = crypto.getRandomValues(new Uint8Array(EVENT_BYTES));
    return toEvent(index * EVENTS + i, { message: bytes.toBase64() });
  });
}

const EVENTS = 2000;
const EVENT_BYTES = 1024;
