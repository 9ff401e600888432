import assert from "node:assert/strict";
import { denoFileSystem, type FileSystem } from "../../runtime/file_system.ts";
import { readCheckpoint } from "./read_checkpoint.ts";
import { TestWorld } from "./test_world.ts";

/** Throws at the n-th call, and if it lasts at all later ones; counts the calls. */
class Fault {
  calls = 0;
  at = Infinity;
  lasts = false;
  readonly code: string;

  constructor(code: string) {
    this.code = code;
  }

  readonly hit = (operation: string): void => {
    const calls = ++this.calls;
    if (calls !== this.at && !(this.lasts && calls > this.at)) return;
    throw Object.assign(new Error(`${this.code}: ${operation}`), { code: this.code });
  };
}

/** The real file system, each of whose calls may fail. */
function faulty(fault: Fault): FileSystem {
  const { hit } = fault;
  return {
    open(path) {
      hit("open");
      const file = denoFileSystem.open(path);
      return file && {
        stat() {
          hit("fstat");
          return file.stat();
        },
        read(buffer, position) {
          hit("read");
          return file.read(buffer, position);
        },
        [Symbol.dispose]: () => file[Symbol.dispose](),
      };
    },
    stat(path) {
      hit("stat");
      return denoFileSystem.stat(path);
    },
    lstat(path) {
      hit("lstat");
      return denoFileSystem.lstat(path);
    },
    realPath(path) {
      hit("realpath");
      return denoFileSystem.realPath(path);
    },
    list(path) {
      hit("readdir");
      return denoFileSystem.list(path);
    },
  };
}

/** Something of everything: appending, rotation both ways, a clean end, a crash. */
async function live(world: TestWorld): Promise<void> {
  const step = () => tolerant(world);
  world.write("app.log", "0\n1\n");
  await step();
  world.write("app.log", "2\n");
  await step();
  world.rename("app.log", "app.log.1");
  world.write("app.log", "3\n");
  await step();
  end(world, "kill");
  world.write("app.log", "4\n");
  world.copy("app.log", "app.log.0");
  world.truncate("app.log");
  await step();
  world.write("app.log", "5\n");
  await step();
  end(world, "stop");
  world.write("app.log", "6\n");
  for (let i = 0; i < 12; i++) await step();
}

/** A step whose failure is a failure of the checkpoint: as in the source, it is tried again. */
async function tolerant(world: TestWorld): Promise<void> {
  for (let tries = 0; tries < 3; tries++) {
    try {
      return void await world.step(2000);
    } catch (error) {
      assert.match((error as Error).message, /^E\w+: /);
      if (tries === 2) throw error;
    }
  }
}

function end(world: TestWorld, how: "stop" | "kill"): void {
  try {
    world[how]();
  } catch (error) {
    assert.match((error as Error).message, /^E\w+: /);
    world.kill();
  }
}

async function failEach(kind: "files" | "checkpoint", code: string): Promise<void> {
  for (let at = 1; at < 2000; at++) {
    const fault = new Fault(code);
    fault.at = at;
    const options = kind === "files" ? { files: faulty(fault) } : { fault: fault.hit };
    using world = new TestWorld(options);
    await live(world);
    assert.deepEqual(
      world.texts.toSorted(),
      ["0", "1", "2", "3", "4", "5", "6"],
      `${code} at ${at}`,
    );
    if (fault.calls < at) return assert.ok(at > 50, `only ${at} calls`);
  }
  assert.fail("it never ends");
}

Deno.test("Tailer ships every line once when the n-th call of the file system fails", async () => {
  await failEach("files", "EIO");
});

Deno.test("Tailer ships every line once when the n-th call of the checkpoint fails", async () => {
  await failEach("checkpoint", "ENOSPC");
});

Deno.test("Tailer ships every line once when the log folder fails for a while after a copytruncate", async () => {
  for (let at = 1; at <= 40; at++) {
    for (const failing of [1, 6, 12, 24]) {
      const fault = new Fault("EIO");
      using world = new TestWorld({ files: faulty(fault) });
      world.write("app.log", "0\n1\n");
      await world.settle(300);
      world.copy("app.log", "app.log.1");
      world.truncate("app.log");
      world.write("app.log", "2\n3\n"); // Of the same length: only its bytes tell that it is another.
      fault.at = fault.calls + at;
      fault.lasts = true;
      for (let i = 0; i < 10 && fault.calls < fault.at; i++) await world.step(300);
      for (let i = 0; i < failing; i++) await world.step(300);
      fault.at = Infinity;
      await world.settle(300, 40);
      assert.deepEqual(
        world.texts.toSorted(),
        ["0", "1", "2", "3"],
        `${failing} steps from ${at} on`,
      );
    }
  }
});

Deno.test("Tailer says nothing lost of a file that is not asked for any more and may not be looked at", async () => {
  using world = new TestWorld();
  Deno.mkdirSync(world.path("other"));
  const others = { paths: [world.path("other/app.log")] };
  world.options = others;
  world.write("other/app.log", "0\nunfinished");
  await world.settle(300, 2);
  world.stop();
  const refuse = <T>(work: (path: string) => T) => (path: string): T => {
    if (!path.startsWith(world.path("other"))) return work(path);
    throw new Deno.errors.NotCapable(`Requires read access to "${path}"`);
  };
  const lstat = refuse(denoFileSystem.lstat);
  const list = refuse(denoFileSystem.list);
  world.options = { files: { ...denoFileSystem, lstat, list } };
  world.write("app.log", "1\n");
  await world.settle();
  assert.deepEqual([world.texts.toSorted(), world.messages], [["0", "1"], []]);
  world.stop();
  assert(readCheckpoint(world.checkpointPath).files.every(({ lost }) => lost === 0));
  world.options = others;
  world.write("other/app.log", " line\n");
  await world.settle();
  assert.deepEqual([world.texts, world.messages], [["0", "1", "unfinished line"], []]);
});
