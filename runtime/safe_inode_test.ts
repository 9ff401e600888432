import assert from "node:assert/strict";
import { toSafeInode } from "./safe_inode.ts";

Deno.test("toSafeInode leaves numbers below 2^53 as they are, and asks for no path", () => {
  const refuse = () => assert.fail("asked for a path");
  for (const inode of [0, 1, 10_142_851, 2 ** 32, 2 ** 52 + 1, 2 ** 53 - 1]) {
    assert.equal(toSafeInode(inode, refuse), inode);
  }
});

Deno.test("toSafeInode tells neighbours apart that look alike, by path", () => {
  const rounded = Number(2n ** 63n + 26n);
  assert.equal(rounded, Number(2n ** 63n + 30n));
  for (const inode of [2 ** 53, rounded, Number(2n ** 64n - 1n), -1, -(2 ** 63)]) {
    const found = [26, 27, 28, 29, 30].map((i) => toSafeInode(inode, () => `/l/${i}.log`));
    assert.equal(new Set(found).size, 5, `${inode}`);
    for (const each of found) assert.ok(Number.isSafeInteger(each) && each >= 2 ** 52, `${each}`);
    assert.equal(toSafeInode(inode, () => "/l/26.log"), found[0]);
  }
});

Deno.test("toSafeInode tells apart what is at the same path one after the other", () => {
  const inodes = [2 ** 63, 2 ** 63 + 2048, -(2 ** 63)];
  assert.equal(new Set(inodes.map((inode) => toSafeInode(inode, () => "/l/a.log"))).size, 3);
});
