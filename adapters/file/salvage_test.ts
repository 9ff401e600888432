import assert from "node:assert/strict";
import { openDatabase } from "../../runtime/sqlite.ts";
import { listIntegers, makeLarge } from "../../tests/large_numbers.ts";
import { PAGE_BYTES } from "./checkpoint_schema.ts";
import { readCheckpoint } from "./read_checkpoint.ts";
import { openOrSalvage } from "./salvage.ts";
import { TestWorld } from "./test_world.ts";

/** What is done to a first page. */
const DAMAGES: Record<string, (page: Uint8Array<ArrayBuffer>) => void> = {
  "is noise": (page) => crypto.getRandomValues(page),
  "is empty": (page) => page.fill(0),
  "has no header": (page) => page.fill(0, 0, 100),
  "has noise for the schema": (page) => crypto.getRandomValues(page.subarray(100)),
  "has nothing for the schema": (page) => page.fill(0, 100),
  "names another page size": (page) => page.set([64, 0], 16),
  "has another name for a table": (page) => {
    const at = new TextDecoder("latin1").decode(page).indexOf("CREATE TABLE files");
    page[at + "CREATE TABLE ".length] = "g".charCodeAt(0);
  },
};

for (const [how, damage] of Object.entries(DAMAGES)) {
  Deno.test(`Checkpoint loses nothing where its first page ${how}`, async () => {
    using world = await makeWorld();
    const [tables, summary] = [readTables(world), readCheckpoint(world.checkpointPath)];
    const damaged = damageFirstPage(world, damage);
    openOrSalvage(toOptions(world))[Symbol.dispose]();
    assert.match(world.messages.join(), /was damaged .* kept in .* 3 files were found in it/);
    assert.deepEqual(readTables(world), tables);
    assert.deepEqual(readCheckpoint(world.checkpointPath), summary);
    const [folder] = [...Deno.readDirSync(`${world.checkpointPath}.corrupt`)];
    const aside = `${world.checkpointPath}.corrupt/${folder!.name}`;
    assert.deepEqual(Deno.readFileSync(`${aside}/ship.db`), damaged);
    const names = [...Deno.readDirSync(aside)].map(({ name }) => name);
    assert.deepEqual(names.filter((name) => !name.startsWith("ship.db")), []);
  });
}

for (const how of ["is noise", "has no header", "has noise for the schema"]) {
  Deno.test(`readCheckpoint names the file, and what mends it, where its first page ${how}`, async () => {
    using world = await makeWorld();
    damageFirstPage(world, DAMAGES[how]!);
    assert.throws(
      () => readCheckpoint(world.checkpointPath),
      /^Error: Cannot read checkpoint ".*ship\.db": it is damaged \(.+\): the next start of ship puts/,
    );
  });
}

Deno.test("Checkpoint loses only the row in which a number is too large", async () => {
  using world = await makeWorld();
  const tables = readTables(world);
  const bytes = Deno.readFileSync(world.checkpointPath);
  for (const { table, column } of listIntegers(world.checkpointPath)) {
    if (column === "inode") continue; // Contents tell such a file: nothing is lost.
    Deno.writeFileSync(world.checkpointPath, bytes);
    makeLarge(world.checkpointPath, { table, column });
    const name = `${table}.${column}`;
    world.messages.splice(0);
    openOrSalvage(toOptions(world))[Symbol.dispose]();
    assert.match(world.messages.join(), /was damaged .*too large.* kept in/, name);
    const at = TABLES.indexOf(table);
    assert.deepEqual(readTables(world), tables.with(at, tables[at]!.slice(1)), name);
    readCheckpoint(world.checkpointPath);
  }
});

Deno.test("readCheckpoint names the file, and what mends it, where a number is too large", async () => {
  using world = await makeWorld();
  makeLarge(world.checkpointPath, { table: "files", column: "inode" });
  assert.throws(
    () => readCheckpoint(world.checkpointPath),
    /^Error: Cannot read checkpoint ".*ship\.db": it is damaged \(.+too large\): the next start/,
  );
});

Deno.test("Checkpoint keeps rows between two in which a number is too large", async () => {
  using world = await makeWorld();
  const [files] = readTables(world);
  {
    using database = openDatabase({ path: world.checkpointPath });
    const { length } = files!;
    for (const order of ["ASC", "DESC"]) {
      database.exec(`UPDATE files SET size = 1 << 60
        WHERE origin = (SELECT origin FROM files ORDER BY origin ${order} LIMIT 1)`);
    }
    assert.equal(length, 3);
  }
  openOrSalvage(toOptions(world))[Symbol.dispose]();
  assert.deepEqual(readTables(world)[0], files!.slice(1, 2));
});

