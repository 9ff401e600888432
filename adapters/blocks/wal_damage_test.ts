import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { toId } from "../../core/id.ts";
import { openDatabase, PAGE_BYTES } from "../../runtime/sqlite.ts";
import { readSince, searchAll, toEvents } from "../../tests/contract/log_store/case.ts";
import { checkStore } from "./check_store.ts";
import { compactStore } from "./compact_store.ts";
import { forgetDamage } from "./forget_damage.ts";
import { openBlockReader } from "./reader.ts";
import { makeStore, type TestStore } from "./testing/test_store.ts";
import { openBlockWriter } from "./writer.ts";

/**
 * Their texts are noise, so that the columns of blocks have pages of their own. 35 make a block, as they are
 * appended: at the end the head is empty.
 */
const ALL = toEvents(0, 385).map((event) => ({ ...event, message: toNoise(event.message) }));

const BY_ID = new Map(ALL.map((event) => [toId(event), event]));

const POSITION = { epoch: "bus", partition: 0, offset: 7 };

const HEAD_BYTES = 32;
const FRAME_HEAD_BYTES = 24;
const FRAME_BYTES = FRAME_HEAD_BYTES + PAGE_BYTES;

/** What a crash leaves of a store. */
interface Files {
  readonly main: Uint8Array;
  readonly wal: Uint8Array;
  /** Where in `wal` its last transaction begins, and where it ends; behind it are older frames. */
  readonly last: number;
  readonly end: number;
  /** As in a sound store without a WAL. */
  readonly whole: Uint8Array;
}

