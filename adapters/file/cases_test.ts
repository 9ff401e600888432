import assert from "node:assert/strict";
import { denoFileSystem, type FileSystem } from "../../runtime/file_system.ts";
import { readCheckpoint } from "./read_checkpoint.ts";
import { TestWorld } from "./test_world.ts";

Deno.test("Tailer refuses a link that leads out of the folder, and says so once", async () => {
  using world = new TestWorld();
  world.options = { paths: [world.path("")] };
  Deno.writeTextFileSync(`${world.folder}/secret.txt`, "secret\n");
  Deno.symlinkSync(`${world.folder}/secret.txt`, world.path("evil.log"));
  world.write("app.log", "a\n");
  await world.settle();
  assert.deepEqual(world.texts, ["a"]);
  assert.equal(world.messages.length, 1);
  assert.match(world.messages[0]!, /evil\.log": it leads to ".*secret\.txt", outside the folders/);
});

Deno.test("Tailer does not follow a file that is replaced by a link out of the folder", async () => {
  using world = new TestWorld();
  Deno.writeTextFileSync(`${world.folder}/secret.txt`, "secret\n");
  world.write("app.log", "a\n");
  await world.settle();
  Deno.removeSync(world.path("app.log"));
  Deno.symlinkSync(`${world.folder}/secret.txt`, world.path("app.log"));
  await world.settle();
  assert.deepEqual(world.texts, ["a"]);
});

Deno.test("Tailer reads through a link inside the folder, once", async () => {
  using world = new TestWorld();
  world.options = { paths: [world.path("")] };
  world.write("app-today.log", "a\n");
  Deno.symlinkSync("app-today.log", world.path("current.log"));
  await world.settle();
  world.write("app-today.log", "b\n");
  await world.settle();
  assert.deepEqual(world.texts, ["a", "b"]);
  assert.deepEqual(world.messages, []);
});

Deno.test("Tailer does not wait for a FIFO, and passes over folders", async () => {
  using world = new TestWorld();
  world.options = { paths: [world.path("")] };
  const made = new Deno.Command("mkfifo", { args: [world.path("pipe.log")] }).outputSync();
  assert.ok(made.success);
  Deno.mkdirSync(world.path("folder.log"));
  world.write("app.log", "a\n");
  await world.settle();
  assert.deepEqual(world.texts, ["a"]);
  assert.match(world.messages.join("\n"), /^Cannot read ".*pipe\.log": it is not a regular file$/);
});

Deno.test("Tailer says once that a file can't be read, tries again, and reads the others", async () => {
  using world = new TestWorld();
  let refused = true;
  world.options = {
    paths: [world.path("*.log")],
    files: {
      ...denoFileSystem,
      open(path) {
        if (!refused || !path.endsWith("secret.log")) return denoFileSystem.open(path);
        throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
      },
    },
  };
  world.write("secret.log", "s\n");
  world.write("app.log", "a\n");
  await world.settle();
  assert.deepEqual(world.texts, ["a"]);
  assert.equal(world.messages.length, 1);
  assert.match(
    world.messages[0]!,
    /^Cannot read ".*secret\.log": EACCES: permission denied; trying again$/,
  );
  refused = false;
  await world.settle(5000);
  assert.deepEqual(world.texts, ["a", "s"]);
});

Deno.test("Tailer reads a line of 10 MB in parts that are together the line", async () => {
  using world = new TestWorld();
  const line = "0123456789".repeat(1_000_000);
  world.write("app.log", `first\n${line}\nlast\n`);
  await world.settle();
  assert.equal(world.texts.length, 3);
  assert.ok(world.texts[1] === line);
});

Deno.test("Tailer leaves CR out of the text, drops and counts blank lines", async () => {
  using world = new TestWorld();
  world.write("app.log", "\n\na\r\n\r\nb\r\n\n");
  await world.settle();
  assert.deepEqual(world.texts, ["a", "b"]);
  assert.deepEqual(world.tailer.status(), { events: 2, blank: 4, behindBytes: 0, files: 1 });
  world.stop();
  const { files } = readCheckpoint(world.checkpointPath);
  assert.deepEqual([files[0]!.events, files[0]!.blank, files[0]!.confirmed], [2, 4, 11]);
});

Deno.test("Tailer ships bytes that are not UTF-8 as they are", async () => {
  using world = new TestWorld();
  world.write("app.log", new Uint8Array([0xff, 0xfe, 0x41, 10]));
  const batches = await world.step();
  await world.settle();
  const [batch] = batches.length > 0 ? batches : [];
  assert.deepEqual([...(batch?.bytes ?? [0xff, 0xfe, 0x41])].slice(0, 3), [0xff, 0xfe, 0x41]);
  assert.deepEqual(world.texts, ["\ufffd\ufffdA"]);
});

Deno.test("Tailer gives out a line without its end after it waited for it, and its rest as a part", async () => {
  using world = new TestWorld();
  world.write("app.log", "half");
  await world.step(1000);
  await world.step(1000);
  assert.deepEqual(world.texts, []);
  await world.step(5000);
  assert.deepEqual(world.texts, ["half"]);
  world.write("app.log", " a line\n");
  await world.settle();
  assert.deepEqual(world.texts, ["half a line"]);
});

Deno.test("Tailer gives out appended lines within a second", async () => {
  using world = new TestWorld();
  world.write("app.log", "a\n");
  await world.settle();
  world.write("app.log", "b\n");
  for (let i = 0; i < 10; i++) await world.step(100);
  assert.deepEqual(world.texts, ["a", "b"]);
});

Deno.test("Tailer reads a thousand files, each once and in order", async () => {
  using world = new TestWorld();
  world.options = { paths: [world.path("**/*.log")] };
  Deno.mkdirSync(world.path("a/b"), { recursive: true });
  for (let i = 0; i < 1000; i++) world.write(`a/b/${i}.log`, `${i} 0\n${i} 1\n`);
  await world.settle();
  for (let i = 0; i < 1000; i += 3) world.write(`a/b/${i}.log`, `${i} 2\n`);
  await world.settle();
  assert.equal(world.texts.length, 2000 + 334);
  assert.deepEqual(world.texts.filter((text) => text.startsWith("9 ")), ["9 0", "9 1", "9 2"]);
});

Deno.test("Tailer with from: end reads files that come after the first look from their beginning", async () => {
  using world = new TestWorld({ from: "end" });
  world.options = { ...world.options, paths: [world.path("*.log")] };
  world.write("app.log", "old\nhalf a line");
  await world.step(10_000);
  assert.deepEqual(world.texts, ["half a line"]);
  world.write("late.log", "late\n");
  await world.settle();
  assert.deepEqual(world.texts, ["half a line", "late"]);
});

Deno.test("Tailer does not let a large file starve a small one", async () => {
  using world = new TestWorld();
  world.options = { paths: [world.path("")] };
  world.write("large.log", "some line\n".repeat(600_000));
  world.write("small.log", "small\n");
  await world.step();
  await world.step();
  assert.ok(world.texts.includes("small"));
});

Deno.test("Tailer says what was in flight at a crash and vanished before it came again", async () => {
  using world = new TestWorld();
  world.write("app.log", "a\nb\n");
  await world.step(1000, { publish: false });
  world.kill();
  world.truncate("app.log");
  world.write("app.log", "c\n");
  await world.settle();
  assert.ok(world.texts.includes("c"));
  assert.ok(!world.texts.includes("a"));
  assert.match(world.messages.join("\n"), /Cannot hand out \d events of ".*app\.log" again/);
  world.stop();
  const { files } = readCheckpoint(world.checkpointPath);
  assert.ok(files.reduce((sum, { unsure }) => sum + unsure, 0) > 0);
});

Deno.test("Tailer forgets files that are gone for a month, but not what they counted", async () => {
  using world = new TestWorld();
  world.options = { paths: [world.path("*.log")] };
  world.write("old.log", "a\nb\n");
  await world.settle();
  Deno.removeSync(world.path("old.log"));
  await world.settle(1000, 70);
  await world.step(31 * 86_400_000);
  await world.step(31 * 86_400_000);
  world.stop();
  const { files, pruned } = readCheckpoint(world.checkpointPath);
  assert.deepEqual(files, []);
  assert.deepEqual(pruned, { events: 2, blank: 0, lost: 0, unsure: 0 });
  assert.equal(world.tailer.status().events, 2);
});

Deno.test("Tailer goes on with what is left of a damaged checkpoint", async () => {
  using world = new TestWorld();
  world.write("app.log", "a\n".repeat(10));
  await world.settle();
  world.stop();
  const file = Deno.openSync(world.checkpointPath, { write: true });
  file.seekSync(-3000, Deno.SeekMode.End);
  file.writeSync(new Uint8Array(3000).fill(0xaa));
  file.close();
  world.write("app.log", "b\n");
  await world.settle();
  assert.match(world.messages.join("\n"), /^The checkpoint ".*ship\.db" was damaged/);
  assert.equal(world.texts.filter((text) => text === "b").length, 1);
});

Deno.test("Tailer begins a checkpoint anew where the file is no database", async () => {
  using world = new TestWorld();
  Deno.writeTextFileSync(world.checkpointPath, "this is not a database at all\n".repeat(100));
  world.write("app.log", "a\n");
  await world.settle();
  assert.deepEqual(world.texts, ["a"]);
  assert.match(world.messages[0]!, /it is kept in ".*ship\.db\.corrupt\/.*", and 0 files/);
});

Deno.test("Tailer counts nothing as lost where a file outgrows its old self after a copytruncate", async () => {
  using world = new TestWorld();
  world.write("app.log", "first\n");
  await world.settle();
  world.copy("app.log", "app.log.1");
  world.truncate("app.log");
  world.write("app.log", "longer than the first\n");
  await world.settle();
  world.stop();
  assert.deepEqual(world.texts, ["first", "longer than the first"]);
  const { files } = readCheckpoint(world.checkpointPath);
  assert.deepEqual(files.map(({ lost }) => lost), [0, 0]);
});

Deno.test("Tailer does not take a shorter file for one that was renamed before it could be opened", async () => {
  using world = new TestWorld();
  let isRotated = false;
  const rotate = () => {
    isRotated = true;
    world.rename("app.log.1", "app.log.2");
    world.copy("app.log", "app.log.1");
    world.truncate("app.log");
  };
  const files: FileSystem = {
    ...denoFileSystem,
    open(path) {
      if (path.endsWith(".1") && !isRotated) rotate();
      return denoFileSystem.open(path);
    },
  };
  world.options = { files };
  world.write("app.log.1", "0\n1\n");
  world.write("app.log", "2\n");
  for (let i = 0; i < 3; i++) await world.step(10); // Looks again before it lists the folder again.
  await world.settle();
  world.stop();
  assert.deepEqual(world.texts.toSorted(), ["0", "1", "2"]);
  const { files: kept } = readCheckpoint(world.checkpointPath);
  assert.deepEqual(kept.map(({ lost }) => lost), kept.map(() => 0));
});

Deno.test("Tailer ships a rotated file that holds just what the new one begins with", async () => {
  using world = new TestWorld();
  const bornMs = () => denoFileSystem.stat(world.path("app.log"))!.bornMs;
  world.write("app.log", "started\n");
  const firstMs = bornMs();
  world.rename("app.log", "app.log.1");
  do { // The clock of a file system moves in steps of some milliseconds.
    Deno.writeTextFileSync(world.path("app.log"), "");
    if (bornMs() > firstMs || firstMs === 0) break;
    Deno.removeSync(world.path("app.log"));
  } while (true);
  world.write("app.log", "started\n");
  let isFirst = true;
  const lstat: FileSystem["lstat"] = (path) => {
    if (path.endsWith(".1") && isFirst) {
      isFirst = false;
      throw new Error("it comes later than the new one");
    }
    return denoFileSystem.lstat(path);
  };
  world.options = { files: { ...denoFileSystem, lstat } };
  await world.settle();
  assert.deepEqual(world.texts, ["started", "started"]);
});