Deno.test("readCheckpoint takes a file without tables for one that is being made", () => {
  using world = new TestWorld();
  Deno.writeTextFileSync(world.checkpointPath, "");
  assert.deepEqual(readCheckpoint(world.checkpointPath).files, []);
});

Deno.test("Tailer ships nothing twice where the first page of its checkpoint was damaged", async () => {
  using world = await makeWorld();
  const texts = [...world.texts];
  damageFirstPage(world, DAMAGES["is noise"]!);
  world.write("app.log", "new\n");
  await world.settle();
  assert.deepEqual(world.texts, [...texts, "flying", "new"]);
});

Deno.test("Checkpoint loses nothing with any byte of the header or some of the schema changed", async () => {
  using world = await makeWorld();
  const tables = readTables(world);
  const bytes = Deno.readFileSync(world.checkpointPath);
  for (let at = 0; at < PAGE_BYTES; at += at < 120 ? 1 : 67) {
    const damaged = bytes.slice();
    damaged[at]! ^= 0x55;
    Deno.writeFileSync(world.checkpointPath, damaged);
    openOrSalvage(toOptions(world))[Symbol.dispose]();
    assert.deepEqual(readTables(world), tables, `byte ${at}`);
  }
});

Deno.test("Checkpoint loses nothing when ship is killed while it replaces a damaged one", async () => {
  using world = await makeWorld();
  const tables = readTables(world);
  const damaged = damageFirstPage(world, DAMAGES["is noise"]!);
  for (let n = 1, failed = true; failed; n++) {
    Deno.removeSync(`${world.folder}/data`, { recursive: true });
    Deno.mkdirSync(`${world.folder}/data`);
    Deno.writeFileSync(world.checkpointPath, damaged);
    failed = failsAt(world, n);
    assert.ok(failed || n > 15, `only ${n} operations`);
    openOrSalvage(toOptions(world))[Symbol.dispose]();
    assert.deepEqual(readTables(world), tables, `${n}`);
  }
});

Deno.test("Checkpoint is begun anew, and that is said, where only the WAL of a removed one is there", async () => {
  using world = await makeWorld();
  Deno.renameSync(world.checkpointPath, `${world.checkpointPath}-wal`);
  openOrSalvage(toOptions(world))[Symbol.dispose]();
  assert.match(world.messages.join(), /^Cannot find ".*ship\.db", only its -wal .* put aside in /);
  assert.deepEqual(readCheckpoint(world.checkpointPath).files, []);
});

/** A checkpoint with three files, a batch in flight and counts of what was pruned; its WAL is in the file. */
async function makeWorld(): Promise<TestWorld> {
  const world = new TestWorld();
  for (const name of ["app.log.2", "app.log.1", "app.log"]) {
    world.write("app.log", `${name}\n`);
    await world.settle();
    if (name !== "app.log") {
      if (name === "app.log.1") world.rename("app.log.1", "app.log.2");
      world.rename("app.log", "app.log.1");
    }
  }
  world.write("app.log", "flying\n");
  await world.step(2000, { publish: false });
  world.kill();
  using database = openDatabase({ path: world.checkpointPath });
  database.exec("INSERT INTO meta VALUES ('events', 5), ('lost', 7)");
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  return world;
}

function toOptions({ checkpointPath: path, nowMs, messages }: TestWorld) {
  return { path, nowMs, log: (message: string) => void messages.push(message) };
}

/** Whether opening does fail when its n-th operation does. */
function failsAt(world: TestWorld, n: number): boolean {
  let count = 0;
  const fault = () => {
    if (++count === n) throw new Error("disk I/O error");
  };
  try {
    openOrSalvage({ ...toOptions(world), fault })[Symbol.dispose]();
    return false;
  } catch (error) {
    assert.match(`${error}`, /disk I\/O error/);
    return true;
  }
}

const TABLES = ["files", "in_flight", "meta"];

function readTables({ checkpointPath: path }: TestWorld): unknown[][] {
  using database = openDatabase({ path, readOnly: true });
  return TABLES.map((table) => database.statement(`SELECT * FROM ${table} ORDER BY 1`).all());
}

function damageFirstPage(world: TestWorld, damage: typeof DAMAGES[string]): Uint8Array {
  const bytes = Deno.readFileSync(world.checkpointPath);
  damage(bytes.subarray(0, PAGE_BYTES));
  Deno.writeFileSync(world.checkpointPath, bytes);
  return bytes;
}
