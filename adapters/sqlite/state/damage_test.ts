import assert from "node:assert/strict";
import fc from "fast-check";
import type { StateDocument, StateStore } from "../../../ports/state_store.ts";
import { openDatabase } from "../../../runtime/sqlite.ts";
import { listIntegers, makeLarge } from "../../../tests/large_numbers.ts";
import { openSqliteLeases } from "../leases.ts";
import { PAGE_BYTES } from "./schema.ts";
import { TestFolder } from "./test_folder.ts";

for (const [what, from, to] of [["first page", 0, PAGE_BYTES], ["header", 0, 100]] as const) {
  Deno.test(`StateStore (sqlite) loses nothing with the ${what} overwritten`, async () => {
    await using original = await makeClosed();
    const file = Deno.readFileSync(original.path);
    for (const bytes of [noise(to - from), new Uint8Array(to - from)]) {
      await using folder = new TestFolder();
      Deno.writeFileSync(folder.path, file);
      folder.overwrite(from, bytes);
      const damaged = Deno.readFileSync(folder.path);
      await assertGoesOn(folder, DOCUMENTS.length);
      assert.match(
        folder.messages[0]!,
        /^State store ".*" is damaged \(.*\): put aside in ".*"; a new/,
      );
      const [time] = folder.files("/state.db.corrupt");
      assert.deepEqual(Deno.readFileSync(`${folder.path}.corrupt/${time}/state.db`), damaged);
    }
  });
}

Deno.test("StateStore (sqlite) loses, with any page overwritten, only what stood there", async () => {
  await using original = await makeClosed();
  const file = Deno.readFileSync(original.path);
  for (let at = PAGE_BYTES; at < file.length; at += PAGE_BYTES) {
    await using folder = new TestFolder();
    Deno.writeFileSync(folder.path, file);
    folder.overwrite(at, noise(PAGE_BYTES));
    const lost = new TextDecoder("latin1").decode(file.subarray(at, at + PAGE_BYTES));
    const whole = DOCUMENTS.filter(([key, value]) =>
      !lost.includes(`${key}"`) && !lost.includes(value.slice(0, 8)) && !lost.includes(key)
    );
    await assertGoesOn(folder, whole.length);
  }
});

Deno.test("StateStore (sqlite) opens with any bytes changed, and gives nothing that was not written", async () => {
  await using original = await makeCrashed();
  const place = fc.record({ wal: fc.boolean(), at: fc.nat(10_000_000), byte: fc.nat(255) });
  await fc.assert(
    fc.asyncProperty(fc.array(place, { minLength: 1, maxLength: 30 }), async (changes) => {
      await using folder = original.snapshot();
      for (const { wal, at, byte } of changes) {
        const suffix = wal ? "-wal" : "";
        const { size } = Deno.statSync(folder.path + suffix);
        if (size > 0) folder.overwrite(at % size, Uint8Array.of(byte), suffix);
      }
      await assertGoesOn(folder, 0);
    }),
    { numRuns: 40 },
  );
});

Deno.test("StateStore (sqlite) opens a file cut off anywhere", async () => {
  await using original = await makeClosed();
  const file = Deno.readFileSync(original.path);
  for (let size = 0; size < file.length; size += PAGE_BYTES + 321) {
    await using folder = new TestFolder();
    Deno.writeFileSync(folder.path, file.subarray(0, size));
    await assertGoesOn(folder, 0);
  }
});

Deno.test("StateStore (sqlite) finds everything in the WAL where the file itself is empty or gone", async () => {
  await using original = await makeCrashed();
  for (const spoil of [Deno.removeSync, Deno.truncateSync]) {
    await using folder = original.snapshot();
    spoil(folder.path);
    await assertGoesOn(folder, DOCUMENTS.length);
  }
});

Deno.test("StateStore (sqlite) does not bring back what was removed or replaced", async () => {
  await using folder = await makeClosed();
  {
    await using store = await folder.open();
    for (const { key, revision } of await listAll(store)) {
      if (key !== "d/1") await store.remove(key, revision);
    }
    const { revision } = (await store.read("d/1"))!;
    await store.write("d/1", "new", revision);
  }
  folder.overwrite(0, noise(100));
  await using store = await folder.open();
  assert.deepEqual((await listAll(store)).map(({ key, value }) => [key, value]), [["d/1", "new"]]);
});