Deno.test("Block writer loses no more than the damaged pages of its WAL, and says so", async () => {
  const stores = {
    young: await makeFiles({ isYoung: true }),
    old: await makeFiles({ isYoung: false }),
  };
  const change = fc.record({
    age: fc.constantFrom("young" as const, "old" as const),
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    length: fc.constantFrom(1, 1, 1, 100, 5000, 30_000),
    isZeroed: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(change, async ({ age, at, length, isZeroed }) => {
      const files = stores[age];
      const begin = Math.floor(at * files.wal.length);
      const wal = files.wal.slice();
      for (let i = begin; i < Math.min(begin + length, wal.length); i++) {
        wal[i] = isZeroed ? 0 : wal[i]! ^ 0x5a;
      }
      await assertKept(files, wal);
    }),
    { numRuns: 60 },
  );
});

Deno.test("Block writer does with an older image of each page of which its WAL has several", async () => {
  const files = await makeFiles({ isYoung: true });
  for (const at of listFrames(files.end).filter((at) => isLatest(files, at))) {
    const isOnly = listFrames(at).every((other) =>
      pageAt(files.wal, other) !== pageAt(files.wal, at)
    );
    if (!isOnly) await assertKept(files, flip(files.wal, at + 100));
  }
});

Deno.test("Block writer does without any part of its WAL", async () => {
  const files = await makeFiles({ isYoung: true });
  const length = files.end / 16;
  for (let at = 0; at < files.last - length; at += length) {
    await assertKept(files, files.wal.slice().fill(0, at, at + length));
  }
});

Deno.test("Block writer loses nothing with any byte of the WAL's header or a frame's changed", async () => {
  for (const isYoung of [true, false]) {
    const files = await makeFiles({ isYoung });
    for (let i = 0; i < HEAD_BYTES; i += 3) {
      assert.equal(await assertKept(files, flip(files.wal, i)), 0, `byte ${i}`);
    }
  }
  const files = await makeFiles({ isYoung: false });
  for (const at of listFrames(files.last).filter((at) => isLatest(files, at))) {
    for (const i of [8, 15, 16, 23]) { // What is before is the number of the page.
      assert.equal(await assertKept(files, flip(files.wal, at + i)), 0, `byte ${i} of ${at}`);
    }
  }
});

Deno.test("Block writer takes a WAL that a crash cut short for what it is, and says nothing", async () => {
  const files = await makeFiles({ isYoung: true });
  const { end } = files;
  for (
    const at of [0, 20, 32, 40, 3 * FRAME_BYTES, end >> 1, end - FRAME_BYTES, end - 9, end - 1]
  ) {
    const zeroed = files.wal.slice();
    await assertSound(files, files.wal.subarray(0, at));
    await assertSound(files, zeroed.fill(0, at));
  }
});

Deno.test("checkStore tells a damaged WAL, and nobody opens such a file by hand", async () => {
  await using store = await placeFiles(
    await makeFiles({ isYoung: true }),
    (wal) => flip(wal, wal.length >> 1),
  );
  const wal = Deno.readFileSync(`${store.path}-wal`);
  const { damaged } = checkStore(store.path, () => {});
  assert.match(damaged[0]!.reason, /write-ahead log is damaged after \d+ bytes, and \d+ trans/);
  assert.deepEqual(damaged.map(({ part }) => part), ["log"]);
  const sentence = /is damaged \(.*write-ahead log .* start `process`, which puts that aside/;
  assert.throws(() => compactStore(store.path, () => {}), sentence);
  assert.throws(() => forgetDamage(store.path), sentence);
  assert.deepEqual(Deno.readFileSync(`${store.path}-wal`), wal);
  {
    await using _ = await openBlockWriter(store);
  }
  assert.deepEqual(checkStore(store.path, () => {}).damaged, []);
});

Deno.test("Block writer goes on without a last transaction that came to the disk in part, and says so", async () => {
  const files = await makeFiles({ isYoung: false, endsWithEvents: true });
  // As a power failure may leave it: the frames of a transaction are written in any order.
  for (let at = files.last; at < files.end - 2 * FRAME_BYTES; at += FRAME_BYTES) {
    await using store = await placeFiles(files, (wal) => wal.fill(0, at, at + FRAME_BYTES));
    await using writer = await openBlockWriter(store);
    assert.match(
      store.said.splice(0).join(),
      /goes on without its last transaction.*corrupt.* its bytes/,
    );
    assert.deepEqual(await writer.positions(), [POSITION]);
    await writer.append(ALL, null);
    await using reader = await openBlockReader({ ...store, log: assert.fail });
    assert.deepEqual(new Set(await searchAll(reader)), new Set(ALL));
  }
});

/** Opens a store with such a WAL and compares what is read with what was written. Gives how much is lost. */
async function assertKept(files: Files, wal: Uint8Array): Promise<number> {
  const { end, last } = files;
  const damaged = listDamaged(files.wal.subarray(0, end), wal);
  const lostPages = damaged.filter((at) => isLatest(files, at)).map((at) => pageAt(files.wal, at));
  await using store = await placeFiles(files, () => wal);
  const found = await readEvents(store);
  for (const event of found) assert.deepEqual(event, BY_ID.get(toId(event)));
  const ids = new Set(found.map(toId));
  assert.equal(ids.size, found.length, "no event is there twice");
  const isSilent = store.said.length === 0;
  // Where the last frame is damaged, or what it continues, the last transaction may never have ended.
  const mayBeTorn = damaged.some((at) => at >= last);
  if (damaged.length === 0 && wal.subarray(0, HEAD_BYTES).every((b, i) => b === files.wal[i])) {
    assert.ok(isSilent, store.said.join());
  } else if (!mayBeTorn) assert.match(store.said.join(), /was damaged .* write-ahead log/);
  if (mayBeTorn) return ALL.length - ids.size;
  if (lostPages.length === 0) assert.equal(ids.size, ALL.length);
  else {
    for (const id of await readIdsWithout(files, lostPages)) {
      assert.ok(ids.has(id), `${id} is lost`);
    }
  }
  return ALL.length - ids.size;
}

/** What is read, the same before and after the same came again. */
async function readEvents(store: TestStore) {
  await using writer = await openBlockWriter(store);
  await using reader = await openBlockReader({ ...store, log: assert.fail });
  const found = await searchAll(reader);
  const arrived = await readSince(reader, "start");
  assert.deepEqual(new Set(arrived.events), new Set(found));
  const before = await reader.status();
  assert.equal(before.events, found.length);
  assert.equal(before.stored, before.events + before.expired + before.damaged);
  assert.equal(before.expired, 0);
  const again = await writer.append(ALL, POSITION);
  const after = await searchAll(reader);
  assert.equal(after.length, found.length + again.stored);
  assert.equal(new Set(after.map(toId)).size, after.length);
  return found;
}

async function assertSound(files: Files, wal: Uint8Array): Promise<void> {
  await using store = await placeFiles(files, () => wal);
  assert.deepEqual(checkStore(store.path, () => {}).damaged, []);
  await readEvents(store);
  assert.deepEqual(store.said, []);
}

/** What is read of the file where these of its pages are empty. */
async function readIdsWithout(files: Files, pages: readonly number[]): Promise<string[]> {
  const main = files.whole.slice();
  for (const page of pages) main.fill(0, (page - 1) * PAGE_BYTES, page * PAGE_BYTES);
  await using store = await makeStore(main);
  await using _ = await openBlockWriter(store);
  await using reader = await openBlockReader(store);
  return (await searchAll(reader)).map(toId);
}

interface MakeOptions {
  /** All is in the WAL. */
  readonly isYoung: boolean;
  /** The last transaction has events, not just a position. */
  readonly endsWithEvents?: boolean;
}

/** A store of {@linkcode ALL} as a crash leaves it. */
async function makeFiles({ isYoung, endsWithEvents = false }: MakeOptions): Promise<Files> {
  await using store = await makeStore(new Uint8Array());
  await using writer = await openBlockWriter({ ...store, blockEvents: 32 });
  const append = async (from: number, to: number) => {
    for (let i = from; i < to; i += 5) await writer.append(ALL.slice(i, i + 5), POSITION);
  };
  await append(0, 300);
  using database = openDatabase({ path: store.path });
  if (!isYoung) database.exec("PRAGMA wal_checkpoint"); // The next frames stand before what is left of these.
  await append(300, 380);
  if (!endsWithEvents) {
    await append(380, 385);
    await writer.append([], POSITION);
  }
  const last = findEnd(Deno.readFileSync(`${store.path}-wal`));
  if (endsWithEvents) await append(380, 385);
  else await writer.append([], POSITION);
  const [main, wal] = ["", "-wal"].map((end) => Deno.readFileSync(store.path + end));
  database.exec("PRAGMA wal_checkpoint");
  const whole = Deno.readFileSync(store.path);
  return { main: main!, wal: wal!, last, end: findEnd(wal!), whole };
}

/** Where frames of an older generation begin. */
function findEnd(wal: Uint8Array): number {
  let at = HEAD_BYTES;
  const isCurrent = () => wal.subarray(at + 8, at + 16).every((byte, i) => byte === wal[16 + i]);
  while (at < wal.length && isCurrent()) at += FRAME_BYTES;
  return at;
}

async function placeFiles(
  { main, wal }: Files,
  damage: (wal: Uint8Array) => Uint8Array,
): Promise<TestStore> {
  const store = await makeStore(main);
  Deno.writeFileSync(`${store.path}-wal`, damage(wal.slice()));
  return store;
}

function flip(wal: Uint8Array, at: number): Uint8Array {
  const damaged = wal.slice();
  damaged[at]! ^= 0x5a;
  return damaged;
}

/** Where the frames before `end` begin. */
function listFrames(end: number): number[] {
  const count = Math.floor((end - HEAD_BYTES) / FRAME_BYTES);
  return Array.from({ length: count }, (_, i) => HEAD_BYTES + i * FRAME_BYTES);
}

/** Those of them that are not what they were. */
function listDamaged(wal: Uint8Array, damaged: Uint8Array): number[] {
  return listFrames(wal.length).filter((at) => {
    const frame = damaged.subarray(at, at + FRAME_BYTES);
    return wal.subarray(at, at + FRAME_BYTES).some((byte, i) => byte !== frame[i]);
  });
}

function isLatest({ wal, end }: Files, at: number): boolean {
  for (let later = at + FRAME_BYTES; later < end; later += FRAME_BYTES) {
    if (pageAt(wal, later) === pageAt(wal, at)) return false;
  }
  return true;
}

function toNoise(seed: string): string {
  const toHash = (i: number) => createHash("sha256").update(`${seed} ${i}`).digest("base64");
  return `${seed} ${Array.from({ length: 11 }, (_, i) => toHash(i)).join("")}`;
}

function pageAt(wal: Uint8Array, at: number): number {
  return new DataView(wal.buffer, wal.byteOffset).getUint32(at);
}
