import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { denoFileSystem, type FileStat, type FileSystem } from "../../runtime/file_system.ts";
import { readCheckpoint } from "./read_checkpoint.ts";
import { TestWorld } from "./test_world.ts";

/** `n` lines with a number each, from `from` on. */
function lines(from: number, n: number): string {
  return Array.from({ length: n }, (_, i) => `line ${from + i}\n`).join("");
}

function expected(n: number): string[] {
  return Array.from({ length: n }, (_, i) => `line ${i}`);
}

Deno.test("Tailer reads lines as they are appended", async () => {
  using world = new TestWorld();
  world.write("app.log", lines(0, 3));
  await world.settle();
  world.write("app.log", lines(3, 2));
  await world.settle();
  assert.deepEqual(world.texts, expected(5));
  assert.deepEqual(world.messages, []);
});

Deno.test("Tailer waits for a file that does not exist yet", async () => {
  using world = new TestWorld();
  await world.settle();
  world.write("app.log", lines(0, 1));
  await world.settle();
  assert.deepEqual(world.texts, expected(1));
});

Deno.test("Tailer reads a renamed file to its end, and the new one", async () => {
  using world = new TestWorld();
  world.write("app.log", lines(0, 2));
  await world.settle();
  world.write("app.log", lines(2, 2));
  world.rename("app.log", "app.log.1");
  world.write("app.log", lines(4, 2));
  await world.settle();
  world.write("app.log.1", lines(6, 1));
  await world.settle();
  assert.deepEqual(world.texts.sort(), expected(7));
});

Deno.test("Tailer finds a file again that was renamed while it was down", async () => {
  for (const end of ["stop", "kill"] as const) {
    using world = new TestWorld();
    world.write("app.log", lines(0, 2));
    await world.settle();
    world[end]();
    world.write("app.log", lines(2, 2));
    world.rename("app.log", "app.log.1");
    world.write("app.log", lines(4, 2));
    await world.settle();
    assert.deepEqual(world.texts.sort(), expected(6), end);
  }
});

Deno.test("Tailer finds a file again that was renamed out of its pattern", async () => {
  using world = new TestWorld();
  world.write("app.log", lines(0, 2));
  await world.settle();
  world.stop();
  world.write("app.log", lines(2, 2));
  world.rename("app.log", "moved.aside");
  await world.settle();
  assert.deepEqual(world.texts, expected(4));
});

Deno.test("Tailer ships rotated files that were there before it, oldest first", async () => {
  using world = new TestWorld();
  world.write("app.log.2.gz", gzipSync(lines(0, 2)));
  world.write("app.log.1", lines(2, 2));
  world.write("app.log", lines(4, 2));
  await world.settle(10_000);
  assert.deepEqual(world.texts, expected(6));
});

Deno.test("Tailer ships the unread rest after copytruncate from the copy", async () => {
  for (const end of ["run", "stop", "kill"] as const) {
    using world = new TestWorld();
    world.write("app.log", lines(0, 100));
    await world.settle();
    if (end !== "run") world[end]();
    world.write("app.log", lines(100, 5));
    world.copy("app.log", "app.log.1");
    world.truncate("app.log");
    world.write("app.log", lines(105, 2));
    await world.settle();
    assert.deepEqual(world.texts.toSorted(byNumber), expected(107), end);
    assert.deepEqual(world.messages, []);
  }
});

Deno.test("Tailer does not ship a copy whose original is still there", async () => {
  using world = new TestWorld();
  world.write("app.log", lines(0, 100));
  await world.settle();
  world.copy("app.log", "app.log.1");
  await world.settle();
  world.write("app.log", lines(100, 5));
  await world.settle();
  world.truncate("app.log");
  world.write("app.log", lines(105, 5));
  await world.settle();
  assert.deepEqual(world.texts, expected(110));
});

Deno.test("Tailer recognises the copy when it is made and moved on between two looks", async () => {
  using world = new TestWorld();
  world.write("app.log", "0\n");
  await world.settle();
  world.copy("app.log", "app.log.2");
  world.truncate("app.log");
  world.copy("app.log", "app.log.1");
  world.write("app.log", "1\n");
  await world.settle();
  assert.deepEqual(world.texts, ["0", "1"]);
});

Deno.test("Tailer counts and says what the copy of a truncated file lacks", async () => {
  using world = new TestWorld();
  world.write("app.log", lines(0, 3));
  await world.settle();
  world.copy("app.log", "app.log.1");
  await world.settle();
  world.write("app.log", "unread");
  await world.step();
  world.truncate("app.log");
  await world.settle();
  world.stop();
  assert.match(
    world.messages.join(),
    /^Lost 6 bytes of ".*app\.log": its copy ".*app\.log\.1" lacks/,
  );
  const { files } = readCheckpoint(world.checkpointPath);
  assert.deepEqual(files.map(({ lost }) => lost).sort(), [0, 6]);
});

Deno.test("Tailer begins a truncated file anew and says what was lost", async () => {
  using world = new TestWorld();
  world.write("app.log", lines(0, 3));
  await world.settle();
  world.write("app.log", "unfinished");
  await world.step();
  world.truncate("app.log");
  world.write("app.log", lines(3, 1));
  await world.settle();
  assert.deepEqual(world.texts, expected(4));
  assert.match(world.messages.join(), /^Lost at least 10 bytes of ".*app\.log" from byte 21 on/);
});