Deno.test("StateStore (sqlite) gives no revision twice when its last writes are lost", async () => {
  await using folder = new TestFolder();
  const seen = new Set<number>();
  for (let round = 0; round < 3; round++) {
    await using store = await folder.open();
    const revision = await store.write("a", round, (await store.read("a"))?.revision ?? null);
    assert.ok(!seen.has(revision));
    seen.add(revision);
    await using crashed = folder.snapshot();
    Deno.removeSync(`${crashed.path}-wal`); // All of it was there.
    await using again = await crashed.open();
    const next = await again.write("b", round, null);
    assert.ok(!seen.has(next));
  }
});

Deno.test("StateStore (sqlite) tells everyone who has a damaged file open, and mends it once they let go", async () => {
  await using folder = await makeClosed();
  const [first, second] = [await folder.open(), await folder.open()];
  const { size } = Deno.statSync(folder.path);
  folder.overwrite(PAGE_BYTES, noise(size - PAGE_BYTES));
  await assert.rejects(
    listAll(first),
    /^Error: Cannot read state store ".*": it is damaged \(.*: start/,
  );
  await assert.rejects(second.write("x", 1, null), /is damaged/);
  const third = folder.open();
  await first[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
  await using store = await third;
  await store.write("goes on", 1, null);
});

Deno.test("StateStore (sqlite) opens with any integer too large for JavaScript", async () => {
  await using original = await makeClosed();
  {
    await using leases = await openSqliteLeases({ path: original.path });
    await leases.acquire("x", 1000);
  }
  for (const column of listIntegers(original.path)) {
    await using folder = new TestFolder();
    Deno.writeFileSync(folder.path, Deno.readFileSync(original.path));
    makeLarge(folder.path, column);
    await assertGoesOn(
      folder,
      column.table === "documents" ? DOCUMENTS.length - 1 : DOCUMENTS.length,
    );
  }
});

Deno.test("StateStore (sqlite) refuses a file of a later version, and one of something else", async () => {
  await using folder = await makeClosed();
  execute(folder.path, "PRAGMA user_version = 9");
  await assert.rejects(
    folder.open(),
    /its format is version 9, this program knows 1: use the program/,
  );
  await using foreign = new TestFolder();
  execute(foreign.path, "CREATE TABLE x(y)");
  await assert.rejects(foreign.open(), /it is a database of something else/);
});

Deno.test("StateStore (sqlite) is unavailable on a full disk, and goes on when there is room", async () => {
  await using folder = await makeClosed();
  let full = false;
  const fault = (operation: string) => {
    if (full && operation === "commit") throw new Error("database or disk is full");
  };
  await using store = await folder.open({ fault });
  full = true;
  await assert.rejects(store.write("x", 1, null), { name: "UnavailableError" });
  full = false;
  assert.equal(await store.read("x"), null);
  await store.write("x", 1, null);
});

/** Short and long ones, on one page or on many. */
const DOCUMENTS = Array.from({ length: 30 }, (_, i) => {
  const mark = `<${i}>`;
  return [`d/${i}/`, mark.repeat(Math.ceil([20, 300, 3000, 9000][i % 4]! / mark.length))] as const;
});

async function fill(store: StateStore): Promise<void> {
  for (const [key] of DOCUMENTS) await store.write(key, "old", null);
  for (const [key, value] of DOCUMENTS) {
    await store.write(key, value, (await store.read(key))!.revision);
  }
  await store.write("d/1", "one", null);
}

async function makeClosed(): Promise<TestFolder> {
  const folder = new TestFolder();
  await using store = await folder.open();
  await fill(store);
  return folder;
}

/** As left by a power cut: everything is in the WAL, nothing in the file. */
async function makeCrashed(): Promise<TestFolder> {
  await using folder = new TestFolder();
  await using store = await folder.open();
  await fill(store);
  return folder.snapshot();
}

/** Opens, gives at least so many documents, none that was not written, and goes on. */
async function assertGoesOn(folder: TestFolder, least: number): Promise<void> {
  await using store = await folder.open();
  const found = (await listAll(store)).filter(({ key }) => key !== "d/1");
  const written = new Map<string, string>(DOCUMENTS);
  for (const { key, value } of found) {
    assert.ok([written.get(key), "old"].includes(value as string));
  }
  const whole = found.filter(({ key, value }) => written.get(key) === value);
  assert.ok(whole.length >= least, `${whole.length} of ${least} documents`);
  const revision = await store.write("goes on", 1, null);
  assert.ok(found.every((document) => document.revision < revision));
}

function listAll(store: StateStore): Promise<StateDocument[]> {
  return store.list({ prefix: "", after: null, limit: 1000 });
}

function execute(path: string, sql: string): void {
  using db = openDatabase({ path });
  db.exec(sql);
}

function noise(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 2_654_435_761 >>> 13) & 255);
}
