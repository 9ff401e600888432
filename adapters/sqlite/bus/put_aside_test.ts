import assert from "node:assert/strict";
import { publishLines, textsOf } from "../../../tests/contract/bus_fixture.ts";
import { putAside, putOrphansAside } from "../../../runtime/put_aside.ts";
import { salvage } from "./salvage.ts";
import { TestFolder } from "./test_folder.ts";

/** What a crash can leave: which files stand where, in the order in which they are moved. */
const LEFT = [
  { moved: [], what: "before anything is moved" },
  { moved: ["-wal"], what: "after the WAL is moved" },
  { moved: ["-wal", ""], what: "before the new file is in place" },
];

for (const { moved, what } of LEFT) {
  Deno.test(`putAside is finished by the next who opens, having been killed ${what}`, async () => {
    await using folder = await makeInterrupted(moved);
    await using bus = await folder.open();
    assert.deepEqual(textsOf({ records: await bus.read("logs-raw", [], 10) }), ["a", "b"]);
    const [time] = folder.files("/bus.db.corrupt");
    assert.deepEqual(folder.files(`/bus.db.corrupt/${time}`), ["bus.db", "bus.db-wal"]);
    assert.deepEqual(folder.files().filter((name) => !name.startsWith("bus.db-")), [
      "bus.db",
      "bus.db.corrupt",
      "bus.db.lock",
    ]);
  });
}

Deno.test("putAside starts again where it was killed while it built the new file", async () => {
  await using folder = await makeCrashed();
  Deno.mkdirSync(`${folder.path}.corrupt/old`, { recursive: true });
  Deno.writeTextFileSync(`${folder.path}.corrupt/old/next.part`, "half a file");
  Deno.writeTextFileSync(`${folder.path}.corrupt/old/next.part-wal`, "and its WAL");
  await using bus = await folder.open();
  assert.deepEqual(textsOf({ records: await bus.read("logs-raw", [], 10) }), ["a", "b"]);
  assert.deepEqual(folder.files("/bus.db.corrupt/old"), []);
});

Deno.test("putAside never overwrites what was put aside in the same millisecond", async () => {
  await using folder = await makeCrashed();
  const [first, second] = [putAsideAt(folder.path), putAsideAt(folder.path)];
  assert.equal(second.folder, `${first.folder}-2`);
  assert.deepEqual(folder.files("/bus.db.corrupt/1970-01-01T00-00-00.000Z"), [
    "bus.db",
    "bus.db-wal",
  ]);
});

Deno.test("putAside leaves all as it was when the new file cannot be finished", async () => {
  await using folder = await makeCrashed();
  const before = folder.files();
  const salvages = [
    () => assert.fail("the disk is full"),
    (into: string) => Deno.writeTextFileSync(`${into}-wal`, "what could not be written back"),
  ];
  for (const salvage of salvages) {
    assert.throws(
      () => putAside({ path: folder.path, nowMs: 0, salvage }),
      /full|not written back/,
    );
  }
  assert.deepEqual(folder.files(), [...before, "bus.db.corrupt"].sort());
  assert.deepEqual(folder.files("/bus.db.corrupt"), []);
});

Deno.test("putOrphansAside leaves a bus to each who opens after it was removed under another", async () => {
  await using folder = new TestFolder();
  await using old = await folder.open();
  await publishLines(old, "old");
  Deno.removeSync(folder.path);
  await using first = await folder.open();
  await publishLines(first, "a");
  await using second = await folder.open();
  await publishLines(second, "b");
  for (const bus of [first, second]) {
    assert.deepEqual(textsOf({ records: await bus.read("logs-raw", [], 10) }), ["a", "b"]);
  }
  assert.match(folder.messages.join(), /^Cannot find ".*bus\.db", only its -wal or -shm: .*begun$/);
  const [time, ...rest] = folder.files("/bus.db.corrupt");
  assert.deepEqual(rest, []);
  assert.deepEqual(folder.files(`/bus.db.corrupt/${time}`), ["bus.db-shm", "bus.db-wal"]);
});

Deno.test("putOrphansAside touches nothing that has its database, or is none", async () => {
  await using folder = new TestFolder();
  const options = { path: folder.path, nowMs: 0, log: assert.fail };
  putOrphansAside(options);
  assert.deepEqual(folder.files(), []);
  for (const suffix of ["", "-wal", "-shm"]) Deno.writeTextFileSync(folder.path + suffix, "");
  putOrphansAside(options);
  assert.deepEqual(folder.files(), ["bus.db", "bus.db-shm", "bus.db-wal"]);
});

async function makeCrashed(): Promise<TestFolder> {
  await using folder = new TestFolder();
  await using bus = await folder.open();
  await publishLines(bus, "a", "b");
  return folder.snapshot();
}

/** Does all of `putAside`, then moves back what a crash would not have moved. */
async function makeInterrupted(moved: readonly string[]): Promise<TestFolder> {
  const folder = await makeCrashed();
  const { folder: aside } = putAsideAt(folder.path);
  Deno.renameSync(folder.path, `${aside}/next.db`);
  for (const suffix of ["", "-wal"]) {
    if (!moved.includes(suffix)) Deno.renameSync(`${aside}/bus.db${suffix}`, folder.path + suffix);
  }
  return folder;
}

function putAsideAt(path: string) {
  return putAside({ path, nowMs: 0, salvage: (into) => salvage(path, { into, epoch: "e" }) });
}