Deno.test("Tailer notices a file that was overwritten with more than it had", async () => {
  using world = new TestWorld();
  world.write("app.log", lines(0, 3));
  await world.settle();
  world.write("app.log", "other text, and longer than the first\n", {});
  await world.settle();
  assert.deepEqual(world.texts, [...expected(3), "other text, and longer than the first"]);
});

Deno.test("Tailer reads a deleted file to its end, and the one made in its place", async () => {
  using world = new TestWorld();
  world.write("app.log", lines(0, 3));
  await world.settle();
  world.write("app.log", lines(3, 3));
  Deno.removeSync(world.path("app.log"));
  world.write("app.log", lines(6, 3));
  await world.settle(1000, 70);
  assert.deepEqual(world.texts.sort(), expected(9));
});

Deno.test("Tailer takes a file with the same inode for another when its content is another", async () => {
  using world = new TestWorld();
  world.write("app.log", lines(0, 3));
  await world.settle();
  world.stop();
  world.write("app.log", lines(10, 6), {});
  await world.settle();
  assert.equal(world.texts.length, 9);
});

Deno.test("Tailer keeps two files with equal beginnings apart", async () => {
  using world = new TestWorld();
  world.options = { paths: [world.path("")] };
  world.write("a.log", "banner\n");
  world.write("b.log", "banner\n");
  await world.settle();
  world.kill();
  world.write("a.log", "from a\n");
  world.write("b.log", "from b\n");
  await world.settle();
  assert.deepEqual(world.texts.sort(), ["banner", "banner", "from a", "from b"]);
});

Deno.test("Tailer does not take a short equal banner in a new file for the old one", async () => {
  using world = new TestWorld();
  world.write("app.log", "banner\n");
  await world.settle();
  world.stop();
  world.write("other", "banner\nnew\n");
  world.rename("other", "app.log");
  await world.settle();
  assert.deepEqual(world.texts, ["banner", "banner", "new"]);
});

Deno.test("Tailer takes a file that was replaced by a longer copy of itself for the same", async () => {
  using world = new TestWorld();
  world.write("app.log", lines(0, 500));
  await world.settle();
  for (const end of ["run", "stop"] as const) {
    const n = world.texts.length;
    if (end === "stop") world.stop();
    world.copy("app.log", "other");
    world.write("other", lines(n, 1));
    world.rename("other", "app.log");
    await world.settle();
  }
  assert.deepEqual(world.texts, expected(502));
});

Deno.test("Tailer knows its files when devices are numbered anew", async () => {
  using world = new TestWorld();
  world.write("app.log", "a\n");
  await world.settle();
  world.stop();
  world.options = { files: renumbered() };
  world.write("app.log", "b\n");
  await world.settle();
  assert.deepEqual(world.texts, ["a", "b"]);
});

function renumbered(): FileSystem {
  const move = <T extends FileStat | null>(stat: T): T => stat && { ...stat, device: 77 };
  return {
    ...denoFileSystem,
    stat: (path) => move(denoFileSystem.stat(path)),
    lstat: (path) => move(denoFileSystem.lstat(path)),
    open(path) {
      const file = denoFileSystem.open(path);
      return file && { ...file, stat: () => move(file.stat()) };
    },
  };
}

Deno.test("Tailer does not ship a file again that is compressed after it was shipped", async () => {
  for (const end of ["run", "stop"] as const) {
    using world = new TestWorld();
    world.write("app.log", lines(0, 500));
    await world.settle();
    world.rename("app.log", "app.log.1");
    await world.settle();
    if (end === "stop") world.stop();
    world.write("app.log.1.gz", gzipSync(Deno.readFileSync(world.path("app.log.1"))));
    if (end === "run") await world.settle();
    Deno.removeSync(world.path("app.log.1"));
    await world.settle();
    world.rename("app.log.1.gz", "app.log.2.gz");
    await world.settle();
    assert.equal(world.texts.length, 500, end);
    assert.deepEqual(world.messages, []);
  }
});

Deno.test("Tailer ships the unread rest from a gzip file made while it was down", async () => {
  using world = new TestWorld();
  world.write("app.log", lines(0, 500));
  await world.settle();
  world.kill();
  world.write("app.log", lines(500, 500));
  const content = Deno.readFileSync(world.path("app.log"));
  Deno.removeSync(world.path("app.log"));
  world.write("app.log.1.gz", gzipSync(content));
  await world.settle();
  assert.deepEqual(world.texts, expected(1000));
  assert.deepEqual(world.messages, []);
});

Deno.test("Tailer with from: end skips what is there at the first start only", async () => {
  using world = new TestWorld({ from: "end" });
  world.write("app.log.1", "older\n");
  world.write("app.log", "old\nhalf");
  await world.settle();
  world.write("app.log", " a line\n");
  await world.settle();
  world.stop();
  world.write("app.log", "new\n");
  world.rename("app.log", "app.log.2");
  world.write("app.log", "newer\n");
  await world.settle();
  assert.deepEqual(world.texts, ["half a line", "new", "newer"]);
});

function byNumber(a: string, b: string): number {
  return Number(a.slice(5)) - Number(b.slice(5));
}
