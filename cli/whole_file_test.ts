import assert from "node:assert/strict";
import { writeAll, writeWholeFile } from "./whole_file.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

Deno.test("writeWholeFile puts a file in its place once all is written", () =>
  inFolder(async (folder) => {
    const path = `${folder}/x`;
    await Deno.writeTextFile(path, "before");
    await writeWholeFile(path, async (file) => {
      await writeAll(file, path, bytes("after"));
      assert.equal(await Deno.readTextFile(path), "before");
    });
    assert.equal(await Deno.readTextFile(path), "after");
    assert.deepEqual(namesIn(folder), ["x"]);
  }));

Deno.test("writeWholeFile leaves everything as it was where it fails", () =>
  inFolder(async (folder) => {
    const path = `${folder}/x`;
    await Deno.writeTextFile(path, "before");
    const reason = new Error("broken off");
    const failing = writeWholeFile(path, async (file) => {
      await writeAll(file, path, bytes("a part"));
      throw reason;
    });
    await assert.rejects(failing, reason);
    assert.equal(await Deno.readTextFile(path), "before");
    assert.deepEqual(namesIn(folder), ["x"]);
  }));

Deno.test("writeWholeFile refuses what it would harm, and says why it cannot write", () =>
  inFolder(async (folder) => {
    const path = `${folder}/x`;
    await Deno.symlink("target", path);
    const write = () => Promise.resolve();
    await assert.rejects(writeWholeFile(path, write), {
      name: "UsageError",
      message: /is no file/,
    });
    await assert.rejects(writeWholeFile(folder, write), { message: /is there and is no file/ });
    await assert.rejects(writeWholeFile(`${folder}/no/x`, write), {
      message: /^Cannot write ".*\/no\/x\.part": its folder does not exist$/,
    });
    await Deno.writeTextFile(`${folder}/y.part`, "");
    await assert.rejects(writeWholeFile(`${folder}/y`, write), {
      message: /still runs or was killed/,
    });
    assert.deepEqual(namesIn(folder), ["x", "y.part"]);
  }));
