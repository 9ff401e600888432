import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import { openDatabase, PAGE_BYTES } from "../../runtime/sqlite.ts";
import { readSince, searchAll, toEvents } from "../../tests/contract/log_store/case.ts";
import { checkStore } from "./check_store.ts";
import { compactStore } from "./compact_store.ts";
import { openBlockReader } from "./reader.ts";
import { makeVersion1, writeMeta } from "./schema.ts";
import { damagePage, EVENTS, makeStore, type TestStore, toFormat1 } from "./testing/test_store.ts";
import { openBlockWriter } from "./writer.ts";

const POSITION = { epoch: "bus", partition: 0, offset: 7 };

/** All that a store of these tests has. */
const ALL = [...EVENTS, ...toEvents(100, 30)];

/** What is done to a first page. */
const DAMAGES: Record<string, (page: Uint8Array<ArrayBuffer>) => void> = {
  "is noise": (page) => crypto.getRandomValues(page),
  "is empty": (page) => page.fill(0),
  "has no header": (page) => page.fill(0, 0, 100),
  "has noise for a header": (page) => crypto.getRandomValues(page.subarray(0, 100)),
  "has noise for the schema": (page) => crypto.getRandomValues(page.subarray(100)),
  "has nothing for the schema": (page) => page.fill(0, 100),
  "names another page size": (page) => page.set([16, 0], 16),
  "counts fewer pages": (page) => page.set([0, 0, 0, 9], 28),
};

/** How the tables came about. */
const MAKERS: Record<string, () => Promise<TestStore>> = {
  "a new file": makeStore,
  "a file of format 1, taken over": async () => {
    const store = await makeEmptyFormat1();
    await using writer = await openBlockWriter(store);
    await writer.append(EVENTS, null);
    return store;
  },
  "a file of format 1": async () => {
    const store = await makeStore();
    toFormat1(store.path);
    return store;
  },
  "a file changed by hand": async () => {
    const store = await makeStore();
    using database = openDatabase({ path: store.path });
    const { sql } = database.statement("SELECT sql FROM sqlite_schema WHERE name = 'position'")
      .get<{ sql: string }>()!;
    database.exec(`CREATE TABLE own (a); DROP TABLE position; ${sql}`);
    return store;
  },
};

for (const [what, make] of Object.entries(MAKERS)) {
  for (const [how, damage] of Object.entries(DAMAGES)) {
    if (what.includes("by hand") && !/header|size|fewer/.test(how)) continue;
    Deno.test(`Block writer loses nothing of ${what} whose first page ${how}`, async () => {
      await using store = await make();
      await fill(store);
      const damaged = damageFirstPage(store.path, damage);
      await assertWhole(store);
      assertAside(store, damaged);
    });
  }
}

for (const [how, damage] of Object.entries(DAMAGES)) {
  // Events make the file grow, so that the WAL has its first page; a position alone does not.
  for (const [what, count] of [["has it", 30], ["has others", 0]] as const) {
    Deno.test(`Block writer takes what is in the WAL, which ${what}, where the first page ${how}`, async () => {
      await using store = await makeStore();
      await using crashed = await makeStore(new Uint8Array());
      await using writer = await openBlockWriter(store);
      await writer.append(toEvents(100, 30 - count), null);
      {
        using other = openDatabase({ path: store.path });
        other.exec("PRAGMA wal_checkpoint"); // The next frames stand before what is left of these.
      }
      await writer.append(toEvents(130 - count, count), POSITION);
      for (const end of ["", "-wal"]) Deno.copyFileSync(store.path + end, crashed.path + end);
      damageFirstPage(crashed.path, damage);
      await assertWhole(crashed);
      if (count === 0) assert.match(crashed.said.join(), /was damaged/);
    });
  }
}

Deno.test("Block writer loses nothing with any byte of the header or some of the schema changed", async () => {
  await using original = await makeStore();
  await fill(original);
  const bytes = Deno.readFileSync(original.path);
  const places = Array.from({ length: PAGE_BYTES }, (_, at) => at)
    .filter((at) => (at < 120 || at % 211 === 0) && bytes[at] !== 0);
  for (const at of [...places, 24, 32, 36]) {
    const damaged = bytes.slice();
    damaged[at]! ^= 0x55;
    await using store = await makeStore(damaged);
    {
      await using reader = await openBlockReader(store);
      const fault = await searchAll(reader).then(() => null, (error) => error);
      assert.ok(fault === null || fault instanceof UnavailableError, `byte ${at}: ${fault}`);
    }
    await using writer = await openBlockWriter(store);
    await using reader = await openBlockReader({ ...store, log: assert.fail });
    assert.deepEqual((await readSince(reader, "start")).events, ALL, `byte ${at}`);
    assert.deepEqual(await writer.positions(), [POSITION], `byte ${at}`);
  }
});

Deno.test("Block writer loses nothing when it is killed while it replaces such a file", async () => {
  await using store = await makeStore();
  await fill(store);
  const damaged = damageFirstPage(store.path, DAMAGES["is noise"]!);
  await using left = new AsyncDisposableStack();
  const crashed = new Map<string, TestStore>();
  {
    const fault = () => {
      const files = listFiles(store.folder);
      if (crashed.has(files.join())) return;
      const copy = left.use({ ...store, ...copyFolder(store.folder, files) });
      crashed.set(files.join(), copy);
    };
    await using _ = await openBlockWriter({ ...store, fault });
  }
  assert.ok(crashed.size > 8, `only ${crashed.size} states were found`);
  for (const [files, copy] of crashed) {
    await assertWhole(copy);
    const now = listFiles(copy.folder);
    assert.deepEqual(now.filter((file) => /next|scratch/.test(file)), [], files);
    const aside = now.filter((file) => file.endsWith("Z/logs.db") || /Z-2.logs\.db$/.test(file));
    assert.deepEqual(aside.map((file) => Deno.readFileSync(copy.folder + file)), [damaged], files);
  }
});

