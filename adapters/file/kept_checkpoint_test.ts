import assert from "node:assert/strict";
import { TestWorld } from "./test_world.ts";

const WITH_WAL = ["", "-wal", "-shm"];

for (const suffixes of [[""], WITH_WAL]) {
  Deno.test(`Tailer ships nothing twice where ship.db{${suffixes}} is removed under it`, async () => {
    using world = await makeWorld();
    for (const suffix of suffixes) Deno.removeSync(world.checkpointPath + suffix);
    await world.step(); // Nothing happens to the logs: a look is enough.
    assert.match(world.messages.join(), /^Cannot find checkpoint ".*ship\.db": somebody removed/);
    world.kill();
    await goesOn(world);
  });
}

Deno.test("Tailer hands out the same again where ship.db is removed before a reading arrived", async () => {
  using world = await makeWorld();
  Deno.removeSync(world.checkpointPath);
  world.write("app.log", "flying\n");
  assert.equal((await world.step(1000, { publish: false })).length, 1);
  world.kill();
  await goesOn(world, ["flying"]);
});

for (const publish of [true, false]) {
  Deno.test(`Tailer keeps ship.db where it is removed just before the end, its last reading ${publish ? "" : "not "}confirmed`, async () => {
    using world = await makeWorld();
    world.write("app.log", "last\n");
    await world.step(1000, { publish });
    Deno.removeSync(world.checkpointPath);
    world.stop();
    await goesOn(world, ["last"]);
  });
}

Deno.test("Tailer puts an older ship.db aside that replaces its own", async () => {
  using world = new TestWorld();
  world.write("app.log", "a\n");
  await world.settle();
  world.stop();
  const older = Deno.readFileSync(world.checkpointPath);
  world.write("app.log", "b\n");
  await world.settle();
  Deno.removeSync(world.checkpointPath);
  Deno.writeFileSync(world.checkpointPath, older);
  await world.step();
  world.kill();
  await goesOn(world);
  const [folder] = [...Deno.readDirSync(`${world.checkpointPath}.corrupt`)];
  const aside = `${world.checkpointPath}.corrupt/${folder!.name}/ship.db`;
  assert.deepEqual(Deno.readFileSync(aside), older);
});

Deno.test("Tailer tries again where it cannot write a removed ship.db anew", async () => {
  let isFull = false;
  const fault = (operation: string) => {
    if (isFull && operation === "run") throw new Error("database or disk is full");
  };
  using world = await makeWorld({ fault });
  Deno.removeSync(world.checkpointPath);
  isFull = true;
  await assert.rejects(world.step(), /disk is full/);
  isFull = false;
  await world.step();
  world.kill();
  await goesOn(world);
});

async function makeWorld(options = {}): Promise<TestWorld> {
  const world = new TestWorld(options);
  world.write("app.log", "a\nb\n");
  await world.settle();
  return world;
}

/** The next run ships what is new, once, and nothing else. */
async function goesOn(world: TestWorld, more: readonly string[] = []): Promise<void> {
  world.write("app.log", "new\n");
  await world.settle();
  assert.deepEqual(world.texts, ["a", "b", ...more, "new"]);
}
