import assert from "node:assert/strict";
import { canMount, mountSmallDisk } from "../tests/e2e/small_disk.ts";
import { readFreeBytes, watchFreeBytes } from "./free_bytes.ts";

const MAY_MOUNT = canMount();
const WHY_NOT = MAY_MOUNT ? "" : " (ignored: this user may not mount a small file system)";

Deno.test({
  name: `readFreeBytes tells what a disk has free, Infinity where it has no size${WHY_NOT}`,
  ignore: !MAY_MOUNT,
  fn() {
    using small = mountSmallDisk(1)!;
    assert.equal(readFreeBytes(small.folder), 2 ** 20);
    using endless = mountSmallDisk(0)!;
    assert.equal(readFreeBytes(endless.folder), Infinity);
  },
});

Deno.test("watchFreeBytes says once that it is not told what is free, and again after it was", () => {
  const folder = Deno.makeTempDirSync();
  const path = `${folder}/logs.db`;
  const said: string[] = [];
  const freeBytes = watchFreeBytes(path, (message) => said.push(message));
  const sentence = new RegExp(
    `^Cannot tell how much is free on the disk of "${path}": ENOENT.*: nothing is kept free there$`,
  );
  for (const times of [1, 2]) {
    assert.deepEqual([freeBytes(), freeBytes()], [Infinity, Infinity]);
    assert.equal(said.length, times);
    assert.match(said.at(-1)!, sentence);
    Deno.writeTextFileSync(path, "");
    assert(Number.isFinite(freeBytes()));
    Deno.removeSync(path);
  }
  Deno.removeSync(folder);
});
