import assert from "node:assert/strict";
import { denoFileSystem, type FileStat, type FileSystem } from "../../runtime/file_system.ts";
import { toSafeInode } from "../../runtime/safe_inode.ts";
import { openDatabase } from "../../runtime/sqlite.ts";
import { TestWorld } from "./test_world.ts";

/** Every file has a neighbour's inode, which Deno rounds to the same number, and is born at the same time. */
function alikeFiles(): FileSystem {
  const blur = <T extends FileStat | null>(stat: T, path: string): T => {
    const readPath = () => denoFileSystem.realPath(path) ?? path;
    return stat && { ...stat, inode: toSafeInode(2 ** 63, readPath), bornMs: 1 };
  };
  return {
    ...denoFileSystem,
    stat: (path) => blur(denoFileSystem.stat(path), path),
    lstat: (path) => blur(denoFileSystem.lstat(path), path),
    open(path) {
      const file = denoFileSystem.open(path);
      const inode = blur(file && file.stat(), path)?.inode ?? 0;
      return file && { ...file, stat: () => ({ ...file.stat(), inode, bornMs: 1 }) };
    },
  };
}

function lines(name: string, n: number): string[] {
  return Array.from({ length: n }, (_, i) => `${name} line ${i} of one that is told apart`);
}

const NAMES = ["a", "b", "c", "d", "e"];

Deno.test("Tailer ships all files whose inodes look alike, and goes on after a restart", async () => {
  using world = new TestWorld({ files: alikeFiles() });
  world.options = { ...world.options, paths: [world.path("*.log")] };
  for (const name of NAMES) world.write(`${name}.log`, `${name} 1\n`);
  await world.settle();
  assert.deepEqual(world.texts.toSorted(), NAMES.map((name) => `${name} 1`));
  world.stop();
  for (const name of NAMES) world.write(`${name}.log`, `${name} 2\n`);
  await world.settle();
  const expected = NAMES.flatMap((name) => [`${name} 1`, `${name} 2`]);
  assert.deepEqual(world.texts.toSorted(), expected);
  assert.deepEqual(world.messages, []);
});

Deno.test("Tailer follows a rotation of files whose inodes look alike", async () => {
  for (const restart of [false, true]) {
    using world = new TestWorld({ files: alikeFiles() });
    const all = lines("old", 60);
    world.write("app.log", all.slice(0, 50).join("\n") + "\n");
    await world.settle();
    if (restart) world.stop();
    world.write("app.log", all.slice(50).join("\n") + "\n");
    world.rename("app.log", "app.log.1");
    world.write("app.log", "new\n");
    await world.settle();
    assert.deepEqual(world.texts.toSorted(), ["new", ...all].toSorted(), `restart ${restart}`);
    assert.deepEqual(world.messages, []);
  }
});

Deno.test("Tailer follows a link to a file whose inode is rounded", async () => {
  using world = new TestWorld({ files: alikeFiles() });
  world.write("real.log", "a\n");
  Deno.symlinkSync(world.path("real.log"), world.path("app.log"));
  await world.settle();
  assert.deepEqual(world.texts, ["a"]);
});

Deno.test("Tailer opens a checkpoint with inodes that are no safe integers", async () => {
  using world = new TestWorld();
  const all = lines("old", 60);
  world.write("app.log", all.slice(0, 50).join("\n") + "\n");
  await world.settle();
  world.stop();
  {
    using database = openDatabase({ path: world.checkpointPath });
    database.exec("UPDATE files SET inode = 9007199254740994");
  }
  world.write("app.log", all.slice(50).join("\n") + "\n");
  await world.settle();
  assert.deepEqual(world.texts, all);
});
