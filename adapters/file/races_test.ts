import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { readCheckpoint } from "./read_checkpoint.ts";
import { InterruptedFileSystem } from "./test_interrupts.ts";
import { TestWorld } from "./test_world.ts";

Deno.test("Tailer does not ship a copy that is being made when it first looks", async () => {
  using world = new TestWorld();
  world.write("app.log", "0\n1\n");
  world.write("app.log.1", "0\n");
  await world.step(100);
  world.write("app.log.1", "1\n");
  await world.settle(300);
  world.truncate("app.log");
  world.write("app.log", "2\n");
  await world.settle(300);
  assert.deepEqual(world.texts, ["0", "1", "2"]);
});

Deno.test("Tailer does not ship a gzip copy that is being made when it first looks", async () => {
  using world = new TestWorld();
  world.write("app.log", "2\n");
  world.write("app.log.1", "0\n1\n");
  const gzip = gzipSync("0\n1\n");
  world.write("app.log.1.gz", gzip.subarray(0, 18));
  await world.step(100);
  world.write("app.log.1.gz", gzip.subarray(18));
  Deno.removeSync(world.path("app.log.1"));
  await world.settle();
  assert.deepEqual(world.texts.toSorted(), ["0", "1", "2"]);
});

Deno.test("Tailer ships what it had not read yet of a truncated file from the copy", async () => {
  using world = new TestWorld();
  world.write("app.log", "0");
  world.copy("app.log", "app.log.1");
  await world.step(300); // Both are seen, the line has no end yet.
  world.truncate("app.log");
  await world.settle();
  assert.deepEqual(world.texts, ["0"]);
});

Deno.test("Tailer ships the copy of a file that was overwritten before anything was read", async () => {
  using world = new TestWorld();
  world.write("app.log", "0");
  world.copy("app.log", "app.log.1");
  await world.step(300);
  world.truncate("app.log");
  world.write("app.log", "1\n");
  await world.settle();
  assert.deepEqual(world.texts.toSorted(), ["0", "1"]);
});

Deno.test("Tailer looks again where another file came to a path before it opened it", async () => {
  for (let call = 0; call < 12; call++) {
    const interrupted = new InterruptedFileSystem();
    using world = new TestWorld({ files: interrupted.files });
    world.write("app.log.1", "0\n");
    world.write("app.log", "1\n");
    await world.settle();
    world.kill();
    const work = () => {
      world.rename("app.log.1", "app.log.2");
      world.copy("app.log", "app.log.1");
      world.truncate("app.log");
    };
    interrupted.arm([{ call, work }]);
    await world.step(100);
    await world.settle();
    assert.deepEqual(world.texts.toSorted(), ["0", "1"], `before call ${call}`);
  }
});

Deno.test("Tailer gives up no file in a time in which it did not look", async () => {
  using world = new TestWorld();
  world.write("app.log", "0\n");
  await world.settle();
  world.truncate("app.log");
  world.rename("app.log", "app.log.1");
  await world.step(1000);
  world.write("app.log.2.gz", gzipSync("0\n"));
  await world.settle(6000); // Nothing can be published, say.
  assert.deepEqual(world.texts, ["0"]);
});

Deno.test("Tailer knows after a crash which incarnation an inode belongs to", async () => {
  using world = new TestWorld();
  world.write("app.log", "0");
  await world.step(100);
  world.truncate("app.log");
  await world.step(1000);
  world.kill();
  await world.step(100);
  world.rename("app.log", "app.log.1");
  world.write("app.log.1", "1\n");
  await world.settle();
  assert.deepEqual(world.texts, ["1"]);
});

Deno.test("Tailer takes a copy for that of the file it equals, not for one removed unread", async () => {
  using world = new TestWorld();
  world.write("app.log", "0");
  await world.step(100);
  Deno.removeSync(world.path("app.log"));
  world.kill();
  world.write("app.log", "1\n");
  world.write("app.log.1", "1");
  await world.step(100);
  world.write("app.log.1", "\n");
  await world.settle();
  assert.deepEqual(world.texts, ["1"]);
});

Deno.test("Tailer does not mix the bytes of a file with those it is overwritten with while it is read", async () => {
  for (let call = 0; call < 12; call++) {
    const interrupted = new InterruptedFileSystem();
    using world = new TestWorld({ files: interrupted.files });
    const [old, more] = [long("a"), long("b")];
    world.write("app.log", old.join(""));
    const work = () => {
      world.copy("app.log", "app.log.1");
      world.truncate("app.log");
      world.write("app.log", more.join(""));
    };
    interrupted.arm([{ call, work }]);
    await world.step();
    await world.settle();
    const expected = [...old, ...more].map((line) => line.trim());
    assert.deepEqual(world.texts.toSorted(), expected.toSorted(), `before call ${call}`);
  }
});

Deno.test("Tailer counts what it held back of a file that was overwritten, and nothing else", async () => {
  for (const rotation of ["truncate", "copytruncate"] as const) {
    using world = new TestWorld();
    world.write("app.log", "0");
    await world.settle(300, 2);
    if (rotation === "copytruncate") world.copy("app.log", "app.log.1");
    world.truncate("app.log");
    world.write("app.log", "12\n");
    await world.settle();
    world.stop();
    assert.deepEqual(world.texts.toSorted(), rotation === "truncate" ? ["12"] : ["0", "12"]);
    const lost = readCheckpoint(world.checkpointPath).files.map(({ lost }) => lost);
    assert.deepEqual(lost.toSorted(), rotation === "truncate" ? [0, 1] : [0, 0]);
  }
});

Deno.test("Tailer counts nothing as lost that was in flight at a crash, but says that it is unsure", async () => {
  using world = new TestWorld();
  world.write("app.log", "0\n");
  await world.step(1000);
  world.kill();
  Deno.removeSync(world.path("app.log"));
  await world.settle();
  world.stop();
  assert.deepEqual(world.texts, ["0"]);
  const { files } = readCheckpoint(world.checkpointPath);
  assert.deepEqual(files.map(({ lost, unsure }) => [lost, unsure]), [[0, 1]]);
});

Deno.test("Tailer looks for the copy of what was in flight at a crash and was truncated since", async () => {
  for (let call = 0; call < 16; call++) {
    const interrupted = new InterruptedFileSystem();
    using world = new TestWorld({ files: interrupted.files });
    world.write("app.log", "0\n");
    await world.step(1000, { publish: false });
    world.kill();
    const work = () => {
      world.copy("app.log", "app.log.1");
      world.truncate("app.log");
    };
    interrupted.arm([{ call, work }]);
    await world.step(100);
    await world.settle();
    assert.deepEqual(world.texts, ["0"], `before call ${call}`);
  }
});

Deno.test("Tailer tells a file from the one that it was overwritten with by its beginning alone", async () => {
  using world = new TestWorld();
  const same = "x".repeat(5000);
  world.write("app.log", `0 ${same}\n`);
  await world.settle();
  world.copy("app.log", "app.log.1");
  world.truncate("app.log");
  world.write("app.log", `1 ${same}\n`);
  await world.settle();
  assert.deepEqual(world.texts, [`0 ${same}`, `1 ${same}`]);
});

/** Forty lines, 200 kB. */
function long(letter: string): string[] {
  return Array.from({ length: 40 }, (_, i) => `${letter}${i} ${letter.repeat(5000)}\n`);
}
