import assert from "node:assert/strict";
import { createBytePool } from "./byte_pool.ts";

function createPool(bytesMax: number) {
  return createBytePool({ bytesMax, status: 429, what: "read the body" });
}

Deno.test("BytePool gives room as long as all together stay within it", () => {
  const pool = createPool(10);
  const [a, b] = [pool.open(), pool.open()];
  a.reach(4);
  b.reach(6);
  b.reach(6);
  assert.throws(() => a.reach(5), { status: 429, message: /^Cannot read the body now: / });
  assert.throws(() => pool.open().reach(1), { status: 429 });
  b[Symbol.dispose]();
  b[Symbol.dispose]();
  a.reach(9);
  pool.open().reach(1);
  assert.throws(() => pool.open().reach(1), { status: 429 });
});

Deno.test("BytePool lets one that is alone have more, and nobody beside it", () => {
  const pool = createPool(10);
  {
    using alone = pool.open();
    alone.reach(11);
    alone.reach(64);
    assert.throws(() => pool.open().reach(1), { status: 429 });
  }
  const [a, b] = [pool.open(), pool.open()];
  a.reach(1);
  assert.throws(() => b.reach(64), { status: 429 });
  b.reach(9);
});

Deno.test("BytePool takes nothing for what is only expected", () => {
  const pool = createBytePool({ bytesMax: 10, status: 429, what: "read the body" });
  const [a, b] = [pool.open(), pool.open()];
  a.expect(100);
  b.reach(6);
  assert.throws(() => a.expect(5), { status: 429 });
  a.expect(4);
  b.reach(10);
});