Deno.test("Block writer reads a damaged file as it is where it cannot get another name", async () => {
  await using store = await makeStore();
  Deno.renameSync(store.path, `${store.folder}/elsewhere.db`);
  Deno.symlinkSync("elsewhere.db", store.path);
  damagePage(store.path, "intervals");
  await using writer = await openBlockWriter(store);
  assert.match(store.said.join(), /was damaged .* 100 events in .* are kept/);
  assert.equal((await writer.append(EVENTS, null)).duplicates, 100);
});

Deno.test("Block writer keeps what is left of a file cut short", async () => {
  await using store = await makeStore();
  await fill(store);
  Deno.truncateSync(store.path, Deno.statSync(store.path).size - 100);
  await using writer = await openBlockWriter(store);
  await using reader = await openBlockReader({ ...store, log: assert.fail });
  const { events } = await reader.status();
  assert.ok(events > 80, `${events} events are left`);
  assert.equal((await writer.append(ALL, null)).stored, ALL.length - events);
});

Deno.test("checkStore says that a first page is damaged, and compactStore leaves it alone", async () => {
  for (const [how, damage] of Object.entries(DAMAGES)) {
    await using store = await makeStore();
    damageFirstPage(store.path, damage);
    assert.notDeepEqual(checkStore(store.path, () => {}).damaged, [], how);
    const damaged = Deno.readFileSync(store.path);
    assert.throws(
      () => compactStore(store.path, () => {}),
      /^Error: Cannot compact/,
      how,
    );
    assert.deepEqual(Deno.readFileSync(store.path), damaged, how);
  }
});

/** 30 events behind {@linkcode EVENTS}, a position, and something put aside. */
async function fill(store: TestStore): Promise<void> {
  {
    await using writer = await openBlockWriter(store);
    await writer.append(toEvents(100, 30), POSITION);
  }
  using database = openDatabase({ path: store.path });
  database.exec("INSERT INTO broken VALUES (1, 'block 9', 3, 'it was', x'0102')");
}

/** It has {@linkcode ALL}, also after it was opened again. */
async function assertWhole(store: TestStore): Promise<void> {
  {
    await using writer = await openBlockWriter(store);
    assert.deepEqual(await writer.positions(), [POSITION]);
    assert.equal((await writer.append(ALL, null)).stored, 0);
    await using reader = await openBlockReader({ ...store, log: assert.fail });
    assert.deepEqual((await readSince(reader, "start")).events, ALL);
    assert.deepEqual(await searchAll(reader), ALL);
    const { stored, expired } = await reader.status();
    assert.deepEqual({ stored, expired }, { stored: 130, expired: 0 });
  }
  assert.deepEqual(checkStore(store.path, () => {}).damaged, []);
}

/** What was put aside is there with its bytes, and nothing else. */
function assertAside(store: TestStore, damaged: Uint8Array): void {
  assert.match(store.said.join(), /was damaged .* 130 events in .* kept, 0 parts were not/);
  const [folder, ...others] = [...Deno.readDirSync(`${store.path}.corrupt`)];
  assert.deepEqual(others, []);
  const aside = `${store.path}.corrupt/${folder!.name}`;
  assert.deepEqual(Deno.readFileSync(`${aside}/logs.db`), damaged);
  const names = [...Deno.readDirSync(aside)].map(({ name }) => name);
  assert.deepEqual(names.filter((name) => !name.startsWith("logs.db")), []);
}

function damageFirstPage(path: string, damage: typeof DAMAGES[string]): Uint8Array {
  const bytes = Deno.readFileSync(path);
  damage(bytes.subarray(0, PAGE_BYTES));
  Deno.writeFileSync(path, bytes);
  return bytes;
}

async function makeEmptyFormat1(): Promise<TestStore> {
  const store = await makeStore(new Uint8Array());
  using database = openDatabase({ path: store.path });
  makeVersion1(database);
  const epoch = "0123456789abcdef";
  database.statement("INSERT INTO meta VALUES (1, ?, 0, 0, 0, 0, 0, 0)").run(epoch);
  const zero = { arrivals: 0, generation: 0, stored: 0, duplicates: 0, expired: 0 };
  writeMeta(database, { epoch, ...zero });
  return store;
}

/** Paths below a folder, sorted, each with a slash in front. */
function listFiles(folder: string, under = ""): string[] {
  return [...Deno.readDirSync(folder + under)].flatMap(({ name, isDirectory }) => {
    const path = `${under}/${name}`;
    return isDirectory ? listFiles(folder, path) : [path];
  }).sort();
}

function copyFolder(from: string, files: readonly string[]) {
  const folder = Deno.makeTempDirSync();
  for (const file of files) {
    Deno.mkdirSync((folder + file).slice(0, (folder + file).lastIndexOf("/")), { recursive: true });
    Deno.copyFileSync(from + file, folder + file);
  }
  const remove = () => Deno.remove(folder, { recursive: true });
  return { folder, path: `${folder}/logs.db`, [Symbol.asyncDispose]: remove };
}
